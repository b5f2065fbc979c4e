#pragma once

// STEPD, statistical test of equal proportions: the share of errors among the newest w values must be that among all before them. With
// errors r of the newest w, o of the n before, and p = (r + o) / (w + n),
//
//   Z = (|r/w - o/n| - (1/w + 1/n) / 2) / sqrt(p (1 - p) (1/w + 1/n)),   at least 0,
//
// is held against the normal distribution, two-sided: drift where the p-value is below .003, a warning where below .05.
//
// Nishida & Yamauchi, "Detecting concept drift using statistical testing", Discovery Science 2007.
//
// Agreement: with MOA's STEPD but where the difference is smaller than the correction for continuity: MOA then takes the absolute value of
// a negative Z, so that rates that agree to the last digit can be drift; here Z is 0. The test is made at every value, so that an alpha of
// .003 does not mean a false alarm in 333 values, nor independent ones.

#include <cstdint>

#include "config/catalogue.h"
#include "detectors/stream/error_window.h"
#include "detectors/stream/side.h"
#include "detectors/stream/stepping_detector.h"

namespace driftd::detectors {

struct StepdParameters {
  std::int64_t window = 30;
  double drift = 0.003;
  double warning = 0.05;
  Side side = Side::both;
};

/// Signal: statistic Z, p_value two-sided, threshold the drift level of the p-value, since_change the newest values' number.
class StepdMethod {
 public:
  using Parameters = StepdParameters;
  static constexpr Domain kDomain = Domain::errors;
  static constexpr std::uint8_t kFormat = 1;

  struct State {
    Level level = Level::learning;
    std::uint64_t count = 0;
    std::uint64_t older_errors = 0;
    std::uint32_t newest_errors = 0;

    static void each(auto& state, auto visit) {
      visit(state.level);
      visit(state.count);
      visit(state.older_errors);
      visit(state.newest_errors);
    }
  };

  explicit StepdMethod(const Parameters& parameters);

  void take(State& state, double value);
  Signal signal(const State& state) const;
  bool is_whole(const State& state) const;
  void save(StateWriter& state) const { newest_.save(state); }
  void load(StateReader& state) { newest_.load(state); }
  void clear() { newest_.clear(); }

 private:
  struct Test {
    double statistic;
    bool up;
  };
  Test test(const State& state) const;
  bool looks(bool up) const { return side_ == Side::both || (side_ == Side::up) == up; }

  Side side_;
  std::uint32_t size_;
  double drift_;
  double drift_statistic_;
  double warning_statistic_;
  ErrorWindow newest_;
};

extern template class SteppingDetector<StepdMethod>;
using Stepd = SteppingDetector<StepdMethod>;

void declare_stepd(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
