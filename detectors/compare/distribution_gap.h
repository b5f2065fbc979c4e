#pragma once

// How far the window's distribution function lies below and above the reference's, at the reference's cuts: what Kolmogorov-Smirnov and
// Kuiper are made of.

#include <cstdint>

#include "detectors/compare/comparison.h"

namespace driftd::detectors {

/// Times n m, so whole numbers.
struct DistributionGap {
  std::uint64_t below = 0;  // the largest of F - G, reference less window
  std::uint64_t above = 0;  // the largest of G - F
};

DistributionGap distribution_gap(const NumberSamples& samples);

}  // namespace driftd::detectors
