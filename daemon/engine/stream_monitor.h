#pragma once

// Detectors of streams on a model's columns (its numeric features, or its answers), value by value: each rule has a detector of its own for
// each of its columns. What DriftMonitor asks of a window these ask of every row, so that a change is noticed before a window is full, and
// e-detectors do so with a stated number of false alarms.
//
// An alarm stands until reset_alarms(), as one of the quality does; but since nobody may answer an alarm of the data, it stands for the
// rows of one window at most. Then its detector begins anew, and what it sees from there on is its baseline.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "daemon/engine/discoveries.h"
#include "detectors/stream/stream_detector.h"

namespace driftd::engine {

class StreamMonitor {
 public:
  struct Column {
    std::string name;
    std::size_t place;  // in a row
  };
  struct Rule {
    std::string name;
    std::function<detectors::StreamDetectorPointer()> make;
    std::vector<Column> columns;
  };
  /// What one rule says of one column.
  struct Check {
    std::size_t rule = 0;
    std::string subject;
    detectors::Signal signal;
    detectors::Level before = detectors::Level::learning;
    bool changed() const { return signal.level != before; }
  };

  /// `window`: the rows that an alarm stands, and after which the numbers of signals are told anew.
  StreamMonitor(std::vector<Rule> rules, std::size_t window);

  /// How many rules keep to an allowance of false alarms.
  std::size_t keeping() const;
  bool keeps_allowance(std::size_t rule) const { return rules_[rule].keeps; }
  std::size_t columns(std::size_t rule) const { return rules_[rule].columns; }
  /// False alarms that each of them may be expected to raise at the next row: an equal part a column.
  void allow(double false_alarms) {
    allowed_ = false_alarms;
    budgeted_ = true;
  }

  /// Takes one row. True where any check's level changed.
  bool add(std::span<const double> row, Earners earns = {});
  /// Everything is learnt anew.
  void restart();
  /// The detectors that raised an alarm begin anew; the others go on.
  void reset_alarms();

  std::span<const Check> checks() const { return checks_; }
  const std::string& name(const Check& check) const { return rules_[check.rule].name; }

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  struct Asked {
    std::string name;
    std::size_t columns = 0;
    bool keeps = false;
    double earned = 0;  // for this window, over all columns
  };
  struct Stream {
    std::size_t place = 0;
    detectors::StreamDetectorPointer detector;
    std::uint64_t stood = 0;  // rows since its alarm
  };

  void begin_window(Earners earns);
  bool feed(std::size_t i, double value);
  void reset(std::size_t i);
  void tell_numbers();
  std::size_t test_of(std::size_t rule) const;

  std::vector<Asked> rules_;
  std::vector<Stream> streams_;  // by rule, then column
  std::vector<Check> checks_;    // likewise
  std::size_t window_;
  std::uint64_t rows_ = 0;
  double allowed_ = 0;  // at the next row
  bool budgeted_ = false;
};

}  // namespace driftd::engine
