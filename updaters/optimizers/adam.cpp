#include "updaters/optimizers/adam.h"

#include <algorithm>
#include <cmath>

#include "updaters/optimizers/rule_optimizer.h"

namespace driftd::updaters {
namespace {

template <bool kAmsgrad>
class AdamRule {
 public:
  static constexpr std::size_t kSlots = kAmsgrad ? 3 : 2;
  struct Pace {
    double rate;  // with the correction of the mean
    double root_scale;
    double beta1;
    double beta2;
    double epsilon;
  };

  explicit AdamRule(const AdamParameters& parameters)
      : rate_(parameters.rate, parameters.schedule, parameters.warm_up),
        beta1_(parameters.beta1),
        beta2_(parameters.beta2),
        epsilon_(parameters.epsilon) {}

  Pace pace(double steps) const {
    return {.rate = rate_.at(steps) / (1 - std::pow(beta1_, steps + 1)),
            .root_scale = 1 / std::sqrt(1 - std::pow(beta2_, steps + 1)),
            .beta1 = beta1_,
            .beta2 = beta2_,
            .epsilon = epsilon_};
  }

  [[gnu::always_inline]] static inline void move(const Pace& pace, double& weight, double gradient, std::array<double, kSlots>& slots) {
    double& mean = slots[0];
    double& mean_square = slots[1];
    mean = pace.beta1 * mean + (1 - pace.beta1) * gradient;
    mean_square = pace.beta2 * mean_square + (1 - pace.beta2) * gradient * gradient;
    if constexpr (kAmsgrad) {
      slots[2] = std::max(slots[2], mean_square);
      weight -= pace.rate * mean / (std::sqrt(slots[2]) * pace.root_scale + pace.epsilon);
    } else {
      weight -= pace.rate * mean / (std::sqrt(mean_square) * pace.root_scale + pace.epsilon);
    }
  }

 private:
  Rate rate_;
  double beta1_;
  double beta2_;
  double epsilon_;
};

}  // namespace

OptimizerPointer make_adam(const AdamParameters& parameters) {
  if (parameters.amsgrad) return std::make_unique<RuleOptimizer<AdamRule<true>>>(AdamRule<true>(parameters));
  return std::make_unique<RuleOptimizer<AdamRule<false>>>(AdamRule<false>(parameters));
}

void declare_adam(config::Catalogue<OptimizerPointer>& catalogue) {
  config::Declaration<AdamParameters> declaration("momentum, and a rate for each weight by the gradients it has lately seen");
  declare_rate(declaration, "size of a step against a steady gradient");
  declaration
      .optional("beta1", &AdamParameters::beta1, config::number({.min = 0, .below = 1}), "share of the old mean gradient that a step keeps")
      .optional("beta2", &AdamParameters::beta2, config::number({.above = 0, .below = 1}), "share of the old mean square that a step keeps")
      .optional("epsilon", &AdamParameters::epsilon, config::number({.max = 1, .above = 0}),
                "keeps the division safe while a weight has seen no gradient")
      .optional("amsgrad", &AdamParameters::amsgrad, config::boolean(), "divide by the largest mean square so far");
  catalogue.add({.name = "adam",
                 .summary = declaration.summary(),
                 .paper = "Kingma, Ba: Adam: A Method for Stochastic Optimization, ICLR (2015); amsgrad: Reddi, Kale, Kumar: On the "
                          "Convergence of Adam and Beyond, ICLR (2018)",
                 .guarantee = "",
                 .cost = "a division and a root a weight and step; two numbers a weight, three with amsgrad"},
                declaration, make_adam);
}

}  // namespace driftd::updaters
