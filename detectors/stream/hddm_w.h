#pragma once

// HDDM_W: compares two exponentially weighted means, that of the past up to the point where it was surest to be low, and that of what came
// since, by McDiarmid's inequality, which holds for any values in [0, 1]. A mean z <- lambda x + (1 - lambda) z has the sum of squared
// weights b <- lambda^2 + (1 - lambda)^2 b. With z1, b1 where z + sqrt(b / 2 ln(1/delta)) was least, and z2, b2 begun afresh there,
//
//   z2 - z1 > sqrt((b1 + b2) / 2 ln(1 / delta))   is drift at the drift confidence, a warning at the larger one of warnings;
//
// falls mirror it.
//
// Frias-Blanco, del Campo-Avila, Ramos-Jimenez, Morales-Bueno, Ortiz-Diaz & Caballero-Mota, "Online and non-parametric drift detection
// methods based on Hoeffding's bounds", IEEE Transactions on Knowledge and Data Engineering 27 (2015).
//
// Agreement: alarms and warnings come where River's HDDMW (0.26) has them, given reset() after each alarm: b starts at 1 and is weighted
// down by the first value already, and the point in the past is chosen with the drift confidence. There is no warm-up; until so many
// values have come that b1 + b2 can be small enough for a warning it says that it is learning. With a lambda near 1 that never comes.

#include <cstdint>

#include "config/catalogue.h"
#include "detectors/stream/side.h"
#include "detectors/stream/stepping_detector.h"

namespace driftd::detectors {

struct HddmWParameters {
  double drift = 0.001;
  double warning = 0.005;
  double lambda = 0.05;
  Side side = Side::up;
};

/// Signal: statistic z2 - z1 (of a fall z1 - z2), threshold that of drift, since_change the values that z2 is of.
class HddmWMethod {
 public:
  using Parameters = HddmWParameters;
  static constexpr Domain kDomain = Domain::shares;
  static constexpr std::uint8_t kFormat = 1;

  struct Average {
    std::uint64_t count = 0;
    double mean = 0;
    double squares = 1;  // b

    static void each(auto& average, auto visit) {
      visit(average.count);
      visit(average.mean);
      visit(average.squares);
    }
  };
  struct State {
    Level level = Level::learning;
    Direction direction = Direction::unknown;
    Average all;
    Average low_before;
    Average low_since;
    Average high_before;
    Average high_since;
    double low_bound = std::numeric_limits<double>::infinity();
    double high_bound = -std::numeric_limits<double>::infinity();

    static void each(auto& state, auto visit) {
      visit(state.level);
      visit(state.direction);
      Average::each(state.all, visit);
      Average::each(state.low_before, visit);
      Average::each(state.low_since, visit);
      Average::each(state.high_before, visit);
      Average::each(state.high_since, visit);
      visit(state.low_bound);
      visit(state.high_bound);
    }
  };

  explicit HddmWMethod(const Parameters& parameters);

  void take(State& state, double value) const;
  Signal signal(const State& state) const;
  bool is_whole(const State& state) const;

 private:
  void add(Average& average, double value) const;
  Level judge(double difference, const Average& before, const Average& since) const;
  std::uint64_t first_that_can_warn() const;

  Side side_;
  double lambda_;
  double kept_;  // 1 - lambda
  double lambda_squared_;
  double kept_squared_;
  double drift_log_;    // ln(1 / drift)
  double warning_log_;  // ln(1 / warning)
  std::uint64_t first_judged_;
};

extern template class SteppingDetector<HddmWMethod>;
using HddmW = SteppingDetector<HddmWMethod>;

void declare_hddm_w(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
