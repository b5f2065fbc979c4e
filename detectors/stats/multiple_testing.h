#pragma once

// Many tests at once: with m features and level alpha each, m * alpha false alarms a window would be the rule. Benjamini-Hochberg bounds
// the expected share of false ones among those reported. Benjamini & Hochberg, "Controlling the false discovery rate", J. R. Stat. Soc. B
// 57 (1995).

#include <span>
#include <vector>

namespace driftd::detectors {

/// Adjusted p-values, in the order given: reject where adjusted <= alpha. With p sorted, adjusted_(i) = min over j >= i of m * p_(j) / j,
/// at most 1. NaNs are no tests: they do not count in m and stay NaN.
std::vector<double> benjamini_hochberg(std::span<const double> p_values);

}  // namespace driftd::detectors
