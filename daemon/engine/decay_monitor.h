#pragma once

// What the labels say of the version that is in force: detectors on its errors and losses, and scores of its latest outcomes against
// their bounds, of all outcomes and of each segment. Labels of rows that an earlier version answered do not count here.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/engine/bound_checks.h"
#include "daemon/engine/error_checks.h"
#include "daemon/engine/shown_scores.h"

namespace driftd::engine {

/// What divides the outcomes: segments, ranked lists.
struct OutcomeDivision {
  config::Features features;
  std::vector<SegmentSettings> segments;
  std::uint64_t reference_rows = 0;  // that say which values are frequent
  std::optional<ListSettings> lists;
};

/// The row that an outcome is of.
struct OutcomeRow {
  std::span<const double> features;  // all of them, where the outcomes are divided
  std::string_view categories;       // their texts, see CategoryTexts
  double answer = 0;                 // what candidates of a ranked list are ordered by
};

class DecayMonitor {
 public:
  using Check = DecayCheck;
  using Division = OutcomeDivision;
  using Row = OutcomeRow;
  struct SegmentScores {
    std::string segment;
    std::uint64_t outcomes = 0;
    std::vector<ShownScore> scores;
  };

  DecayMonitor(config::Task task, std::span<const DecayRule> rules, std::int64_t window, const Division& division = {});

  /// How many checks keep to an allowance of false alarms; those that a rule has of the segments are one.
  std::size_t keeping() const { return errors_.keeping(); }
  bool keeps_allowance(const Check& check) const { return !check.is_score && errors_.keeps_allowance(check.rule); }
  /// False alarms that each of them may be expected to raise at the next outcome.
  void allow(double false_alarms) { errors_.allow(false_alarms); }
  /// A row came, labelled or not.
  void row(std::span<const double> features, std::string_view categories) { segments_.learn(features, categories); }
  /// Takes one outcome. True where any check's level changed, or rose to drift again after reset_alarms().
  bool add(const detectors::Outcome& outcome, const Row& row = {});
  /// A new version is in force: everything is learnt anew, but which segments there are.
  void restart();
  /// See ErrorChecks::expect.
  void expect(std::span<const double> errors) { errors_.expect(errors); }
  /// The detectors that raised an alarm begin anew; the others, and the scores, go on.
  void reset_alarms() { errors_.reset_alarms(checks_); }

  /// Those of rules on all outcomes, then those of segments in the order in which they began.
  std::span<const DecayCheck> checks() const { return checks_.all(); }
  /// Whether a score stands beyond its bound.
  bool any_score_drifted() const { return checks_.any_score_drifted(); }
  /// Over the window. What needs more than sums of constant size is kept, and shown, where a rule asks for it.
  std::vector<ShownScore> scores() const;
  /// Of each segment over the same window.
  std::vector<SegmentScores> segment_scores() const;
  std::uint64_t outcomes() const { return errors_.outcomes(); }

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  struct Rules {
    std::vector<DetectorRule> detectors;
    std::vector<ScoreRule> scores;
    std::vector<RankingRule> rankings;
  };
  DecayMonitor(config::Task task, const Rules& rules, std::int64_t window, const Division& division);

  static Rules sorted(std::span<const DecayRule> rules);
  void add_to_segments(const detectors::Outcome& outcome, std::span<const Segments::Place> places);
  void turn();

  config::Task task_;
  detectors::ScoreNeeds needs_;
  std::size_t pane_size_;
  Segments segments_;
  DecayChecks checks_;
  ErrorChecks errors_;
  BoundChecks bounds_;
  ShownScores shown_;
  ScoreWindow window_;
  std::vector<ScoreWindow> segment_windows_;
  std::optional<RankingWindow> lists_;
  std::size_t list_column_ = 0;
};

}  // namespace driftd::engine
