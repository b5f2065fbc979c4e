#pragma once

// Everything that watches one model: its inputs and its answers against their references, and its quality as the labels tell it, all within
// one alarm budget. Rows and outcomes go in, findings come out. What follows from a finding is not decided here.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "daemon/engine/decay_monitor.h"
#include "daemon/engine/drift_monitor.h"
#include "daemon/engine/event.h"
#include "daemon/engine/false_alarms.h"
#include "daemon/engine/input_rows.h"
#include "daemon/engine/joint_monitor.h"
#include "daemon/engine/model_settings.h"
#include "daemon/engine/quality_monitor.h"
#include "daemon/engine/status.h"
#include "daemon/engine/stream_monitor.h"

namespace driftd::engine {

/// What one check says behind a row or an outcome: that its level is another now, or that something is wrong.
struct Finding {
  enum class Alarm : std::uint8_t {
    none,
    raised,
    stands,  // it was raised before and nothing has become better
  };
  updaters::Cause::Kind kind = updaters::Cause::Kind::drift;  // of the data, decay of the quality, or a broken pipeline
  std::string detector;
  std::string subject;
  detectors::Signal signal;
  bool changed = false;  // of level, to one that is worth a record
  Alarm alarm = Alarm::none;
  std::uint64_t since_change = 0;  // labelled rows since the change began, 0 where the check cannot tell
};

class Monitors {
 public:
  using Found = std::function<void(const Finding&)>;

  explicit Monitors(const ModelSettings& settings);

  /// A row came, answered or not.
  void row(const Prediction& prediction, Time now, const Found& found);
  /// The label of a row came which the version in force had answered.
  void outcome(const Prediction& prediction, double label, Time labelled, const Found& found);
  /// It is at least so late; the label of any row that was answered came.
  void time(Time now, const Found& found);
  void labelled(const Prediction& prediction, Time labelled) { quality_.labelled(prediction, labelled); }
  /// Nothing was heard for so many seconds, by the daemon's clock.
  void silence(double seconds, const Found& found);

  /// What was learnt of the version before says nothing of this one.
  void version_changed();
  /// The errors that the new version promises, see ErrorChecks::expect.
  void expect(std::span<const double> errors) { decay_.expect(errors); }
  /// The reference of the inputs. Empty: the next rows.
  void learn_inputs(std::span<const Prediction> reference);
  /// Detectors of streams that raised an alarm begin anew.
  void reset_alarms();

  /// Of the pipeline: what is broken in words, which rows are not to be learnt from, and whether to wait for a pane before anything is
  /// decided.
  QualityMonitor& quality() { return quality_; }
  const QualityMonitor& quality() const { return quality_; }

  std::vector<SignalStatus> signals() const;
  std::vector<ScoreStatus> scores() const;
  std::vector<SegmentStatus> segments() const;
  /// Of the version in force.
  std::uint64_t outcomes() const { return decay_.outcomes(); }

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  Discoveries* discoveries() { return budget_ ? &budget_->discoveries() : nullptr; }
  void forget(std::size_t first, std::size_t end);
  static QualityMonitor::Changed tell_quality(const Found& found);
  void tell_drift(const DriftMonitor& monitor, const Found& found) const;
  void tell_joint_drift(const Found& found) const;
  void tell_streams(const StreamMonitor& monitor, const Found& found) const;
  detectors::Signal with_allowance(const DriftMonitor& monitor, const DriftMonitor::Check& check) const;
  detectors::Signal with_allowance(const JointMonitor::Check& check) const;
  detectors::Signal with_allowance(const StreamMonitor& monitor, const StreamMonitor::Check& check) const;
  detectors::Signal with_allowance(const DecayMonitor::Check& check) const;
  void tell_decay(bool changed, const Found& found) const;

  config::Task task_;
  QualityMonitor quality_;
  std::size_t reference_rows_;
  InputRows input_rows_;
  DriftMonitor inputs_;
  JointMonitor whole_inputs_;
  DriftMonitor answers_;
  StreamMonitor input_streams_;
  StreamMonitor answer_streams_;
  DecayMonitor decay_;
  std::optional<AlarmBudget> budget_;
};

}  // namespace driftd::engine
