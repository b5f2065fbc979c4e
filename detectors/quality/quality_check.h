#pragma once

// A check of quality asks whether the pipeline that brings the data is broken. That is another question than drift: a price that is
// missing, frozen, a thousandfold or sent twice did not move, and a model that is trained on it learns the fault. So a check of quality
// says `drift` of its own subject, and whoever hears it takes the model for broken (QualityMonitor) in place of drifted.
//
// A check learns from the reference what is usual, and is then given panes of values. Each pane is judged alone, so that a sudden fault is
// seen within a pane; what panes counted adds up into a window, so that a small fault is seen at its end. Thresholds know about chance:
// a share is held against the most that the reference and chance allow (share_limit.h), so that a small pane is not called broken over
// a few rows, nor a large window over next to nothing.
//
// The usual tools hold each of these numbers against a bound that a person chose (Evidently's and Great Expectations' tests, TFDV's schema)
// and leave chance, and the size of the batch, to that person.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "config/features.h"
#include "detectors/signal.h"
#include "detectors/state.h"

namespace driftd::detectors {

/// What a check's values are.
enum class QualityInput : std::uint8_t {
  values,  // of one feature; NaN where one is missing, see config/missing_value.h
  rows,    // 1 where a row was seen shortly before, else 0
  gaps,    // seconds from the row before to this one
  delays,  // seconds from a prediction to its label; NaN where none came in time
};

/// What a check says: level stable or drift (learning where it cannot tell), and, of drift, in words what is wrong: "92 % missing against 1
/// % in the reference".
struct QualityFinding {
  Signal signal;
  std::string text;
};

class QualityCheck {
 public:
  virtual ~QualityCheck() = default;

  virtual QualityInput input() const { return QualityInput::values; }
  /// Of a check of values: whether it can look at such a feature.
  virtual bool takes(config::FeatureType /*type*/) const { return true; }
  /// Whether what it looks for is a run, as long as its statistic says: longer than a pane, so that the window is to be judged behind each.
  virtual bool spans_panes() const { return false; }
  /// Whether rows of a time in which it says drift are not to be learnt from.
  virtual bool doubts_rows() const { return true; }

  /// Freezes the reference and begins the window anew.
  virtual void learn(std::span<const double> reference) = 0;
  /// Counts values into the window.
  virtual void add(std::span<const double> values) = 0;
  /// What these values alone come to. Changes nothing.
  virtual QualityFinding judge_alone(std::span<const double> values) const = 0;
  /// What the values since clear() come to.
  virtual QualityFinding judge_window() const = 0;
  /// The window begins anew. `sound`: nothing was wrong in it, nor shortly before.
  virtual void clear(bool sound) = 0;
  /// Adds what another one of the same kind with the same reference has counted, of values that came after this one's.
  virtual void merge(const QualityCheck& other) = 0;
  /// Whether the newest values, the last `fresh` of which were not added yet, look so odd that more should be waited for before anything is
  /// decided. To be wrong costs a pane's time.
  virtual bool suspects(std::span<const double> newest, std::size_t /*fresh*/) const {
    return judge_alone(newest).signal.level == Level::drift;
  }
  /// Of a check of delays: seconds that a label may take until it counts as not come. 0 before learn().
  virtual double patience() const { return 0; }

  virtual void save(StateWriter& state) const = 0;
  virtual void load(StateReader& state) = 0;
};

using QualityCheckPointer = std::unique_ptr<QualityCheck>;

}  // namespace driftd::detectors
