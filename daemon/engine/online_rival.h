#pragma once

// A linear model beside the champion that learns from every label, and what it tells:
//
//   staleness   its copy of when the version came into force stands still, as the version does. Where going on saves more than the margin,
//               the rows have moved on and standing still costs. Noise that no model can foresee hits both alike and drops out, so that
//               small and slow changes show which an error rate hides. A version of another family stands for itself: what is measured is
//               not how good it is.
//   lead        the rival against the champion's own answers. Where it does better it is a challenger that has stood its trial already:
//               the strategy "online" publishes it.
//
// All answers are of the moment of the prediction: a row is answered by the newest snapshot that was taken before the row came, though its
// label comes later, so that what labels tell late is not taken for foresight (progressive validation: Blum, Kalai, Langford, COLT 1999;
// with delay: Joulani, Gyorgy, Szepesvari, ICML 2013). Losses: answer_loss.h; of numbers by eight times the running mean of the
// standing one's. Evidence: gain_evidence.h.

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "config/declaration.h"
#include "config/features.h"
#include "daemon/engine/answer_loss.h"
#include "daemon/engine/event.h"
#include "daemon/engine/gain_evidence.h"
#include "detectors/signal.h"
#include "updaters/gate/verdict.h"
#include "updaters/models/linear/online_learner.h"

namespace driftd::engine {

/// The detectors by whose names it is told what they say, on "model".
constexpr std::string_view kStalenessDetector = "staleness";
constexpr std::string_view kRivalDetector = "rival";

struct RivalSettings {
  bool watch = true;
  double margin = 0.01;
  std::int64_t rows = 2000;
  std::int64_t once_in = 100'000;
  double lead = 0.01;
  config::Chosen<updaters::OptimizerPointer> optimizer;  // none: by the features
};

config::Declaration<RivalSettings> rival_declaration();

/// A labelled row as the rival takes it.
struct RivalRow {
  updaters::RowsView row;
  Position position = 0;  // of the prediction
  Position newest = 0;    // of the newest prediction, when the label came
  double label = 0;
  double answer = kNoValue;            // of the version in force; NaN where another one gave it, or none
  std::span<const ClassScore> scores;  // its probabilities by class, or none
};

class OnlineRival {
 public:
  static constexpr std::size_t kMostSnapshots = 16;

  OnlineRival(RivalSettings settings, config::ModelSchema schema);

  const RivalSettings& settings() const { return settings_; }
  bool begun() const { return learner_.has_value(); }
  /// Begins anew with such rows, in time order. Where they are too few, or the model would be too large, it does not.
  void begin(const updaters::Dataset& rows, Position newest);
  void end();
  /// Another version is in force. `its_own`: a snapshot of the rival's, so that what was found of its line goes on to hold.
  void version_changed(bool its_own);

  void add(const RivalRow& row);
  /// Whether the newest row raised the alarm.
  bool stale_now() const { return stale_now_; }
  bool ahead_now() const { return ahead_now_; }
  const GainEvidence& staleness() const { return staleness_; }
  const GainEvidence& lead() const { return lead_; }
  /// The statistic is what is saved, in the loss's unit (of numbers: of the mean error); the threshold is the margin.
  detectors::Signal signal_of_staleness() const { return signal_of(staleness_, settings_.margin); }
  detectors::Signal signal_of_lead() const { return signal_of(lead_, settings_.lead); }
  void reset_alarms();

  /// The lead, as the gate would put it.
  updaters::Verdict verdict() const;
  /// What it has learnt so far.
  std::shared_ptr<const updaters::GeneralizedLinear> snapshot() const;

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  struct Snapshot {
    Position newest = 0;  // the newest row that had come when it was taken
    std::shared_ptr<const updaters::GeneralizedLinear> model;
  };

  detectors::Signal signal_of(const GainEvidence& evidence, double margin) const;
  void take_snapshot(Position newest);
  const updaters::GeneralizedLinear* model_before(Position position);
  void reset_lead();
  void hold_against_champion(double champion, double rival);
  AnswerLoss loss_of_model(const updaters::GeneralizedLinear& model, const RivalRow& row);
  double gain(double standing, double rival, double margin) const;
  config::Chosen<updaters::OptimizerPointer> optimizer() const;

  RivalSettings settings_;
  config::ModelSchema schema_;
  std::optional<updaters::OnlineLearner> learner_;
  std::shared_ptr<const updaters::GeneralizedLinear> still_;
  std::deque<Snapshot> snapshots_;  // the newest last
  std::uint64_t every_ = 0;         // labels between snapshots
  std::uint64_t since_snapshot_ = 0;
  double error_sum_ = 0;
  std::uint64_t errors_ = 0;
  GainEvidence staleness_;
  GainEvidence lead_;
  struct MeanLosses {
    double champion = 0;
    double rival = 0;
  };
  MeanLosses lead_sums_;  // since the lead began
  bool stale_now_ = false;
  bool ahead_now_ = false;
  // Scratch, reused.
  std::vector<double> means_;
  updaters::Answers answers_;
};

}  // namespace driftd::engine
