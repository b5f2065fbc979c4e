#include "updaters/optimizers/ftrl.h"

#include <algorithm>
#include <cmath>

#include "updaters/optimizers/rule_optimizer.h"

namespace driftd::updaters {
namespace {

class FtrlRule {
 public:
  static constexpr std::size_t kSlots = 2;
  struct Pace {
    double inverse_rate;
    double beta;
    double l1;
    double l2;
  };

  explicit FtrlRule(const FtrlParameters& parameters)
      : pace_{.inverse_rate = 1 / parameters.rate, .beta = parameters.beta, .l1 = parameters.l1, .l2 = parameters.l2} {}

  Pace pace(double /*steps*/) const { return pace_; }

  [[gnu::always_inline]] static inline void move(const Pace& pace, double& weight, double gradient, std::array<double, kSlots>& slots) {
    double& z = slots[0];
    double& squares = slots[1];
    const double root = std::sqrt(squares);
    const double led_here = -(weight * (pace.beta * pace.inverse_rate + pace.l2) + std::copysign(pace.l1, weight));
    const double from = squares == 0 ? (weight == 0 ? 0.0 : led_here) : z;
    squares += gradient * gradient;
    const double next_root = std::sqrt(squares);
    const double next_z = from + gradient - (next_root - root) * pace.inverse_rate * weight;
    const double beyond = std::copysign(std::max(std::abs(next_z) - pace.l1, 0.0), next_z);
    const double next = -beyond / ((pace.beta + next_root) * pace.inverse_rate + pace.l2);
    z = squares == 0 ? z : next_z;
    weight = squares == 0 ? weight : next;
  }

 private:
  Pace pace_;
};

}  // namespace

OptimizerPointer make_ftrl(const FtrlParameters& parameters) {
  return std::make_unique<RuleOptimizer<FtrlRule>>(FtrlRule(parameters));
}

void declare_ftrl(config::Catalogue<OptimizerPointer>& catalogue) {
  const auto declaration =
      config::Declaration<FtrlParameters>("a rate for each weight by the gradients it has seen; weights that say little stay at zero")
          .optional("rate", &FtrlParameters::rate, config::number({.max = 1000, .above = 0}),
                    "how far the gradients move a weight; the paper's alpha")
          .optional("beta", &FtrlParameters::beta, config::number({.max = 1e6, .above = 0}), "holds the first steps back")
          .optional("l1", &FtrlParameters::l1, config::number({.min = 0, .max = 1e6}),
                    "a weight whose gradients sum up to less stays at zero")
          .optional("l2", &FtrlParameters::l2, config::number({.min = 0, .max = 1e6}), "pull of a weight towards zero");
  catalogue.add({.name = "ftrl",
                 .summary = declaration.summary(),
                 .paper = "McMahan, Holt, Sculley, Young et al.: Ad Click Prediction: a View from the Trenches, KDD (2013)",
                 .guarantee = "",
                 .cost = "a division and two roots a weight and step; two numbers a weight"},
                declaration, make_ftrl);
}

}  // namespace driftd::updaters
