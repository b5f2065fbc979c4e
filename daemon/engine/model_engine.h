#pragma once

// One model's engine: join -> monitors -> policy -> update cycle. Deterministic: what it decides follows from its settings and the events.

#include <map>
#include <optional>
#include <string>

#include "daemon/engine/action.h"
#include "daemon/engine/join.h"
#include "daemon/engine/model_settings.h"
#include "daemon/engine/monitors.h"
#include "daemon/engine/not_begun.h"
#include "daemon/engine/online_rival.h"
#include "daemon/engine/rows.h"
#include "daemon/engine/samples.h"
#include "daemon/engine/status.h"
#include "daemon/engine/update_cycle.h"

namespace driftd::engine {

/// What became of an event, for whoever sent it.
enum class Receipt : std::uint8_t {
  accepted,
  duplicate,  // its id was known: nothing was counted twice
  early,      // a label whose prediction has not come yet: it waits
  refused,    // a command that cannot be carried out
  unknown_model,
};

class ModelEngine {
 public:
  ModelEngine(ModelSettings settings, const Rows& rows);

  /// The model is new: where its settings name a first artefact, that is asked for.
  void start(const UpdateCycle::Emit& emit);
  Receipt on(const Prediction& prediction, const UpdateCycle::Emit& emit);
  Receipt on(const Label& label, const UpdateCycle::Emit& emit);
  Receipt on(const TrainingBegan& began, const UpdateCycle::Emit& emit);
  Receipt on(const TrainingEnded& ended, const UpdateCycle::Emit& emit);
  Receipt on(const Compared& compared, const UpdateCycle::Emit& emit);
  Receipt on(const Installed& installed, const UpdateCycle::Emit& emit);
  Receipt on(const Command& command, const UpdateCycle::Emit& emit);
  Receipt on(const Tick& /*tick*/, const UpdateCycle::Emit& /*emit*/) { return Receipt::refused; }  // a tick is every model's: tick()
  /// A row reached the daemon, by its own clock; and how late it is by the same clock, heard or not.
  void heard(Time received) { heard_ = received; }
  void tick(Time received, const UpdateCycle::Emit& emit);
  /// After a restart: asks once more for what has not been answered.
  void resume(const UpdateCycle::Emit& emit) const;

  const ModelSettings& settings() const { return settings_; }
  ModelStatus status() const;
  std::uint64_t job_at_hand() const { return cycle_.job_at_hand(); }
  /// The smallest position that may still be read, or `otherwise`.
  Position oldest_needed(Position otherwise) const;

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);
  /// Takes over from the engine of the same model under earlier settings: events, rows and versions stay, monitors and policy begin anew.
  void inherit(ModelEngine&& earlier);

 private:
  static constexpr std::size_t kMostClassNames = 1024;
  static constexpr std::uint64_t kRivalTriedEvery = 100;  // labelled rows

  void count_expired();
  void name_classes(ActionBody& action) const;
  void on_outcome(const Prediction& prediction, double label, Time labelled, const UpdateCycle::Emit& emit);
  void on_finding(const Finding& finding, const UpdateCycle::Emit& emit);
  void record_scores(const UpdateCycle::Emit& emit) const;
  void record_scores(const std::vector<ScoreStatus>& scores, const std::string& segment, const UpdateCycle::Emit& emit) const;
  void owe(const Finding& finding, const UpdateCycle::Emit& emit);
  // model_engine_quality.cpp: what a broken pipeline means
  void hold_or_release(const UpdateCycle::Emit& emit);
  void strike_doubted_rows(const UpdateCycle::Emit& emit);
  bool waits_for_quality() const;
  // model_engine_not_begun.cpp: why there was no update
  void record_not_begun(const updaters::Cause& cause, std::string reason, const UpdateCycle::Emit& emit);
  void wait_because(std::string reason, const UpdateCycle::Emit& emit);
  void pass_over(const Finding& finding, const updaters::Cause& cause, std::string reason, const UpdateCycle::Emit& emit);
  std::string too_few_rows() const;
  std::string not_wanted() const;
  std::string broken_data() const { return "the data are broken: " + policy_.held()->text; }
  void maybe_begin(const UpdateCycle::Emit& emit);
  bool rival_may_take_over() const;
  ProvenChallenger rival_as_challenger() const;
  // model_engine_failures.cpp: what an update leads to that came to nothing, or that lost its reason
  void failed(const UpdateCycle::Emit& emit);
  void tell_circuit(const UpdateCycle::Emit& emit);
  void drop_if_calm(const Finding& finding, const UpdateCycle::Emit& emit);
  void drop(const std::string& why, const UpdateCycle::Emit& emit);
  detectors::Signal circuit_signal() const;
  Receipt after(UpdateCycle::Happened happened, const UpdateCycle::Emit& emit);
  void new_version_in_force();
  void learn_reference_from_training_rows();
  // model_engine_rival.cpp: what going on to learn would save
  void begin_rival();
  void rival_in_force();
  void show_to_rival(const Prediction& prediction, double label, std::uint64_t version, const UpdateCycle::Emit& emit);
  void tell_of_rival(const std::string& detector, const detectors::Signal& signal, bool raised, const UpdateCycle::Emit& emit);
  std::optional<Prediction> row(Position position) const;
  UpdateCycle::Emit tallied(const UpdateCycle::Emit& emit);
  bool first_training_is_due() const;
  std::uint64_t newest_row() const { return counts_.predictions == 0 ? 0 : counts_.predictions - 1; }

  ModelSettings settings_;
  const Rows* rows_;
  std::string family_;
  Time now_;                   // the latest that any event bore
  std::optional<Time> heard_;  // when the newest row reached the daemon
  Counts counts_;
  std::map<double, std::string> class_names_;
  Join join_;
  Samples samples_;
  Monitors monitors_;
  OnlineRival rival_;
  std::size_t rival_classes_ = 0;
  std::uint64_t line_since_ = 0;  // the version from which on what was served is held against the rival
  Position newest_position_ = 0;
  updaters::Policy policy_;
  UpdateCycle cycle_;
  bool paused_ = false;
  std::uint64_t signal_number_ = 0;
  NotBegun not_begun_;   // of what is owed
  NotBegun not_wanted_;  // of alarms that made nothing owed
  std::uint64_t not_begun_number_ = 0;
  Histogram<8> label_delay_;
  Histogram<8> training_seconds_;
  double cpu_seconds_ = 0;     // of all trainings
  bool circuit_told_ = false;  // that it is open
  std::map<std::pair<std::string, std::string>, std::uint64_t> updates_;
  std::uint64_t swaps_ = 0;
  std::uint64_t rollbacks_ = 0;
};

}  // namespace driftd::engine
