#pragma once

// How far the mean of a series would wander were the rows drawn anew: the rows are drawn in blocks of l neighbours, with replacement and
// around the end (moving blocks: Künsch, Annals of Statistics 17, 1989; circular, so that every row is drawn equally often: Politis &
// Romano 1992), which keeps what neighbours have in common and asks nothing of the distribution. l = ceil(n^(1/3)).
//
//   p = (1 + #{mean* - mean >= mean}) / (B + 1)
//
// counts resamples; where fewer than 10 of B reach so far, the tail beyond is a normal's with the resamples' standard error. Sums of a
// block are differences of cumulative sums: the work is B n / l additions, and B falls as that grows over a bound. The draws come from a
// seed: the same rows give the same p.

#include <cstdint>

#include "updaters/gate/losses.h"

namespace driftd::updaters {

struct Resampled {
  PValues p;
  double standard_error = 0;  // of the mean
  std::size_t block = 0;
  std::size_t resamples = 0;
};

constexpr std::uint64_t kBootstrapSeed = 1;
constexpr std::size_t kMostResamples = 4999;

std::size_t block_length(std::size_t rows);

/// Finite; fewer than eight, or all of them 0, prove nothing.
Resampled block_bootstrap(std::span<const double> x, std::uint64_t seed = kBootstrapSeed);

}  // namespace driftd::updaters
