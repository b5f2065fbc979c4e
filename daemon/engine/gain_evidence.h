#pragma once

// Evidence that something saves loss, row by row. x in [-1, 1] is what it saved on a row beyond the margin that must be saved to count.
// Bets are made on the mean of x being above 0 (updaters/gate/betting.h), from every row on anew, as Shiryaev and Roberts sum it: with f
// over several bets and `a` the false alarms that a row allows
//
//   M_t = sum_f M_t(f),  M_t(f) = (M_{t-1}(f) + a / bets) (1 + f x_t),  alarm at M_t >= 1.
//
// Where the mean of x is at most 0, given all that came before, E[M_t] is at most t a, whatever the distribution and however rows depend:
// no more false alarms than that are to be expected (Shin, Ramdas, Rinaldo: E-detectors, New England Journal of Statistics in Data Science
// 2, 2024). Capital is kept below a bound, so that an alarm is withdrawn soon after there is nothing more to gain: it stands while M does.

#include <array>
#include <cstdint>

#include "detectors/state.h"

namespace driftd::engine {

class GainEvidence {
 public:
  static constexpr std::array<double, 6> kBets{0.8, 0.4, 0.2, 0.1, 0.05, 0.025};

  /// A false alarm in so many rows at most.
  explicit GainEvidence(std::int64_t once_in) : allowed_(1 / static_cast<double>(once_in)) {}

  /// True where the alarm is raised by this row.
  bool add(double x);
  void reset();
  bool raised() const { return evidence() >= 1; }

  /// Rows since gaining began, as far as can be told, and what was gained on each of them on average.
  std::uint64_t since() const { return since_; }
  double mean() const { return since_ == 0 ? 0 : gained_ / static_cast<double>(since_); }
  /// M: an alarm at 1.
  double evidence() const;

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  double allowed_;
  std::array<double, kBets.size()> capital_{};
  double gained_ = 0;
  std::uint64_t since_ = 0;
};

}  // namespace driftd::engine
