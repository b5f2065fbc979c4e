#pragma once

// A score says how good the predictions of a window were, and its interval how well the window tells. Scores are computed from sums that
// merge: outcomes of two panes, threads or processes added give the score of both together.
//
// Where a score is undefined (no outcome, no positive, no probability) there is nothing, never NaN and no number that stands for it:
// "0 because there was no positive" is not a bad model, and would raise an alarm.

#include <memory>
#include <optional>

#include "config/features.h"
#include "detectors/scores/interval.h"
#include "detectors/scores/outcome.h"
#include "detectors/scores/score_sums.h"

namespace driftd::detectors {

class Score {
 public:
  virtual ~Score() = default;

  virtual std::optional<double> value(const ScoreSums& sums) const = 0;
  /// Holds the value, and in a share `level` (0..1, exclusive) of windows what the value would be over endlessly many outcomes like those
  /// of the window; the score's header says by which method. Nothing where the value is undefined, or the sums do not tell.
  virtual std::optional<Interval> interval(const ScoreSums& sums, double level) const = 0;
  std::optional<Interval> interval(const ScoreSums& sums) const { return interval(sums, kDefaultLevel); }

  virtual bool fits(config::Task task) const = 0;
  /// Whether more is better (accuracy) or less (RMSE).
  virtual bool higher_is_better() const = 0;
  /// What the sums must keep for the value and the interval.
  virtual ScoreNeeds needs() const { return {}; }
  /// Whether sums that keep `kept` tell the value.
  virtual bool is_told_by(const ScoreNeeds&) const { return true; }
};

using ScorePointer = std::unique_ptr<Score>;

}  // namespace driftd::detectors
