#pragma once

// EDDM, early drift detection method: errors must not come closer together. After each error, with m and s the mean and the deviation of
// the distances between neighbouring errors so far, m + 2 s is held against the largest that it has been:
//
//   (m + 2 s) / max (m + 2 s) < 0.95  is a warning,   < 0.9  is drift.
//
// Nothing is judged before more than warm_up values and more than warm_up errors. Looking at distances and not at a rate makes it notice
// slow changes early where errors are rare, and cry wolf.
//
// Baena-Garcia, del Campo-Avila, Fidalgo, Bifet, Gavalda & Morales-Bueno, "Early drift detection method", IWKDDS 2006.
//
// Agreement: alarms and warnings come where River's EDDM (0.26) has them, given reset() after each alarm: the sample deviation (MOA takes
// the population's), the first distance counted from the start, and a level that stands until the next error is judged.

#include <cstdint>

#include "config/catalogue.h"
#include "detectors/stream/stepping_detector.h"

namespace driftd::detectors {

struct EddmParameters {
  std::int64_t warm_up = 30;
  double warning = 0.95;
  double drift = 0.9;
};

/// Signal: statistic 1 - (m + 2 s) / max (m + 2 s), the share lost, threshold that of drift, since_change the values since the maximum.
class EddmMethod {
 public:
  using Parameters = EddmParameters;
  static constexpr Domain kDomain = Domain::errors;
  static constexpr std::uint8_t kFormat = 1;

  struct State {
    Level level = Level::learning;
    std::uint64_t count = 0;
    std::uint64_t errors = 0;
    std::uint64_t count_at_error = 0;
    std::uint64_t count_at_highest = 0;
    double mean = 0;            // of the distances
    double sum_of_squares = 0;  // of their deviations from the mean
    double latest = 0;          // m + 2 s
    double highest = -1;

    static void each(auto& state, auto visit) {
      visit(state.level);
      visit(state.count);
      visit(state.errors);
      visit(state.count_at_error);
      visit(state.count_at_highest);
      visit(state.mean);
      visit(state.sum_of_squares);
      visit(state.latest);
      visit(state.highest);
    }
  };

  explicit EddmMethod(const Parameters& parameters) : parameters_(parameters) {}

  void take(State& state, double value) const;
  Signal signal(const State& state) const;
  bool is_whole(const State& state) const;

 private:
  void judge(State& state) const;

  Parameters parameters_;
};

extern template class SteppingDetector<EddmMethod>;
using Eddm = SteppingDetector<EddmMethod>;

void declare_eddm(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
