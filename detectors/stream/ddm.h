#pragma once

// DDM, drift detection method: an error rate that has been falling or steady must not rise. After n outcomes with error rate p and
// s = sqrt(p (1 - p) / n), the smallest p + s so far is kept as p_min + s_min, and
//
//   p + s > p_min + 2 s_min  is a warning,   p + s > p_min + 3 s_min  is drift.
//
// Gama, Medas, Castillo & Rodrigues, "Learning with drift detection", SBIA 2004.
//
// Agreement: alarms and warnings come where River's DDM (0.26) has them, given reset() after each alarm. As there, the test starts behind
// the warm-up (n > 30), `<=` moves the minimum and a strict `>` alarms; so a stream without any error until then alarms at its first one.
// Made for long steady streams: the mean over everything since the start makes it slow to notice after a long quiet time.

#include <cstdint>

#include "config/catalogue.h"
#include "detectors/stream/stepping_detector.h"

namespace driftd::detectors {

struct DdmParameters {
  std::int64_t warm_up = 30;
  double warning = 2;
  double drift = 3;
};

/// Signal: statistic p + s, threshold that of drift, since_change the values since the minimum.
class DdmMethod {
 public:
  using Parameters = DdmParameters;
  static constexpr Domain kDomain = Domain::shares;
  static constexpr std::uint8_t kFormat = 2;

  struct State {
    Level level = Level::learning;
    std::uint64_t count = 0;
    std::uint64_t count_at_minimum = 0;
    double rate = 0;
    double lowest_rate = 0;
    double lowest_deviation = 0;
    double lowest_sum = std::numeric_limits<double>::infinity();

    static void each(auto& state, auto visit) {
      visit(state.level);
      visit(state.count);
      visit(state.count_at_minimum);
      visit(state.rate);
      visit(state.lowest_rate);
      visit(state.lowest_deviation);
      visit(state.lowest_sum);
    }
  };

  explicit DdmMethod(const Parameters& parameters) : parameters_(parameters) {}

  void take(State& state, double value) const;
  Signal signal(const State& state) const;
  bool is_whole(const State& state) const;

 private:
  Parameters parameters_;
};

extern template class SteppingDetector<DdmMethod>;
using Ddm = SteppingDetector<DdmMethod>;

void declare_ddm(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
