#pragma once

// A model and a process about which there is something to tell everywhere.

#include "daemon/engine/status.h"
#include "daemon/telemetry/process_status.h"

namespace driftd::telemetry {

inline engine::ModelStatus busy_model(std::string name) {
  engine::ModelStatus model;
  model.name = std::move(name);
  model.version = 4;
  model.canary_version = 5;
  model.canary_share = 0.25;
  model.paused = true;
  model.counts = {.predictions = 1000,
                  .labels = 800,
                  .joined = 790,
                  .duplicate_predictions = 3,
                  .duplicate_labels = 2,
                  .expired_predictions = 40,
                  .orphaned_labels = 5};
  model.waiting_predictions = 170;
  model.waiting_labels = 6;
  model.signals = {{.detector = "ks",
                    .subject = "price",
                    .signal = {.level = detectors::Level::drift, .statistic = 0.5, .threshold = 0.01, .p_value = 0.001, .allowed = 0.25}},
                   {.detector = "adwin", .subject = "error", .signal = {.level = detectors::Level::stable, .statistic = 0.25}}};
  model.scores = {{.score = "f1", .value = 0.75, .interval = detectors::Interval{.low = 0.5, .high = 0.875}, .outcomes = 500},
                  {.score = "recall", .value = std::nullopt}};
  model.segments = {
      {.segment = "country=DE",
       .outcomes = 50,
       .scores = {{.score = "f1", .value = 0.25, .interval = detectors::Interval{.low = 0.125, .high = 0.5}, .outcomes = 50}}}};
  for (const double delay : {0.5, 1.0, 30.0, 1e9}) model.label_delay.observe(engine::kLabelDelayBounds, delay);
  model.training_seconds.observe(engine::kTrainingBounds, 0.25);
  model.updates = {
      {{"retrain", "training"}, 9}, {{"retrain", "judging"}, 8}, {{"retrain", "promoted"}, 2}, {{"incremental", "rolled_back"}, 1}};
  model.swaps = 3;
  model.rollbacks = 1;
  model.ladder = {.attempt = 1,
                  .circuit = "4 attempts came to nothing",
                  .rows_to_close = 700,
                  .cpu_of_day = 12.5,
                  .cpu_per_day = 7200,
                  .cpu_seconds = 99.5};
  model.gate = {.alpha = 0.05, .alpha_left = 0.0125, .alpha_next = 0.002, .attempts = 4};
  model.quarantine = {{.artefact_hash = "ab12", .version = 3}};
  return model;
}

inline ProcessStatus busy_process() {
  ProcessStatus process;
  process.version = "0.1.0";
  process.kernel = {
      .cpu_seconds = 1.5, .resident_bytes = 1e6, .virtual_bytes = 1e7, .open_files = 12, .most_open_files = 1024, .start_seconds = 1.75e9};
  process.rejected = {{.model = "m", .kind = EventKind::label, .count = 11}, {.model = "unknown", .kind = EventKind::label, .count = 99}};
  process.http_requests = 21;
  process.journal_bytes = 1U << 26U;
  process.journal_commit_failures = 22;
  process.history_write_failures = 23;
  process.queue_bytes = 24;
  process.queue_capacity_bytes = 256;
  process.trainings_waiting = 5;
  process.trainings_running = 2;
  return process;
}

}  // namespace driftd::telemetry
