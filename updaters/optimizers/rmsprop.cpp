#include "updaters/optimizers/rmsprop.h"

#include <cmath>

#include "updaters/optimizers/rule_optimizer.h"

namespace driftd::updaters {
namespace {

class RmspropRule {
 public:
  static constexpr std::size_t kSlots = 1;
  struct Pace {
    double rate;
    double decay;
    double epsilon;
  };

  explicit RmspropRule(const RmspropParameters& parameters)
      : rate_(parameters.rate, parameters.schedule, parameters.warm_up), decay_(parameters.decay), epsilon_(parameters.epsilon) {}

  Pace pace(double steps) const { return {.rate = rate_.at(steps), .decay = decay_, .epsilon = epsilon_}; }

  [[gnu::always_inline]] static inline void move(const Pace& pace, double& weight, double gradient, std::array<double, kSlots>& slots) {
    double& mean_square = slots[0];
    mean_square = pace.decay * mean_square + (1 - pace.decay) * gradient * gradient;
    weight -= pace.rate * gradient / (std::sqrt(mean_square) + pace.epsilon);
  }

 private:
  Rate rate_;
  double decay_;
  double epsilon_;
};

}  // namespace

OptimizerPointer make_rmsprop(const RmspropParameters& parameters) {
  return std::make_unique<RuleOptimizer<RmspropRule>>(RmspropRule(parameters));
}

void declare_rmsprop(config::Catalogue<OptimizerPointer>& catalogue) {
  config::Declaration<RmspropParameters> declaration("a rate for each weight by the gradients it has lately seen");
  declare_rate(declaration, "size of a step against a steady gradient");
  declaration
      .optional("decay", &RmspropParameters::decay, config::number({.above = 0, .below = 1}),
                "share of the old mean square that a step keeps")
      .optional("epsilon", &RmspropParameters::epsilon, config::number({.max = 1, .above = 0}),
                "keeps the division safe while a weight has seen no gradient");
  catalogue.add({.name = "rmsprop",
                 .summary = declaration.summary(),
                 .paper = "Tieleman, Hinton: Lecture 6.5 - RMSProp, COURSERA: Neural Networks for Machine Learning (2012)",
                 .guarantee = "",
                 .cost = "a division and a root a weight and step; one number a weight"},
                declaration, make_rmsprop);
}

}  // namespace driftd::updaters
