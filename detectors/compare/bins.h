#pragma once

// Shares of a few bins: what PSI, Jensen-Shannon, Kullback-Leibler, Hellinger and total variation compare.
//
// Numbers: the reference's quantiles, never the window's, cut the line into parts (a, b]; equal values never part, so heavy ties make fewer
// bins. A reference of at most as many distinct values as bins has a bin for each, and one for whatever lies between or beyond.
// Categories: a bin a row, "rare" and "new" among them.
// A bin that neither sample knows is left out.

#include <cstdint>
#include <span>
#include <vector>

#include "detectors/compare/comparison.h"

namespace driftd::detectors {

struct Bin {
  std::uint64_t reference = 0;
  std::uint64_t window = 0;
};

using Bins = std::vector<Bin>;

Bins bins_of(const NumberSamples& samples, std::uint64_t most_bins);
Bins bins_of(const CategorySamples& samples);

}  // namespace driftd::detectors
