#pragma once

// Scores of the window held against bounds: of all outcomes, of each segment, and of ranked lists. They are looked at when a pane is full.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/engine/decay_checks.h"
#include "daemon/engine/decay_rules.h"
#include "daemon/engine/ranking_window.h"
#include "daemon/engine/score_window.h"
#include "detectors/scores/score.h"

namespace driftd::engine {

class BoundChecks {
 public:
  /// Enters a check for each rule without `by`.
  BoundChecks(std::vector<ScoreRule> rules, std::vector<RankingRule> ranking_rules, std::span<const SegmentSettings> segments,
              DecayChecks& checks);

  void judge(const detectors::ScoreSums& whole, DecayChecks& checks) const;
  /// A window for each segment.
  void judge_segments(std::span<const ScoreWindow> windows, const Segments& segments, DecayChecks& checks);
  /// Its scores begin with those of the ranking rules, in their order.
  void judge_lists(const RankingWindow& lists, DecayChecks& checks) const;
  /// A new version is in force.
  void restart(DecayChecks& checks) const;

  /// Enters the check of a segment: as when it is looked at for the first time, or read from a state.
  void watch(std::size_t rule, Segments::Place segment, const Segments& segments, DecayChecks& checks);
  bool is_watchable(std::size_t rule, Segments::Place segment, const Segments& segments) const;

 private:
  struct Bound {
    ScoreRule rule;
    detectors::ScorePointer score;
    std::optional<std::size_t> by;
    std::vector<std::size_t> checks;  // by segment, or the one of all outcomes; kNobody where there is none
  };
  struct RankingBound {
    RankingRule rule;
    std::size_t check = 0;
  };
  static constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

  bool has(const Bound& bound, Segments::Place segment) const { return segment < bound.checks.size() && bound.checks[segment] != kNobody; }

  std::vector<Bound> bounds_;
  std::vector<RankingBound> ranking_bounds_;
};

/// The value and the interval.
ScoreReading read(const detectors::Score& score, const detectors::ScoreSums& sums);

}  // namespace driftd::engine
