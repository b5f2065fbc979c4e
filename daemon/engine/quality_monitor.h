#pragma once

// Is the pipeline that feeds a model broken? Rows are judged in short panes (a twentieth of the window), so that a fault is known before a
// model is trained on it; what panes counted is judged once more at the end of a window, for faults too small for a pane. A check that has
// said drift goes on saying so until a whole window has passed without, and while any does the model is broken: that is a verdict of its
// own, not drift. (A silence ends with the row that ends it, a run of one value when the feature has moved for as long as it stood still.)
//
// The reference is the model's first rows, for as long as the settings stay: what a later model was trained on must not make a fault the
// norm.

#include <boost/circular_buffer.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/features.h"
#include "daemon/engine/doubtful_rows.h"
#include "daemon/engine/event.h"
#include "daemon/engine/label_pace.h"
#include "daemon/engine/quality_settings.h"
#include "detectors/quality/recent_rows.h"

namespace driftd::engine {

class QualityMonitor {
 public:
  static constexpr std::size_t kMostReferenceRows = 20'000;

  struct Sizes {
    std::size_t reference;
    std::size_t window;
  };
  struct Check {
    std::string name;
    std::string subject;  // a feature, "rows", "feed" or "labels"
    std::size_t source;   // which of the monitor's columns it looks at
    detectors::QualityCheckPointer check;
    detectors::Signal signal;
    std::string text;             // of drift: what is wrong
    std::size_t panes = 0;        // in its window
    std::size_t clean_panes = 0;  // since it last said drift
  };
  using Changed = std::function<void(const Check&, detectors::Level before)>;

  QualityMonitor(const config::Features& features, const std::vector<QualityRule>& rules, Sizes sizes);

  /// A row came. `changed` hears of every check whose level is another now.
  void row(const Prediction& prediction, const Changed& changed);
  /// The label of an answer came.
  void labelled(const Prediction& prediction, Time labelled);
  /// It is at least so late, by the events' own times: labels that should be there are missed.
  void time(Time now, const Changed& changed);
  /// Nothing was heard for so long, by the daemon's clock.
  void silence(double seconds, const Changed& changed);

  /// Whether any check says drift.
  bool broken() const;
  /// Each of them in words, "feature price: 92 % missing against 1 % in the reference".
  std::vector<std::string> causes() const;
  /// Whether what came is faulty. Labels that come late, or a feed that is silent, make no row that came a wrong one.
  bool rows_are_faulty() const;
  /// Whether the newest rows look so odd that nothing should be decided before their pane is full.
  bool suspects() const;

  /// Whether the row is not to be learnt from.
  bool doubts(Position position) const { return doubtful_.has(position); }
  /// Rows that have come under doubt since the last call.
  std::optional<DoubtfulRows::Range> take_doubted();

  const std::vector<Check>& checks() const { return checks_; }

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  /// What some checks look at: the pane before and the one that fills, or the reference while that is learnt.
  struct Source {
    detectors::QualityInput input;
    std::size_t feature;
    std::vector<double> values;
  };

  std::size_t source_of(detectors::QualityInput input, std::size_t feature);
  void add_checks(const config::Features& features, const QualityRule& rule);
  /// The gap before the row in seconds, NaN before the first.
  double take(const Prediction& prediction);
  double gap_to(Time time);
  void learn_reference();
  void judge_pane(const Changed& changed);
  void judge(Check& check, std::span<const double> pane, const Changed& changed);
  void bad(Check& check, detectors::QualityFinding finding, const Changed& changed);
  void clean(Check& check, const detectors::Signal& signal, const Changed& changed);
  void judge_pace(Time now, const Changed& changed);
  static std::size_t doubtful_panes(const Check& check, bool sudden);
  void doubt(std::size_t rows);
  detectors::QualityInput input_of(const Check& check) const { return sources_[check.source].input; }
  /// The newest values, at most a pane of them.
  std::span<const double> newest(const Source& source) const;

  Sizes sizes_;
  std::size_t pane_;
  std::size_t panes_;  // in a window
  std::vector<Source> sources_;
  std::vector<Check> checks_;
  bool learning_ = true;
  std::size_t pending_ = 0;  // rows of the reference, then of the pane that fills
  std::optional<Time> newest_row_;
  detectors::RecentRows recent_;
  bool compares_rows_ = false;
  bool follows_labels_ = false;
  LabelPace pace_;
  std::vector<double> settled_;                 // delays, until they are a pane
  boost::circular_buffer<Position> positions_;  // of the newest rows, a window of them
  DoubtfulRows doubtful_;
  std::optional<DoubtfulRows::Range> doubted_;
};

}  // namespace driftd::engine
