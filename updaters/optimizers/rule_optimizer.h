#pragma once

// An optimiser made of a rule: the rule says what one gradient does to a weight and its slots, and walking over the weights, whole or
// some of them, comes with that. The rule supplies
//
//   Pace, pace(steps)                       what a step has in common for all weights, worked out once: the rate of now, bias corrections
//   kSlots                                  numbers that are kept a weight
//   move(pace, weight, gradient, slots)     one step of one weight; without branches, so that several weights go at a time
//
// The compiler makes packed instructions of the walk (the folder is compiled for that, see updaters/CMakeLists.txt), twice: for any x86-64,
// and for AVX2, whose roots and divisions, which the adaptive rules wait for, come four at a time. Both compute the same bits: no sum runs
// across the weights, and nothing is fused or approximated.

#include <array>
#include <utility>

#include "updaters/optimizers/optimizer.h"

#if defined(__x86_64__)
#define DRIFTD_FOR_AVX2 [[gnu::target("avx2")]]
#else
#define DRIFTD_FOR_AVX2
#endif

namespace driftd::updaters {

inline bool has_avx2() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") != 0;
#else
  return false;
#endif
}

template <class Rule>
class RuleOptimizer : public Optimizer {
 public:
  explicit RuleOptimizer(Rule rule) : rule_(std::move(rule)), walk_(has_avx2() ? &walk_by_avx2 : &walk_anywhere) {}

  std::size_t slots() const final { return Rule::kSlots; }

  void step(std::span<double> weights, std::span<const double> gradient, std::span<double> state) const final {
    step_along(weights, {.head = gradient, .places = {}, .values = {}}, 1, state);
  }

  void step_along(std::span<double> weights, const Direction& direction, double factor, std::span<double> state) const final {
    const Pace pace = rule_.pace(state.back());
    const std::size_t n = weights.size();
    walk_(pace, weights.data(), direction.head, factor, state.data(), n);
    for (std::size_t k = 0; k < direction.places.size(); ++k) {
      const std::size_t place = direction.places[k];
      move(pace, weights.data() + place, factor * direction.values[k], state.data() + place, n);
    }
    state.back() += 1;
  }

 private:
  using Pace = typename Rule::Pace;
  using Walk = void (*)(const Pace&, double*, std::span<const double>, double, double*, std::size_t);

  [[gnu::always_inline]] static inline void move(const Pace& pace, double* weight, double gradient, double* state, std::size_t stride) {
    std::array<double, Rule::kSlots> slots;
    for (std::size_t slot = 0; slot < slots.size(); ++slot) slots[slot] = state[slot * stride];
    double moved = *weight;
    Rule::move(pace, moved, gradient, slots);
    *weight = moved;
    for (std::size_t slot = 0; slot < slots.size(); ++slot) state[slot * stride] = slots[slot];
  }

  [[gnu::always_inline]] static inline void walk(const Pace& given, double* weights, std::span<const double> direction, double factor,
                                                 double* state, std::size_t stride) {
    const Pace pace = given;  // a copy: for all the compiler knows a weight may overlap the original
    const double* const values = direction.data();
    const std::size_t count = direction.size();
#pragma GCC ivdep
    for (std::size_t i = 0; i < count; ++i) move(pace, weights + i, factor * values[i], state + i, stride);
  }

  static void walk_anywhere(const Pace& pace, double* weights, std::span<const double> direction, double factor, double* state,
                            std::size_t stride) {
    walk(pace, weights, direction, factor, state, stride);
  }
  DRIFTD_FOR_AVX2 static void walk_by_avx2(const Pace& pace, double* weights, std::span<const double> direction, double factor,
                                           double* state, std::size_t stride) {
    walk(pace, weights, direction, factor, state, stride);
  }

  Rule rule_;
  Walk walk_;
};

}  // namespace driftd::updaters
