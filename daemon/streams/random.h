#pragma once

// Pseudo-random numbers that are the same on every machine and with every standard library: xoshiro256++ 1.0 (Blackman & Vigna, "Scrambled
// linear pseudorandom number generators", ACM TOMS 47(4), 2021), its state filled by SplitMix64. The
// standard's distributions are left alone, since each library makes its own numbers of them.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "detectors/stats/split_mix.h"

namespace driftd::streams {

using detectors::SplitMix64;

class Random {
 public:
  explicit Random(std::uint64_t seed) {
    SplitMix64 seeds(seed);
    for (std::uint64_t& word : state_) word = seeds.next();
  }
  explicit Random(const std::array<std::uint64_t, 4>& state) : state_(state) {}

  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  /// In [0, 1), a multiple of 2^-53.
  double uniform() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

  /// True in a share `probability` of the cases; never at 0, always at 1.
  bool coin(double probability) { return uniform() < probability; }

  /// One of 0 .. count - 1 (count at least 1 and below 2^32), each equally likely to within 2^-32.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(((next() >> 32U) * count) >> 32U); }

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace driftd::streams
