#include "updaters/optimizers/normalized.h"

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

  template <class Block>
  static void move(const Pace& pace, Block& weight, const Block& gradient, std::array<Block, kSlots>& slots) {
    constexpr double kNotZero = std::numeric_limits<double>::min();  // where a weight has seen no gradient: 0 / kNotZero
    Block& largest = slots[0];
    Block& squares = slots[1];
    const Block larger = largest.max(gradient.abs());
    weight *= (largest > 0).select(largest / (larger + kNotZero), Block::Ones());
    largest = larger;
    squares += gradient.square();
    weight -= pace.rate * gradient / (largest * squares.sqrt() + kNotZero);
  }

 private:
  Rate rate_;
};

}  // namespace

OptimizerPointer make_normalized(const NormalizedParameters& parameters) {
  return std::make_unique<RuleOptimizer<NormalizedRule>>(NormalizedRule(parameters));
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
