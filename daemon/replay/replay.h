#pragma once

// The same engine over a file of labelled rows, event by event: the version in force predicts, the label follows, now or later; what the
// engine asks for is done at once and in this process. Nothing here decides anything.

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/engine/engine.h"
#include "daemon/engine/event_codec.h"
#include "daemon/engine/ranking_window.h"
#include "daemon/engine/segments.h"
#include "daemon/replay/change_delays.h"
#include "daemon/replay/label_schedule.h"
#include "daemon/replay/memory_log.h"
#include "daemon/replay/report.h"
#include "daemon/streams/labelled_csv.h"
#include "daemon/training/job.h"

namespace driftd::replay {

class Replay {
 public:
  /// `changes`: what is known of the stream, to measure by. `history`: so many of the first rows were labelled before all began: the first
  /// version learns from them, and nobody answers while they come; 0: the reference rows are the history.
  Replay(engine::ModelSettings settings, LabelDelay delay, std::optional<ChangeDelays> changes = std::nullopt, std::uint64_t history = 0);

  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  /// One row, with all that follows from it.
  void row(const streams::LabelledRow& row);
  /// Labels that are still on their way arrive. The error: a known change is not in the stream.
  std::expected<void, std::string> finish();

  const Report& report() const { return report_; }
  engine::ModelStatus status() const { return engine_.find(settings_.name)->status(); }
  std::uint64_t version() const { return champion_version_; }

 private:
  std::uint64_t newest_row() const { return report_.events == 0 ? 0 : report_.events - 1; }
  void predict(const streams::LabelledRow& row, const std::string& id);
  void label(const DueLabel& label);
  void step(const engine::Event& event);
  void command(engine::Command::Kind kind, std::string text);
  void perform(const engine::Action& action);
  void train(const engine::Train& train);
  std::expected<updaters::ModelPointer, updaters::TrainingFailure> made(const engine::Train& train, const training::Job& job,
                                                                        const updaters::Dataset& rows, const updaters::Model* base) const;
  /// `choice`: why it was chosen.
  std::expected<updaters::ModelPointer, updaters::TrainingFailure> reused(const engine::Train& train, const updaters::Dataset& rows,
                                                                          std::string& choice) const;
  /// What a training starts from, or null.
  std::expected<updaters::ModelPointer, updaters::TrainingFailure> base_of(const engine::Train& train) const;
  void compare(const engine::Compare& compare);
  void record(const engine::SignalRecord& signal);
  void record(const engine::UpdateRecord& update);
  detectors::Outcome outcome_of(const updaters::Model& model, const streams::LabelledRow& row);
  void score_segments(const streams::LabelledRow& row, const detectors::Outcome& outcome);
  void score_list(const streams::LabelledRow& row);

  engine::ModelSettings settings_;
  config::Json learner_;
  MemoryLog log_;
  engine::Engine engine_;
  engine::BatchWriter batch_;
  std::map<std::uint64_t, updaters::ModelPointer> challengers_;  // by job
  std::map<std::uint64_t, updaters::ModelPointer> versions_;
  updaters::ModelPointer champion_;
  std::uint64_t champion_version_ = 0;
  engine::Serve line_up_;
  std::uint64_t history_;
  LabelSchedule labels_;
  std::optional<ChangeDelays> changes_;
  updaters::Answers answers_;
  std::string categories_;
  std::vector<std::string_view> texts_;
  std::vector<engine::ClassScore> scores_;
  engine::Time now_;
  engine::Segments segments_;
  std::optional<engine::RankingWindow> lists_;  // one window: the whole run
  std::size_t list_column_ = 0;
  Report report_;
};

/// Probabilities of one row's answer as an event carries them.
void class_scores(const updaters::Model& model, const updaters::Answers& answers, std::vector<engine::ClassScore>& scores);

}  // namespace driftd::replay
