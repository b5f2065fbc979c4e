#pragma once

// FHDDM, fast Hoeffding drift detection method: the error rate of the newest w values must not rise above the lowest that it has been in
// any w values in a row, by more than Hoeffding's inequality allows a mean of w values:
//
//   rate - lowest rate > sqrt(ln(1 / delta) / 2w)
//
// With short_window (FHDDMS) the newest few of them are held against their own lowest besides: an abrupt change shows there first.
//
// Pesaranghader & Viktor, "Fast Hoeffding drift detection method for evolving data streams", ECML PKDD 2016;
// Pesaranghader, Viktor & Paquet, "Reservoir of diverse adaptive learners and stacking fast Hoeffding drift detection methods for evolving
// data streams", Machine Learning 107 (2018).
//
// Agreement: the paper's values are 1 where a prediction was right. River's FHDDM (0.26) documents 1 as an error and alarms where the
// values fall all the same: an error rate that goes from .1 to .9 is none to it. Ours alarms where errors rise: where River's does when
// it is fed 1 - x; with side "down" where River's does when it is fed x. Given reset() after each alarm.

#include <cstdint>

#include "config/catalogue.h"
#include "detectors/stream/error_window.h"
#include "detectors/stream/side.h"
#include "detectors/stream/stepping_detector.h"

namespace driftd::detectors {

struct FhddmParameters {
  std::int64_t window = 100;
  std::int64_t short_window = 0;
  double delta = 1e-6;
  Side side = Side::up;
};

/// Signal: statistic is the difference of the two rates, threshold the bound, since_change the values since the extreme rate; of the window
/// and side that came nearest to an alarm.
class FhddmMethod {
 public:
  using Parameters = FhddmParameters;
  static constexpr Domain kDomain = Domain::errors;
  static constexpr std::uint8_t kFormat = 1;

  /// Errors among the newest of a window, and the fewest and most that there have been.
  struct Extremes {
    std::uint32_t errors = 0;
    std::uint32_t fewest = 0;
    std::uint32_t most = 0;
    std::uint64_t count_at_fewest = 0;
    std::uint64_t count_at_most = 0;

    static void each(auto& extremes, auto visit) {
      visit(extremes.errors);
      visit(extremes.fewest);
      visit(extremes.most);
      visit(extremes.count_at_fewest);
      visit(extremes.count_at_most);
    }
  };
  struct State {
    Level level = Level::learning;
    std::uint64_t count = 0;
    Extremes whole;
    Extremes newest;  // of the short window

    static void each(auto& state, auto visit) {
      visit(state.level);
      visit(state.count);
      Extremes::each(state.whole, visit);
      Extremes::each(state.newest, visit);
    }
  };

  explicit FhddmMethod(const Parameters& parameters);

  void take(State& state, double value);
  Signal signal(const State& state) const;
  bool is_whole(const State& state) const;
  void save(StateWriter& state) const { outcomes_.save(state); }
  void load(StateReader& state) { outcomes_.load(state); }
  void clear() { outcomes_.clear(); }

 private:
  void note(Extremes& extremes, const State& state) const;
  bool alarms(const Extremes& extremes, double size, double bound) const;
  Signal evidence(const Extremes& extremes, const State& state, double size, double bound) const;

  Side side_;
  std::uint32_t size_;
  std::uint32_t short_size_;
  double bound_;
  double short_bound_ = 0;
  ErrorWindow outcomes_;
};

extern template class SteppingDetector<FhddmMethod>;
using Fhddm = SteppingDetector<FhddmMethod>;

void declare_fhddm(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
