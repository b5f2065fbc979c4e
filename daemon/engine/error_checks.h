#pragma once

// Stream detectors on the errors and losses of the version in force: one on all outcomes, or, of a rule that says `by`, one on each
// segment's.
//
// An error of a number has no natural unit, so that it is squashed: e / (e + s) with s the mean absolute error of the version's first
// kScaleOutcomes outcomes, which lies in 0..1 and is 1/2 where the error is as large as usual.
//
// Allowances of false alarms. An outcome lies in one segment of a feature, and what the rule may spend on it goes to that segment's
// detector: over all of them it adds up to what one detector on everything would have had, however many segments there are and whenever
// they began. A segment that brings a tenth of the outcomes has a tenth of the rule's false alarms.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/engine/decay_checks.h"
#include "daemon/engine/decay_rules.h"
#include "detectors/scores/outcome.h"

namespace driftd::engine {

class ErrorChecks {
 public:
  static constexpr std::uint64_t kScaleOutcomes = 100;

  /// Enters a check for each rule without `by`; those of segments are entered as their first outcomes come.
  ErrorChecks(config::Task task, std::vector<DetectorRule> rules, std::span<const SegmentSettings> segments, DecayChecks& checks);

  /// How many rules keep to an allowance of false alarms.
  std::size_t keeping() const;
  bool keeps_allowance(std::size_t rule) const { return rules_[rule].keeps; }
  /// What each of them may be expected to raise at the next outcome.
  void allow(double false_alarms) { allowance_ = false_alarms; }

  /// `places`: the segment of each feature that the outcome lies in.
  void add(const detectors::Outcome& outcome, std::span<const Segments::Place> places, const Segments& segments, DecayChecks& checks);
  /// The numbers of the signals as they are now, and not as of the last change of a level.
  void refresh(DecayChecks& checks) const;
  /// What is to be expected of the version that came into force: errors (0 or 1, or absolute ones) that it, or one like it, made on rows
  /// that it had not learnt from, in time order. Where the first outcomes are already worse than these, that is decay. For rules on the
  /// error of all outcomes.
  void expect(std::span<const double> errors);
  /// A new version is in force.
  void restart(DecayChecks& checks);
  /// Those that raised an alarm begin anew.
  void reset_alarms(DecayChecks& checks);

  std::uint64_t outcomes() const { return outcomes_; }

  /// Enters the check of a segment: as when its first outcome comes, or read from a state.
  void watch(std::size_t rule, Segments::Place segment, const Segments& segments, DecayChecks& checks);
  bool is_watchable(std::size_t rule, Segments::Place segment, const Segments& segments) const;
  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  struct Rule {
    DetectorRule rule;
    bool keeps = false;
    std::optional<std::size_t> by;      // place of the feature among the segments' settings
    std::vector<std::size_t> watching;  // by segment, or the one on all outcomes; kNobody where there is none
  };
  struct Watching {
    detectors::StreamDetectorPointer detector;
    std::size_t check = 0;
    bool of_segment = false;
    std::uint64_t outcomes = 0;
  };
  static constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

  std::optional<double> squashed(double error);
  std::size_t watching(std::size_t rule, Segments::Place segment, const Segments& segments, DecayChecks& checks);
  void feed(Watching& watching, double value, DecayChecks& checks);
  std::uint64_t since_change(const Watching& watching, const detectors::Signal& signal) const;

  config::Task task_;
  std::vector<Rule> rules_;
  std::vector<Watching> watching_;
  std::optional<double> allowance_;
  std::uint64_t outcomes_ = 0;
  std::uint64_t scale_outcomes_ = 0;
  double scale_sum_ = 0;
};

}  // namespace driftd::engine
