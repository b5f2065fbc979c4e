#include "updaters/optimizers/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace driftd::updaters {
namespace {

struct ConstantParameters {};

class ConstantSchedule final : public Schedule {
 public:
  double factor(double /*steps*/) const override { return 1; }
};

struct InverseRootParameters {
  double decay = 0.01;
};

class InverseRootSchedule final : public Schedule {
 public:
  explicit InverseRootSchedule(const InverseRootParameters& parameters) : parameters_(parameters) {}
  double factor(double steps) const override { return 1 / std::sqrt(1 + parameters_.decay * steps); }

 private:
  InverseRootParameters parameters_;
};

struct InverseParameters {
  double decay = 0.01;
  double power = 1;
};

class InverseSchedule final : public Schedule {
 public:
  explicit InverseSchedule(const InverseParameters& parameters) : parameters_(parameters) {}
  double factor(double steps) const override {
    const double falling = 1 + parameters_.decay * steps;
    return parameters_.power == 1 ? 1 / falling : std::pow(falling, -parameters_.power);
  }

 private:
  InverseParameters parameters_;
};

struct CosineParameters {
  std::int64_t period = 10'000;
  double floor = 0.01;
  bool restart = false;
};

class CosineSchedule final : public Schedule {
 public:
  explicit CosineSchedule(const CosineParameters& parameters) : parameters_(parameters) {}
  double factor(double steps) const override {
    const auto period = static_cast<double>(parameters_.period);
    const double time = parameters_.restart ? std::fmod(steps, period) : std::min(steps, period);
    return parameters_.floor + (1 - parameters_.floor) * (1 + std::cos(std::numbers::pi * time / period)) / 2;
  }

 private:
  CosineParameters parameters_;
};

struct StepParameters {
  std::int64_t every = 10'000;
  double factor = 0.5;
};

class StepSchedule final : public Schedule {
 public:
  explicit StepSchedule(const StepParameters& parameters) : parameters_(parameters) {}
  double factor(double steps) const override {
    return std::pow(parameters_.factor, std::floor(steps / static_cast<double>(parameters_.every)));
  }

 private:
  StepParameters parameters_;
};

constexpr config::IntegerBounds kSteps{.min = 1, .max = 1'000'000'000};

void declare_constant(config::Catalogue<SchedulePointer>& catalogue) {
  const config::Declaration<ConstantParameters> declaration("the rate stays");
  catalogue.add({.name = "constant", .summary = declaration.summary(), .paper = "", .guarantee = "", .cost = "nothing"}, declaration,
                [](const ConstantParameters&) { return std::make_unique<ConstantSchedule>(); });
}

void declare_inverse_root(config::Catalogue<SchedulePointer>& catalogue) {
  const auto declaration =
      config::Declaration<InverseRootParameters>("the rate falls with the root of the steps: 1 / sqrt(1 + decay t)")
          .optional("decay", &InverseRootParameters::decay, config::number({.min = 0, .max = 1000}), "how fast, a step");
  catalogue.add({.name = "inverse_root",
                 .summary = declaration.summary(),
                 .paper = "Zinkevich: Online Convex Programming and Generalized Infinitesimal Gradient Ascent, ICML (2003)",
                 .guarantee = "",
                 .cost = "a root a step"},
                declaration, [](const InverseRootParameters& parameters) { return std::make_unique<InverseRootSchedule>(parameters); });
}

void declare_inverse(config::Catalogue<SchedulePointer>& catalogue) {
  const auto declaration =
      config::Declaration<InverseParameters>("the rate falls with a power of the steps: (1 + decay t)^-power")
          .optional("decay", &InverseParameters::decay, config::number({.min = 0, .max = 1000}), "how fast, a step")
          .optional("power", &InverseParameters::power, config::number({.max = 4, .above = 0}), "1: settles; below: later");
  catalogue.add({.name = "inverse",
                 .summary = declaration.summary(),
                 .paper = "Robbins, Monro: A Stochastic Approximation Method, Annals of Mathematical Statistics 22 (1951)",
                 .guarantee = "",
                 .cost = "a power a step"},
                declaration, [](const InverseParameters& parameters) { return std::make_unique<InverseSchedule>(parameters); });
}

void declare_cosine(config::Catalogue<SchedulePointer>& catalogue) {
  const auto declaration =
      config::Declaration<CosineParameters>("the rate falls along half a wave of the cosine")
          .optional("period", &CosineParameters::period, config::integer(kSteps), "steps from the whole rate to the floor")
          .optional("floor", &CosineParameters::floor, config::number({.min = 0, .max = 1}), "share of the rate that stays")
          .optional("restart", &CosineParameters::restart, config::boolean(), "begin anew after each period, else stay at the floor");
  catalogue.add({.name = "cosine",
                 .summary = declaration.summary(),
                 .paper = "Loshchilov, Hutter: SGDR: Stochastic Gradient Descent with Warm Restarts, ICLR (2017)",
                 .guarantee = "",
                 .cost = "a cosine a step"},
                declaration, [](const CosineParameters& parameters) { return std::make_unique<CosineSchedule>(parameters); });
}

void declare_step(config::Catalogue<SchedulePointer>& catalogue) {
  const auto declaration =
      config::Declaration<StepParameters>("the rate falls by a factor now and then")
          .optional("every", &StepParameters::every, config::integer(kSteps), "steps between two falls")
          .optional("factor", &StepParameters::factor, config::number({.max = 1, .above = 0}), "share that each fall leaves");
  catalogue.add({.name = "step", .summary = declaration.summary(), .paper = "", .guarantee = "", .cost = "a power a step"}, declaration,
                [](const StepParameters& parameters) { return std::make_unique<StepSchedule>(parameters); });
}

}  // namespace

const config::Catalogue<SchedulePointer>& schedules() {
  static const auto catalogue = [] {
    config::Catalogue<SchedulePointer> rows("schedule");
    declare_constant(rows);
    declare_inverse_root(rows);
    declare_inverse(rows);
    declare_cosine(rows);
    declare_step(rows);
    return rows;
  }();
  return catalogue;
}

}  // namespace driftd::updaters
