#pragma once

// GMA, geometric moving average: averages how far values lie from their running mean, with weights that shrink geometrically into the
// past. With x_t the values and m_t their mean so far,
//
//   G_t = alpha G_(t-1) + (1 - alpha) (x_t - m_t)    up: alarm where G_t > threshold;  down: where -G_t > threshold
//
// On unchanging values of deviation s, G has the deviation s sqrt((1 - alpha) / (1 + alpha)): .07 s with the default alpha.
//
// Roberts, "Control chart tests based on geometric moving averages", Technometrics 1 (1959).
//
// Agreement: with MOA's GeometricMovingAverageDM, whose counter runs one ahead: its minimum of 31 is a warm-up of 30 here. MOA knows rises
// only, and its default threshold of 1 can never be reached by errors of 0 and 1, whose average deviation stays below 1; the default
// here is for errors. It is in the unit of the values.

#include <cstdint>

#include "config/catalogue.h"
#include "detectors/stream/side.h"
#include "detectors/stream/stepping_detector.h"

namespace driftd::detectors {

struct GmaParameters {
  std::int64_t warm_up = 30;
  double threshold = 0.12;
  double alpha = 0.99;
  Side side = Side::up;
};

/// Signal: statistic is G (of a fall -G), since_change the values since G last had the other sign.
class GmaMethod {
 public:
  using Parameters = GmaParameters;
  static constexpr Domain kDomain = Domain::numbers;
  static constexpr std::uint8_t kFormat = 1;

  struct State {
    Level level = Level::learning;
    std::uint64_t count = 0;
    double mean = 0;
    double average = 0;
    std::uint64_t count_not_above = 0;  // when it was last at most 0
    std::uint64_t count_not_below = 0;

    static void each(auto& state, auto visit) {
      visit(state.level);
      visit(state.count);
      visit(state.mean);
      visit(state.average);
      visit(state.count_not_above);
      visit(state.count_not_below);
    }
  };

  explicit GmaMethod(const Parameters& parameters) : parameters_(parameters) {}

  void take(State& state, double value) const;
  Signal signal(const State& state) const;
  bool is_whole(const State& state) const;

 private:
  bool looks_up(const State& state) const { return parameters_.side == Side::up || (parameters_.side == Side::both && state.average >= 0); }

  Parameters parameters_;
};

extern template class SteppingDetector<GmaMethod>;
using Gma = SteppingDetector<GmaMethod>;

void declare_gma(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
