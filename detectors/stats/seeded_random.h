#pragma once

// Random numbers that are the same for a seed on every machine. The standard fixes what std::mt19937_64 puts out but not what its
// distributions do with it.
//
// Normals: Box & Muller, "A note on the generation of random normal deviates", Ann. Math. Stat. 29 (1958).

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>

namespace driftd::detectors {

/// A hash of numbers that stand for places (a column, a draw): Steele, Lea & Flood's splitmix64 (2014), one step.
constexpr std::uint64_t mixed(std::uint64_t key) {
  key += 0x9E3779B97F4A7C15U;
  key = (key ^ (key >> 30U)) * 0xBF58476D1CE4E5B9U;
  key = (key ^ (key >> 27U)) * 0x94D049BB133111EBU;
  return key ^ (key >> 31U);
}

class SeededNormal {
 public:
  explicit SeededNormal(std::uint64_t seed) : bits_(seed) {}

  double next() {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

 private:
  double uniform() { return static_cast<double>(bits_() >> 11U) * 0x1p-53; }

  std::mt19937_64 bits_;
};

}  // namespace driftd::detectors
