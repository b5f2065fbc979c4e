#pragma once

// OPTWIN, optimal sub-windows: one cut for a window of so many values, the latest at which a rise of the mean by `rigor` deviations is
// sure to be seen (optwin_cuts.h). With means a, deviations s (plus noise) and sizes n of the older (o) and the newer part (n),
//
//   (a_n - a_o) / sqrt(s_n^2 / n_n + s_o^2 / n_o) > t   is drift (a warning at the lower confidence), and so is
//   s_n^2 / s_o^2 > F   where a_n > a_o;
//
// the same spread with a mean that fell empties the window, without an alarm. Rises only, as in the paper.
//
// Tosi & Theobald, "OPTWIN: drift identification with optimal sub-windows", ICDE Workshops 2024.
//
// Agreement: with the paper. CapyMOA's OPTWIN, by its authors, puts deviations where Welch's test has variances, so that its alarms depend
// on the unit of the values, and where the window slides it moves the value next to the one at the border; ours do neither.

#include <memory>

#include "config/catalogue.h"
#include "detectors/stream/optwin_cuts.h"
#include "detectors/stream/stepping_detector.h"

namespace driftd::detectors {

/// Signal: statistic t and its limit, or the ratio of variances and its limit where that one alarmed; since_change the newer part's size.
class OptwinMethod {
 public:
  using Parameters = OptwinParameters;
  static constexpr Domain kDomain = Domain::numbers;
  static constexpr std::uint8_t kFormat = 1;

  /// Of values less the first of the window, so that large values with small differences keep their digits.
  struct Sums {
    double count = 0;
    double total = 0;
    double squares = 0;

    void add(double value);
    void remove(double value);
    double mean() const { return total / count; }
    double variance() const;

    static void each(auto& sums, auto visit) {
      visit(sums.count);
      visit(sums.total);
      visit(sums.squares);
    }
  };
  struct State {
    Level level = Level::learning;
    double origin = 0;
    Sums older;
    Sums newer;
    std::uint64_t since_summing = 0;  // values since the sums were last taken afresh

    static void each(auto& state, auto visit) {
      visit(state.level);
      visit(state.origin);
      Sums::each(state.older, visit);
      Sums::each(state.newer, visit);
      visit(state.since_summing);
    }
  };

  explicit OptwinMethod(const Parameters& parameters);

  void take(State& state, double value);
  Signal signal(const State& state) const;
  bool is_whole(const State& state) const;
  void save(StateWriter& state) const;
  void load(StateReader& state);
  void clear();

 private:
  struct Test {
    double rise;
    double t;
    double f;
  };

  double at(std::size_t index) const { return ring_[first_ + index < ring_.size() ? first_ + index : first_ + index - ring_.size()]; }
  void push(State& state, double value);
  void move_border(State& state, std::size_t older) const;
  void sum_afresh(State& state) const;
  Test test(const State& state) const;

  std::size_t min_window_;
  double noise_;
  std::shared_ptr<const OptwinCuts> cuts_;
  std::vector<double> ring_;
  std::size_t first_ = 0;
  std::size_t held_ = 0;
};

extern template class SteppingDetector<OptwinMethod>;
using Optwin = SteppingDetector<OptwinMethod>;

void declare_optwin(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
