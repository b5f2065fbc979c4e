#pragma once

// The same pseudo-random numbers as portable_random.py, bit for bit, so that golden files store seeds and not samples.

#include <cmath>
#include <cstdint>

namespace driftd::golden {

/// splitmix64 (Steele, Lea & Flood, 2014).
class PortableRandom {
 public:
  explicit PortableRandom(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  double uniform() { return static_cast<double>(next() >> 11U) * 0x1p-53; }
  double bernoulli(double probability) { return uniform() < probability ? 1.0 : 0.0; }

  double triangular(double mean, double scale) {
    const double first = uniform();
    const double second = uniform();
    return mean + scale * (first + second - 1.0);
  }

  double below(double count) { return std::floor(uniform() * count); }

 private:
  std::uint64_t state_;
};

}  // namespace driftd::golden
