#pragma once

// An optimiser made of a rule: the rule says what one gradient does to a weight and its slots, and walking over the weights, whole or
// some of them, comes with that. The rule supplies
//
//   Pace, pace(steps)                       what a step has in common for all weights, worked out once: the rate of now, bias corrections
//   kSlots                                  numbers that are kept a weight
//   move(pace, weight, gradient, slots)     one step of a block of weights: Eigen arrays of one length, slots an array of kSlots of them
//
// Weights go four at a time through registers, two to an SSE2 instruction. Wider ones (AVX2) would not do: root and division, which the
// adaptive rules wait for, take as long a number in them; and every x86-64 computes the same bits this way.

#include <Eigen/Core>
#include <array>
#include <utility>

#include "updaters/optimizers/optimizer.h"

namespace driftd::updaters {

template <class Rule>
class RuleOptimizer : public Optimizer {
 public:
  explicit RuleOptimizer(Rule rule) : rule_(std::move(rule)) {}

  std::size_t slots() const final { return Rule::kSlots; }

  void step(std::span<double> weights, std::span<const double> gradient, std::span<double> state) const final {
    step_along(weights, {.head = gradient, .places = {}, .values = {}}, 1, state);
  }

  void step_along(std::span<double> weights, const Direction& direction, double factor, std::span<double> state) const final {
    const auto pace = rule_.pace(state.back());
    const std::size_t n = weights.size();
    constexpr std::size_t kBlock = 4;
    std::size_t i = 0;
    for (; i + kBlock <= direction.head.size(); i += kBlock) {
      move<kBlock>(pace, weights.data() + i, direction.head.data() + i, factor, state.data() + i, n);
    }
    for (; i < direction.head.size(); ++i) move<1>(pace, weights.data() + i, direction.head.data() + i, factor, state.data() + i, n);
    for (std::size_t k = 0; k < direction.places.size(); ++k) {
      const std::size_t place = direction.places[k];
      move<1>(pace, weights.data() + place, direction.values.data() + k, factor, state.data() + place, n);
    }
    state.back() += 1;
  }

 private:
  using Pace = typename Rule::Pace;

  template <int kLength>
  static void move(const Pace& pace, double* weights, const double* direction, double factor, double* state, std::size_t stride) {
    using Block = Eigen::Array<double, kLength, 1>;
    using View = Eigen::Map<Block>;
    Block weight = View(weights);
    const Block gradient = factor * Eigen::Map<const Block>(direction);
    std::array<Block, Rule::kSlots> slots;
    for (std::size_t slot = 0; slot < Rule::kSlots; ++slot) slots[slot] = View(state + slot * stride);
    Rule::move(pace, weight, gradient, slots);
    View{weights} = weight;
    for (std::size_t slot = 0; slot < Rule::kSlots; ++slot) View{state + slot * stride} = slots[slot];
  }

  Rule rule_;
};

}  // namespace driftd::updaters
