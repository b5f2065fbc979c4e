#pragma once

// LORD++: levels based on recent discovery. With alarms at tests tau_1 < tau_2 < ...,
//
//   alpha_t = W0 gamma_t + (alpha - W0) gamma_{t - tau_1} + alpha sum_{j >= 2} gamma_{t - tau_j}:
//
// a wealth W0 to begin with and alpha for each alarm (W0 of the first was lent), each spent along gamma. So the levels of any t tests sum
// to at most alpha * max(1, alarms), which is why false alarms are at most a share alpha of them (mFDR for p-values super-uniform given the
// past, FDR where they are independent). With W0 = 0 nothing is spent before an alarm came from elsewhere: then each alarm earns alpha in
// all.
//
// Ramdas, Yang, Wainwright & Jordan, "Online control of the false discovery rate with decaying memory", NIPS 2017; gamma: Javanmard &
// Montanari, "Online rules for control of false discovery rate and false discovery exceedance", Annals of Statistics 46 (2018).

#include "detectors/stats/online_testing.h"

namespace driftd::detectors {

class Lord final : public OnlineTesting {
 public:
  using Gamma = double (*)(std::uint64_t);

  /// alpha in (0, 1), wealth in 0..alpha. The papers' gamma is the slow one; any that never rises and sums to at most 1 will do.
  Lord(double alpha, double wealth, Gamma gamma = slow_gamma);

  double level() const override;
  bool is_alarm(double p_value, double level) const override { return p_value <= level; }
  void record(double p_value, bool alarm) override;
  void save(StateWriter& state) const override;
  void load(StateReader& state) override;

 private:
  double alpha_;
  double wealth_;
  Gamma gamma_;
  std::uint64_t tests_ = 0;
  NewestAlarms alarms_;
};

}  // namespace driftd::detectors
