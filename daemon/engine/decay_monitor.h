#pragma once

// What the labels say of the version that is in force: detectors on its errors and losses, and scores of its latest outcomes against
// their bounds. Labels of rows that an earlier version answered do not count here.
//
// An error of a number has no natural unit, so that it is squashed: e / (e + s) with s the mean absolute error of the version's first
// kScaleOutcomes outcomes, which lies in 0..1 and is 1/2 where the error is as large as usual.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/engine/model_settings.h"
#include "detectors/scores/score.h"

namespace driftd::engine {

class DecayMonitor {
 public:
  static constexpr std::uint64_t kScaleOutcomes = 100;
  static constexpr std::size_t kPanes = 10;

  struct Check {
    std::string detector;  // or the score's name
    std::string subject;   // "error", "loss" or "score"
    bool is_score = false;
    detectors::Signal signal;
    detectors::Level before = detectors::Level::learning;
    bool changed() const { return signal.level != before; }
  };
  struct ScoreValue {
    std::string name;
    std::optional<double> value;
    std::uint64_t outcomes = 0;
  };

  DecayMonitor(config::Task task, std::span<const DecayRule> rules, std::int64_t window);

  /// How many checks keep to an allowance of false alarms.
  std::size_t keeping() const;
  /// False alarms that each of them may be expected to raise at the next outcome.
  void allow(double false_alarms);
  /// Takes one outcome. True where any check's level changed, or rose to drift again after reset_alarms().
  bool add(const detectors::Outcome& outcome);
  /// A new version is in force: everything is learnt anew.
  void restart();
  /// The detectors that raised an alarm begin anew; the others, and the scores, go on.
  void reset_alarms();

  std::span<const Check> checks() const { return checks_; }
  /// The scores of the task over the window, for whoever looks on: as a rule configures them, else with their defaults. What needs more than sums
  /// of constant size is only there where a rule asks for it.
  std::vector<ScoreValue> scores() const;
  std::uint64_t outcomes() const { return outcomes_; }

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  struct Detector {
    DetectorRule rule;
    detectors::StreamDetectorPointer detector;
  };
  struct Bound {
    ScoreRule rule;
    detectors::ScorePointer score;
  };

  std::optional<double> squashed(double error);
  bool feed(std::size_t detector, double value);
  bool judge_scores();
  detectors::ScoreSums window_sums() const;
  detectors::ScoreSums no_sums() const { return detectors::ScoreSums(task_, needs_); }

  config::Task task_;
  detectors::ScoreNeeds needs_;
  std::size_t pane_size_;
  std::vector<Detector> detectors_;
  std::vector<Bound> bounds_;
  std::vector<Check> checks_;  // detectors, then bounds
  std::vector<detectors::ScoreSums> panes_;  // oldest first; the last is filling
  std::uint64_t outcomes_ = 0;
  double scale_sum_ = 0;
};

}  // namespace driftd::engine
