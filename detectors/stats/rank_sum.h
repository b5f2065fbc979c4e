#pragma once

// Mann and Whitney's U of two plain samples: over all pairs of one value each, how often the second's is the larger, ties counted half.
// Where both come from one distribution it has mean n m / 2 and, ties of t values each corrected for,
//
//   variance = n m / 12 (n + m + 1 - sum (t^3 - t) / ((n + m) (n + m - 1)))
//
// Sums over strata add up (van Elteren). compare/mann_whitney.h has the same against a frozen reference, from counts.

#include <span>

namespace driftd::detectors {

struct RankSum {
  double wins = 0;   // U
  double pairs = 0;  // n m
  double variance = 0;

  RankSum& operator+=(const RankSum& other) {
    wins += other.wins;
    pairs += other.pairs;
    variance += other.variance;
    return *this;
  }
};

/// No value is NaN. All 0 where either sample is empty.
RankSum rank_sum(std::span<const double> first, std::span<const double> second);

}  // namespace driftd::detectors
