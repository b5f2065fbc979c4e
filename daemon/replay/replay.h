#pragma once

// The same engine over a file of labelled rows, event by event: the version in force predicts, the label follows, now or later; what the
// engine asks for is done at once and in this process. Nothing here decides anything.

#include <cstdint>
#include <map>
#include <string>

#include "daemon/engine/engine.h"
#include "daemon/engine/event_codec.h"
#include "daemon/replay/label_schedule.h"
#include "daemon/replay/memory_log.h"
#include "daemon/replay/report.h"
#include "daemon/streams/labelled_csv.h"

namespace driftd::replay {

class Replay {
 public:
  Replay(engine::ModelSettings settings, LabelDelay delay);

  /// One row, with all that follows from it.
  void row(const streams::LabelledRow& row);
  /// Labels that are still on their way arrive.
  void finish();

  const Report& report() const { return report_; }
  engine::ModelStatus status() const { return engine_.find(settings_.name)->status(); }
  std::uint64_t version() const { return champion_version_; }

 private:
  void predict(const streams::LabelledRow& row, const std::string& id);
  void label(const DueLabel& label);
  void step(const engine::Event& event);
  void perform(const engine::Action& action);
  void train(const engine::Train& train);
  void compare(const engine::Compare& compare);
  void record(const engine::UpdateRecord& update);
  void score(const updaters::Model& model, const streams::LabelledRow& row, detectors::ScoreSums& sums);

  engine::ModelSettings settings_;
  config::Json learner_;
  MemoryLog log_;
  engine::Engine engine_;
  engine::BatchWriter batch_;
  std::map<std::uint64_t, updaters::ModelPointer> challengers_;  // by job
  std::map<std::uint64_t, updaters::ModelPointer> versions_;
  updaters::ModelPointer champion_;
  std::uint64_t champion_version_ = 0;
  LabelSchedule labels_;
  updaters::Answers answers_;
  std::string categories_;
  std::vector<engine::ClassScore> scores_;
  engine::Time now_;
  Report report_;
};

/// Probabilities of one row's answer as an event carries them.
void class_scores(const updaters::Model& model, const updaters::Answers& answers, std::vector<engine::ClassScore>& scores);

}  // namespace driftd::replay
