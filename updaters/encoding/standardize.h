#pragma once

// standard[i] <- (values[i] - offset) factor, within +-1e9, so that nothing downstream overflows; where a value is missing (NaN) its fill
// stands for it. Every row passes through here when it is answered and when it is learnt: rows that are whole, which most are, take the
// short way, several values at a time.

#include <span>

namespace driftd::updaters {

/// All of one length; `standard` may be `values` itself. Infinite values count as +-largest.
void standardize(std::span<const double> values, std::span<const double> fills, std::span<const double> offsets,
                 std::span<const double> factors, double largest, std::span<double> standard);

}  // namespace driftd::updaters
