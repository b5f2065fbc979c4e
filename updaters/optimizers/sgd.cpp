#include "updaters/optimizers/sgd.h"

#include <algorithm>

#include "updaters/optimizers/rule_optimizer.h"

namespace driftd::updaters {
namespace {

enum class Keeps : std::uint8_t { nothing, velocity, velocity_and_average };

template <Keeps kKeeps>
class SgdRule {
 public:
  static constexpr std::size_t kSlots = static_cast<std::size_t>(kKeeps);
  struct Pace {
    double rate;
    double momentum;
    double look_ahead;  // share of the gradient that is added to the velocity's: 1 with Nesterov's, else 0
    double velocity_share;
    double average_share;  // of the new iterate in the average
  };

  explicit SgdRule(const SgdParameters& parameters)
      : rate_(parameters.rate, parameters.schedule, parameters.warm_up),
        momentum_(parameters.momentum),
        look_ahead_(parameters.nesterov ? 1 : 0),
        average_after_(static_cast<double>(parameters.average_after)) {}

  Pace pace(double steps) const {
    return {.rate = rate_.at(steps),
            .momentum = momentum_,
            .look_ahead = look_ahead_,
            .velocity_share = look_ahead_ == 0 ? 1 : momentum_,
            .average_share = 1 / std::max(1.0, steps + 1 - average_after_)};
  }

  [[gnu::always_inline]] static inline void move(const Pace& pace, double& weight, double gradient, std::array<double, kSlots>& slots) {
    if constexpr (kKeeps == Keeps::nothing) {
      weight -= pace.rate * gradient;
    } else {
      double& velocity = slots[0];
      velocity = pace.momentum * velocity + gradient;
      weight -= pace.rate * (pace.look_ahead * gradient + pace.velocity_share * velocity);
    }
    if constexpr (kKeeps == Keeps::velocity_and_average) slots[1] += pace.average_share * (weight - slots[1]);
  }

 private:
  Rate rate_;
  double momentum_;
  double look_ahead_;
  double average_after_;
};

class AveragedSgd final : public RuleOptimizer<SgdRule<Keeps::velocity_and_average>> {
 public:
  using RuleOptimizer::RuleOptimizer;

  void exchange(std::span<double> weights, std::span<double> state) const override {
    const auto other = state.subspan(weights.size(), weights.size());
    if (state.back() == 0) {
      std::copy(weights.begin(), weights.end(), other.begin());
    } else {
      std::swap_ranges(weights.begin(), weights.end(), other.begin());
    }
  }
};

}  // namespace

OptimizerPointer make_sgd(const SgdParameters& parameters) {
  if (parameters.average) return std::make_unique<AveragedSgd>(SgdRule<Keeps::velocity_and_average>(parameters));
  if (parameters.momentum > 0) return std::make_unique<RuleOptimizer<SgdRule<Keeps::velocity>>>(SgdRule<Keeps::velocity>(parameters));
  return std::make_unique<RuleOptimizer<SgdRule<Keeps::nothing>>>(SgdRule<Keeps::nothing>(parameters));
}

void declare_sgd(config::Catalogue<OptimizerPointer>& catalogue) {
  config::Declaration<SgdParameters> declaration("gradient descent with a falling rate, momentum and averaging");
  declare_rate(declaration, "size of the first step, per unit of gradient");
  declaration
      .optional("momentum", &SgdParameters::momentum, config::number({.min = 0, .below = 1}),
                "share of the last step's velocity that goes on")
      .optional("nesterov", &SgdParameters::nesterov, config::boolean(), "momentum looks one step ahead")
      .optional("average", &SgdParameters::average, config::boolean(), "answer with the mean of the weights of all steps")
      .optional("average_after", &SgdParameters::average_after, config::integer({.min = 0, .max = 1'000'000'000}),
                "steps that the mean leaves out at the beginning")
      .check([](const SgdParameters& read, const std::string& path, config::Problems& problems) {
        if (read.nesterov && read.momentum == 0)
          problems.push_back({path + "/nesterov", "looks ahead by the momentum: set \"momentum\", say 0.9"});
      });
  catalogue.add({.name = "sgd",
                 .summary = declaration.summary(),
                 .paper = "Robbins, Monro: A Stochastic Approximation Method, Annals of Mathematical Statistics 22 (1951)",
                 .guarantee = "",
                 .cost = "a multiplication a weight and step, three more with momentum or averaging; none, one or two numbers a weight"},
                declaration, make_sgd);
}

}  // namespace driftd::updaters
