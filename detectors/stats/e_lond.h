#pragma once

// e-LOND: levels based on the number of discoveries, for e-values. An e-value is what a bet at fair odds made of 1: its mean is at most 1
// as long as nothing changed, and 1/e is a p-value. Test t is an alarm where
//
//   e_t >= 1 / alpha_t,     alpha_t = alpha gamma_t (R_{t-1} + 1)     with R_{t-1} alarms before.
//
// FDR is at most alpha however the e-values depend on one another: by 1{e >= 1/a} <= a e, the sum of false alarms over R is at most the sum
// of alpha gamma_t e_t, of mean alpha. No independence and no order is asked for, which LORD++ and SAFFRON cannot say. The price: the first
// alarm does not earn more than the second, levels fall like 1/t, and 1/e is a coarse p-value.
//
// Xu & Ramdas, "Online multiple testing with e-values", AISTATS 2024.

#include "detectors/stats/online_testing.h"

namespace driftd::detectors {

class ELond final : public OnlineTesting {
 public:
  /// alpha in (0, 1).
  explicit ELond(double alpha);

  double level() const override;
  bool is_alarm(double e_value, double level) const override { return e_value >= 1 / level; }
  void record(double e_value, bool alarm) override;
  void save(StateWriter& state) const override;
  void load(StateReader& state) override;

 private:
  double alpha_;
  std::uint64_t tests_ = 0;
  std::uint64_t alarms_ = 0;
};

}  // namespace driftd::detectors
