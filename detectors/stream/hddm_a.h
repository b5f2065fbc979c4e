#pragma once

// HDDM_A: compares the mean of everything with the mean up to that point of the past where it was surest to be low, by Hoeffding's
// inequality, which holds for any values in [0, 1]. After n values with mean z, let the first k with mean x be where
// x + sqrt(ln(1/delta) / 2k) was least. Then with m = (n - k) / (k n)
//
//   z - x >= sqrt(m / 2 ln(2 / delta))   is drift at the drift confidence, a warning at the larger one of warnings;
//
// falls mirror it. Finds leaps soon, slow changes late (HDDM_W is for those).
//
// Frias-Blanco, del Campo-Avila, Ramos-Jimenez, Morales-Bueno, Ortiz-Diaz & Caballero-Mota, "Online and non-parametric drift detection
// methods based on Hoeffding's bounds", IEEE Transactions on Knowledge and Data Engineering 27 (2015).
//
// Agreement: alarms and warnings come where River's HDDMA (0.26) has them, given reset() after each alarm: the point in the past is chosen
// with the drift confidence for the warning too, and the test is `>=`. (MOA looks at both sides by default.) There is no warm-up; before
// 2 ln(2 / warning) values nothing that could come would be a warning, and until then it says that it is learning.

#include <cstdint>

#include "config/catalogue.h"
#include "detectors/stream/side.h"
#include "detectors/stream/stepping_detector.h"

namespace driftd::detectors {

struct HddmAParameters {
  double drift = 0.001;
  double warning = 0.005;
  Side side = Side::up;
};

/// Signal: statistic z - x (of a fall x - z), threshold that of drift, since_change n - k.
class HddmAMethod {
 public:
  using Parameters = HddmAParameters;
  static constexpr Domain kDomain = Domain::shares;
  static constexpr std::uint8_t kFormat = 1;

  struct State {
    Level level = Level::learning;
    Direction direction = Direction::unknown;
    std::uint64_t count = 0;
    double mean = 0;
    std::uint64_t low_count = 0;
    double low_mean = 0;
    double low_bound = 0;
    std::uint64_t high_count = 0;
    double high_mean = 0;
    double high_bound = 0;

    static void each(auto& state, auto visit) {
      visit(state.level);
      visit(state.direction);
      visit(state.count);
      visit(state.mean);
      visit(state.low_count);
      visit(state.low_mean);
      visit(state.low_bound);
      visit(state.high_count);
      visit(state.high_mean);
      visit(state.high_bound);
    }
  };

  explicit HddmAMethod(const Parameters& parameters);

  void take(State& state, double value) const;
  Signal signal(const State& state) const;
  bool is_whole(const State& state) const;

 private:
  Level judge(double difference, std::uint64_t count, std::uint64_t cut) const;

  Side side_;
  double cut_log_;      // ln(1 / drift)
  double drift_log_;    // ln(2 / drift)
  double warning_log_;  // ln(2 / warning)
  std::uint64_t first_judged_;
};

extern template class SteppingDetector<HddmAMethod>;
using HddmA = SteppingDetector<HddmAMethod>;

void declare_hddm_a(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
