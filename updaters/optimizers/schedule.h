#pragma once

// A schedule says how an optimiser's rate changes with the steps taken: rate_t = rate factor(t), t = 0 at the first step. Any optimiser
// that has a rate takes one:
//
//   constant      1
//   inverse_root  1 / sqrt(1 + decay t)                     keeps adapting; the usual bound for convex losses (Zinkevich, ICML 2003)
//   inverse       (1 + decay t)^-power                      power 1 settles (Robbins, Monro 1951); Bottou's 1 / (alpha (t0 + t)) is
//                                                           rate 1 / (alpha t0), decay 1 / t0; scikit-learn's "invscaling" is decay 1
//   cosine        floor + (1 - floor) (1 + cos(pi t / period)) / 2, then floor, or anew with `restart`
//                                                           (Loshchilov, Hutter: SGDR, ICLR 2017)
//   step          factor^floor(t / every)
//
// A warm-up of k steps comes before: (t + 1) / (k + 1) at its step t, the schedule's own time beginning behind it (Goyal et al.:
// Accurate, Large Minibatch SGD, 2017). It keeps the first steps, of which nothing is known yet, short.

#include <cstdint>
#include <memory>
#include <string>

#include "config/catalogue.h"

namespace driftd::updaters {

class Schedule {
 public:
  virtual ~Schedule() = default;
  /// Share of the rate after `steps` >= 0 steps.
  virtual double factor(double steps) const = 0;
};

using SchedulePointer = std::unique_ptr<Schedule>;

const config::Catalogue<SchedulePointer>& schedules();

/// A rate with its schedule and warm-up.
class Rate {
 public:
  Rate(double rate, const config::Chosen<SchedulePointer>& schedule, std::int64_t warm_up)
      : rate_(rate), schedule_(schedule.make()), warm_up_(static_cast<double>(warm_up)) {}

  /// Of the step that follows `steps` others.
  double at(double steps) const {
    if (steps < warm_up_) return rate_ * (steps + 1) / (warm_up_ + 1);
    return rate_ * schedule_->factor(steps - warm_up_);
  }

 private:
  double rate_;
  SchedulePointer schedule_;
  double warm_up_;
};

/// Declares `rate`, `schedule` and `warm_up`, members of the parameters by these names.
template <class Parameters>
void declare_rate(config::Declaration<Parameters>& declaration, std::string what) {
  constexpr double kLargestRate = 1000;
  constexpr std::int64_t kLongestWarmUp = 10'000'000;
  declaration.optional("rate", &Parameters::rate, config::number({.max = kLargestRate, .above = 0}), std::move(what))
      .optional("schedule", &Parameters::schedule, config::choice(schedules(), "kind"), "how the rate changes with the steps")
      .optional("warm_up", &Parameters::warm_up, config::integer({.min = 0, .max = kLongestWarmUp}),
                "steps at the beginning over which the rate rises evenly");
}

}  // namespace driftd::updaters
