#include "updaters/optimizers/normalized.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "updaters/optimizers/rule_optimizer.h"

namespace driftd::updaters {
namespace {

class NormalizedRule {
 public:
  static constexpr std::size_t kSlots = 2;
  struct Pace {
    double rate;
  };

  explicit NormalizedRule(const NormalizedParameters& parameters) : rate_(parameters.rate, parameters.schedule, parameters.warm_up) {}

  Pace pace(double steps) const { return {.rate = rate_.at(steps)}; }

  [[gnu::always_inline]] static inline void move(const Pace& pace, double& weight, double gradient, std::array<double, kSlots>& slots) {
    constexpr double kNotZero = std::numeric_limits<double>::min();  // where a weight has seen no gradient: 0 / kNotZero
    double& largest = slots[0];
    double& squares = slots[1];
    const double larger = std::max(largest, std::abs(gradient));
    const double shrunk = largest / (larger + kNotZero);
    weight *= largest > 0 ? shrunk : 1.0;
    largest = larger;
    squares += gradient * gradient;
    weight -= pace.rate * gradient / (largest * std::sqrt(squares) + kNotZero);
  }

 private:
  Rate rate_;
};

class Normalized final : public RuleOptimizer<NormalizedRule> {
 public:
  using RuleOptimizer::RuleOptimizer;

  void see(std::span<double> weights, const Direction& inputs, std::span<double> state) const override {
    for (std::size_t i = 0; i < inputs.head.size(); ++i) rescale(weights[i], state[i], std::abs(inputs.head[i]));
    for (std::size_t k = 0; k < inputs.places.size(); ++k)
      rescale(weights[inputs.places[k]], state[inputs.places[k]], std::abs(inputs.values[k]));
  }

 private:
  static void rescale(double& weight, double& largest, double input) {
    if (input <= largest) return;
    if (largest > 0) weight *= largest / input;
    largest = input;
  }
};

}  // namespace

OptimizerPointer make_normalized(const NormalizedParameters& parameters) {
  return std::make_unique<Normalized>(NormalizedRule(parameters));
}

void declare_normalized(config::Catalogue<OptimizerPointer>& catalogue) {
  config::Declaration<NormalizedParameters> declaration("steps in the unit of each input: raw columns of any scale need no tuning");
  declare_rate(declaration, "how far a weight's first step moves the score");
  catalogue.add({.name = "normalized",
                 .summary = declaration.summary(),
                 .paper = "Ross, Mineiro, Langford: Normalized Online Learning, UAI (2013)",
                 .guarantee = "",
                 .cost = "two divisions and a root a weight and step; two numbers a weight"},
                declaration, make_normalized);
}

}  // namespace driftd::updaters
