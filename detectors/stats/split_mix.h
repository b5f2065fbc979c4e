#pragma once

// SplitMix64, pseudo-random numbers that are the same everywhere: the state goes up by an odd constant with each number, and a number is
// the state thoroughly mixed,
//
//   s <- s + 0x9E3779B97F4A7C15,    number = mixed(s)
//
// so the k-th number of a seed can be had without those before it: split_mix(seed, k). All of the generator's state is one word, which goes
// into a checkpoint; its period is 2^64. For ranks of ties and samples of a window, and to fill the state of a longer generator from one
// seed; no random numbers for secrets.
//
// Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014; the mixing is Stafford's variant 13.

#include <cstdint>

namespace driftd::detectors {

/// Every bit of the result depends on every bit of `word`; invertible.
constexpr std::uint64_t mixed(std::uint64_t word) {
  word = (word ^ (word >> 30U)) * 0xBF58476D1CE4E5B9U;
  word = (word ^ (word >> 27U)) * 0x94D049BB133111EBU;
  return word ^ (word >> 31U);
}

constexpr std::uint64_t kSplitMixStep = 0x9E3779B97F4A7C15U;

/// The `number`-th number of `seed`, counted from 1.
constexpr std::uint64_t split_mix(std::uint64_t seed, std::uint64_t number) {
  return mixed(seed + number * kSplitMixStep);
}

class SplitMix64 {
 public:
  explicit constexpr SplitMix64(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t next() { return mixed(state_ += kSplitMixStep); }
  /// In (0, 1), an odd multiple of 2^-54.
  constexpr double open_uniform() { return (static_cast<double>(next() >> 11U) + 0.5) * 0x1p-53; }

  /// For checkpoints.
  constexpr std::uint64_t state() const { return state_; }

 private:
  std::uint64_t state_;
};

}  // namespace driftd::detectors
