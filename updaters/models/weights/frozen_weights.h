#pragma once

// Weights that a training leaves as they are. To give an optimiser no gradient for them is not enough: momentum rolls on, a decay pulls,
// and FTRL works every weight out anew from what it keeps. So they are put back after each step, and what learns beside them learns against
// what they are.

#include <cstdint>
#include <span>
#include <vector>

#include "updaters/models/weights/carried_weights.h"
#include "updaters/models/weights/matrix.h"

namespace driftd::updaters {

class FrozenWeights {
 public:
  /// None.
  FrozenWeights() = default;
  /// Of each weight, row by row, whether it stays what it is now.
  FrozenWeights(const Matrix& weights, std::vector<std::uint8_t> frozen);

  bool any() const { return !places_.empty(); }
  void put_back(Matrix& weights) const;
  /// Those among these places.
  void put_back(Matrix& weights, std::span<const std::uint32_t> places) const;

 private:
  std::vector<std::uint8_t> frozen_;  // of each weight
  std::vector<std::uint32_t> places_;
  std::vector<double> values_;  // of each weight
};

/// 1 for each weight that comes from somewhere and says something: one of zero has learnt nothing, and is new.
std::vector<std::uint8_t> carried_places(const Matrix& weights, const Origins& origins);

}  // namespace driftd::updaters
