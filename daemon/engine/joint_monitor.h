#pragma once

// A model's inputs held against their reference as whole rows, window by window. A rule looks at one subject, the features that it names
// (numbers and categories together), and at each text that it names by itself, as the row of its n-grams (text/ngrams.h). What one
// rule tests at once is judged at once: its p-values are adjusted by Benjamini-Hochberg.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "daemon/engine/drift_monitor.h"
#include "daemon/engine/event.h"
#include "daemon/engine/model_settings.h"
#include "detectors/joint/joint_window.h"

namespace driftd::engine {

class JointMonitor {
 public:
  /// What one rule says of one subject.
  struct Check {
    std::string detector;
    std::string subject;
    std::vector<std::size_t> columns;  // of the monitor's rows
    detectors::JointWindow window;
    detectors::Signal signal;
    detectors::Level before = detectors::Level::learning;
  };

  /// Of the joint rules among the settings'.
  JointMonitor(const ModelSettings& settings, DriftMonitor::Sizes sizes);

  /// How many rules keep to an allowance of false alarms: all, since each is a test.
  std::size_t keeping() const { return rules_.size(); }
  /// As DriftMonitor::allow().
  void allow(double false_alarms) { allowed_ += false_alarms; }
  /// True where the row completed a window: checks() are new.
  bool add(const Prediction& prediction);
  /// Forgets reference and window; the next rows are the new reference.
  void relearn();
  /// Forgets both and takes these rows as the reference at once.
  void learn(std::span<const Prediction> reference);

  std::span<const Check> checks() const { return checks_; }

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  /// Which checks are one rule's.
  struct Rule {
    std::size_t first;
    std::size_t count;
  };

  void add_rule(const DriftRule& rule);
  std::size_t text_columns(std::size_t feature);
  void append(const Prediction& prediction);
  /// Of the rows that wait, a check's columns.
  std::span<const double> pending_of(const Check& check);
  void finish_reference();
  bool judge();
  void judge(const Rule& rule);

  config::Features features_;
  DriftMonitor::Sizes sizes_;
  std::vector<Rule> rules_;
  std::vector<Check> checks_;
  std::vector<std::size_t> first_bucket_;  // by feature: where a text's n-grams begin in a row; 0: nobody asks for them
  std::size_t width_;                      // of a row: the features, then the buckets of texts
  std::vector<double> pending_;            // rows of the reference, then of the pane, that wait to be taken together
  std::uint64_t pending_rows_ = 0;         // of the reference not all are kept
  bool learning_ = true;
  double allowed_ = 0;
  std::vector<double> gathered_;
};

}  // namespace driftd::engine
