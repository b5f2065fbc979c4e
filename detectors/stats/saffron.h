#pragma once

// SAFFRON: LORD++ that looks at how many tests could be alarms at all. A p-value above lambda is hardly one of a change, one below it is a
// candidate; among candidates of unchanged things a share of lambda is expected. So only tests that are no candidates pay, and each pays
// for what it stands for: with n_t tests before t that were none, and n_j of them when alarm j had been raised,
//
//   alpha_t = min{ lambda, (1 - lambda) ( W0 gamma_{n_t + 1} + (alpha - W0) gamma_{n_t - n_1 + 1} + alpha sum_{j >= 2} gamma_{n_t - n_j +
//   1} ) }.
//
// Where many tests are candidates the level stays as it is instead of falling; where none is, half of it (lambda = 1/2) is given away.
//
// Ramdas, Zrnic, Wainwright & Jordan, "SAFFRON: an adaptive algorithm for online control of the false discovery rate", ICML 2018.

#include "detectors/stats/online_testing.h"

namespace driftd::detectors {

class Saffron final : public OnlineTesting {
 public:
  static constexpr double kLambda = 0.5;

  /// alpha and lambda in (0, 1), wealth in 0..alpha.
  Saffron(double alpha, double wealth, double lambda = kLambda);

  double level() const override;
  bool is_alarm(double p_value, double level) const override { return p_value <= level; }
  void record(double p_value, bool alarm) override;
  void save(StateWriter& state) const override;
  void load(StateReader& state) override;

 private:
  double alpha_;
  double wealth_;
  double lambda_;
  std::uint64_t no_candidates_ = 0;
  NewestAlarms alarms_;  // by no_candidates_
};

}  // namespace driftd::detectors
