#pragma once

// RDDM, reactive drift detection method: DDM without its two weaknesses. As there, with error rate p after n outcomes and
// s = sqrt(p (1 - p) / n),
//
//   p + s > p_min + 1.773 s_min  is a warning,   p + s > p_min + 2.258 s_min  is drift;
//
// but a mean over a very long time moves no more, so when it spans max_concept outcomes and there is no warning it is taken anew from
// the newest min_concept; and a warning that lasts for warning_limit outcomes is drift.
//
// Barros, Cabral, Goncalves & Santos, "RDDM: reactive drift detection method", Expert Systems with Applications 90 (2017).
//
// Agreement: with MOA's RDDM, if that begins anew after each alarm (it begins with what came since the warning; since_change says how
// much that was), but for the minimum when a long concept is shortened: MOA keeps that of the long one, whose deviation is sqrt(7 / 40)
// of the short one's, so that p + s lies above the drift limit at once, and a stream in which nothing changes has an alarm every
// 40,000 values. Here the minimum is taken anew with the rate. MOA's counter runs one ahead, so that its warm-up of 129 first
// judges the 129th outcome, and so does ours.

#include <cstdint>

#include "config/catalogue.h"
#include "detectors/stream/error_window.h"
#include "detectors/stream/stepping_detector.h"

namespace driftd::detectors {

struct RddmParameters {
  std::int64_t warm_up = 129;
  double warning = 1.773;
  double drift = 2.258;
  std::int64_t max_concept = 40'000;
  std::int64_t min_concept = 7'000;
  std::int64_t warning_limit = 1'400;
};

/// Signal: statistic p + s, threshold that of drift, since_change the values since the warning began.
class RddmMethod {
 public:
  using Parameters = RddmParameters;
  static constexpr Domain kDomain = Domain::errors;
  static constexpr std::uint8_t kFormat = 1;

  struct State {
    Level level = Level::learning;
    std::uint64_t seen = 0;    // since the start
    std::uint64_t count = 0;   // that the rate is of
    std::uint64_t warned = 0;  // how many values the warning has lasted; 0: there is none
    double rate = 0;
    double lowest_rate = 0;
    double lowest_deviation = 0;
    double lowest_sum = std::numeric_limits<double>::infinity();

    static void each(auto& state, auto visit) {
      visit(state.level);
      visit(state.seen);
      visit(state.count);
      visit(state.warned);
      visit(state.rate);
      visit(state.lowest_rate);
      visit(state.lowest_deviation);
      visit(state.lowest_sum);
    }
  };

  explicit RddmMethod(const Parameters& parameters) : parameters_(parameters), newest_(static_cast<std::size_t>(parameters.min_concept)) {}

  void take(State& state, double value);
  Signal signal(const State& state) const;
  bool is_whole(const State& state) const;
  void save(StateWriter& state) const { newest_.save(state); }
  void load(StateReader& state) { newest_.load(state); }
  void clear() { newest_.clear(); }

 private:
  static double note_minimum(State& state);
  void judge(State& state) const;
  void shorten(State& state) const;

  Parameters parameters_;
  ErrorWindow newest_;
};

extern template class SteppingDetector<RddmMethod>;
using Rddm = SteppingDetector<RddmMethod>;

void declare_rddm(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
