#pragma once

// The same pseudo-random numbers as portable_random.py, bit for bit, so that golden files store seeds and not samples.

#include <cmath>
#include <cstdint>

#include "detectors/stats/split_mix.h"

namespace driftd::golden {

class PortableRandom {
 public:
  explicit PortableRandom(std::uint64_t seed) : random_(seed) {}

  std::uint64_t next() { return random_.next(); }

  double uniform() { return static_cast<double>(next() >> 11U) * 0x1p-53; }
  double bernoulli(double probability) { return uniform() < probability ? 1.0 : 0.0; }

  double triangular(double mean, double scale) {
    const double first = uniform();
    const double second = uniform();
    return mean + scale * (first + second - 1.0);
  }

  double below(double count) { return std::floor(uniform() * count); }

 private:
  detectors::SplitMix64 random_;
};

}  // namespace driftd::golden
