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
// infinity, and so does ours. The threshold is in the unit of the values: 50 suits errors of 0 and 1, not prices.

#include <cstdint>

#include "config/catalogue.h"
#include "detectors/stream/stream_detector.h"

namespace driftd::detectors {

enum class Side : std::uint8_t { both, up, down };

struct PageHinkleyParameters {
  std::int64_t warm_up = 30;
  double delta = 0.005;
  double threshold = 50;
  double alpha = 0.9999;
  Side side = Side::both;
};

/// Signal: statistic is the larger of the two differences that are looked at, since_change the values since that side's extremum.
class PageHinkley final : public StreamDetector {
 public:
  explicit PageHinkley(const PageHinkleyParameters& parameters = {}) : parameters_(parameters) {}

  std::size_t update(std::span<const double> values) override;
  Level level() const override;
  Signal signal() const override;
  void reset() override;
  void save(StateWriter& state) const override;
  void load(StateReader& state) override;

 private:
  struct State {
    std::uint64_t count = 0;
    double mean = 0;
    double up = 0;
    double down = 0;
    double lowest_up = std::numeric_limits<double>::infinity();
    double highest_down = -1;
    std::uint64_t count_at_lowest = 0;
    std::uint64_t count_at_highest = 0;
  };

  double rise(const State& state) const { return parameters_.side == Side::down ? 0 : state.up - state.lowest_up; }
  double fall(const State& state) const { return parameters_.side == Side::up ? 0 : state.highest_down - state.down; }

  PageHinkleyParameters parameters_;
  State state_;
  bool alarmed_ = false;
};

void declare_page_hinkley(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
