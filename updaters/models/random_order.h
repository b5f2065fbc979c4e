#pragma once

// A shuffle that gives the same order for a seed on every platform. The standard fixes what std::mt19937_64 puts out but neither what
// std::shuffle nor the distributions do with it, and a replay must train the same model.
//
// Fisher-Yates (Durstenfeld, CACM 7, 1964); draws below a bound without bias as in Lemire, ACM TOMACS 29 (2019).

#include <cstdint>
#include <random>
#include <span>

namespace driftd::updaters {

class RandomOrder {
 public:
  explicit RandomOrder(std::uint64_t seed) : bits_(seed) {}

  /// Each of the orders of `items` is equally likely.
  void shuffle(std::span<std::uint32_t> items);
  /// Each of 0 .. bound - 1 is equally likely; bound > 0.
  std::uint32_t below(std::uint32_t bound);

 private:
  std::mt19937_64 bits_;
};

}  // namespace driftd::updaters
