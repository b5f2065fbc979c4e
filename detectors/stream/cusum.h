#pragma once

// CUSUM, cumulative sum: adds up how far values lie above their running mean, never below 0. With x_t the values and m_t their mean so far,
//
//   up:    S_t = max(0, S_(t-1) + x_t - m_t - delta)    alarm where S_t > threshold
//   down:  T_t = max(0, T_(t-1) - x_t + m_t - delta)    alarm where T_t > threshold
//
// The values since the sum was last 0 are the best guess at what came after the change.
//
// Page, "Continuous inspection schemes", Biometrika 41 (1954).
//
// Agreement: with MOA's CusumDM, whose counter runs one ahead: its minimum of 31 is a warm-up of 30 here. MOA knows rises only. The
// threshold is in the unit of the values: 50 suits errors of 0 and 1, not prices.

#include <cstdint>

#include "config/catalogue.h"
#include "detectors/stream/side.h"
#include "detectors/stream/stepping_detector.h"

namespace driftd::detectors {

struct CusumParameters {
  std::int64_t warm_up = 30;
  double delta = 0.005;
  double threshold = 50;
  Side side = Side::up;
};

/// Signal: statistic is the larger of the sums that are looked at, since_change the values since it was 0.
class CusumMethod {
 public:
  using Parameters = CusumParameters;
  static constexpr Domain kDomain = Domain::numbers;
  static constexpr std::uint8_t kFormat = 1;

  struct State {
    Level level = Level::learning;
    std::uint64_t count = 0;
    double mean = 0;
    double up = 0;
    double down = 0;
    std::uint64_t count_at_zero_up = 0;
    std::uint64_t count_at_zero_down = 0;

    static void each(auto& state, auto visit) {
      visit(state.level);
      visit(state.count);
      visit(state.mean);
      visit(state.up);
      visit(state.down);
      visit(state.count_at_zero_up);
      visit(state.count_at_zero_down);
    }
  };

  explicit CusumMethod(const Parameters& parameters) : parameters_(parameters) {}

  void take(State& state, double value) const;
  Signal signal(const State& state) const;
  bool is_whole(const State& state) const;

 private:
  double rise(const State& state) const { return parameters_.side == Side::down ? 0 : state.up; }
  double fall(const State& state) const { return parameters_.side == Side::up ? 0 : state.down; }

  Parameters parameters_;
};

extern template class SteppingDetector<CusumMethod>;
using Cusum = SteppingDetector<CusumMethod>;

void declare_cusum(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
