#include "updaters/optimizers/adagrad.h"

#include <cmath>

#include "updaters/optimizers/rule_optimizer.h"

namespace driftd::updaters {
namespace {

class AdagradRule {
 public:
  static constexpr std::size_t kSlots = 1;
  struct Pace {
    double rate;
    double epsilon;
  };

  explicit AdagradRule(const AdagradParameters& parameters)
      : rate_(parameters.rate, parameters.schedule, parameters.warm_up), epsilon_(parameters.epsilon) {}

  Pace pace(double steps) const { return {.rate = rate_.at(steps), .epsilon = epsilon_}; }

  [[gnu::always_inline]] static inline void move(const Pace& pace, double& weight, double gradient, std::array<double, kSlots>& slots) {
    double& squares = slots[0];
    squares += gradient * gradient;
    weight -= pace.rate * gradient / (std::sqrt(squares) + pace.epsilon);
  }

 private:
  Rate rate_;
  double epsilon_;
};

}  // namespace

OptimizerPointer make_adagrad(const AdagradParameters& parameters) {
  return std::make_unique<RuleOptimizer<AdagradRule>>(AdagradRule(parameters));
}

void declare_adagrad(config::Catalogue<OptimizerPointer>& catalogue) {
  config::Declaration<AdagradParameters> declaration("a rate for each weight that falls with the gradients it has seen");
  declare_rate(declaration, "size of a weight's first step");
  declaration.optional("epsilon", &AdagradParameters::epsilon, config::number({.max = 1, .above = 0}),
                       "keeps the division safe while a weight has seen no gradient");
  catalogue.add(
      {.name = "adagrad",
       .summary = declaration.summary(),
       .paper = "Duchi, Hazan, Singer: Adaptive Subgradient Methods for Online Learning and Stochastic Optimization, JMLR 12 (2011)",
       .guarantee = "",
       .cost = "a division and a root a weight and step; one number a weight"},
      declaration, make_adagrad);
}

}  // namespace driftd::updaters
