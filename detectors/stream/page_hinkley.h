#pragma once

// Page-Hinkley: sums up how far values lie from their running mean, with forgetting, and raises an alarm when the sum has come away from
// its extremum. With x_t the values, m_t their mean so far, and delta the change that does not matter:
//
//   up:    U_t = alpha U_(t-1) + x_t - m_t - delta    alarm where U_t - min U > threshold
//   down:  D_t = alpha D_(t-1) + x_t - m_t + delta    alarm where max D - D_t > threshold
//
// The values since that extremum are the best guess at what came after the change.
//
// Page, "Continuous inspection schemes", Biometrika 41 (1954).
//
// Agreement: alarms come where River's PageHinkley (0.26) has them, given reset() after each alarm; its max D starts at -1 and not at minus
// infinity, and so does ours. With semantics "moa" they come where MOA's has them: of rises only whatever `side` says, judged from
// one value earlier (its counter runs ahead). The threshold is in the unit of the values: 50 suits errors of 0 and 1, not prices.

#include <cstdint>

#include "config/catalogue.h"
#include "detectors/stream/semantics.h"
#include "detectors/stream/side.h"
#include "detectors/stream/stepping_detector.h"

namespace driftd::detectors {

struct PageHinkleyParameters {
  std::int64_t warm_up = 30;
  double delta = 0.005;
  double threshold = 50;
  double alpha = 0.9999;
  Side side = Side::both;
  Semantics semantics = Semantics::river;
};

/// Signal: statistic is the larger of the two differences that are looked at, since_change the values since that side's extremum.
class PageHinkleyMethod {
 public:
  using Parameters = PageHinkleyParameters;
  static constexpr Domain kDomain = Domain::numbers;
  static constexpr std::uint8_t kFormat = 2;

  struct State {
    Level level = Level::learning;
    std::uint64_t count = 0;
    double mean = 0;
    double up = 0;
    double down = 0;
    double lowest_up = std::numeric_limits<double>::infinity();
    double highest_down = -1;
    std::uint64_t count_at_lowest = 0;
    std::uint64_t count_at_highest = 0;

    static void each(auto& state, auto visit) {
      visit(state.level);
      visit(state.count);
      visit(state.mean);
      visit(state.up);
      visit(state.down);
      visit(state.lowest_up);
      visit(state.highest_down);
      visit(state.count_at_lowest);
      visit(state.count_at_highest);
    }
  };

  explicit PageHinkleyMethod(const Parameters& parameters);

  void take(State& state, double value) const;
  Signal signal(const State& state) const;
  bool is_whole(const State& state) const;

 private:
  double rise(const State& state) const { return side_ == Side::down ? 0 : state.up - state.lowest_up; }
  double fall(const State& state) const { return side_ == Side::up ? 0 : state.highest_down - state.down; }

  Side side_;
  bool divides_;
  std::uint64_t first_judged_;
  double delta_;
  double threshold_;
  double alpha_;
};

extern template class SteppingDetector<PageHinkleyMethod>;
using PageHinkley = SteppingDetector<PageHinkleyMethod>;

void declare_page_hinkley(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
