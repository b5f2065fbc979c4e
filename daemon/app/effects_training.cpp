// A training as the queue runs it: what it starts from is found, the trainer does its work, and what came of it is told.

#include <map>
#include <utility>

#include "daemon/app/effects.h"
#include "daemon/app/journal_rows.h"
#include "daemon/app/wall_clock.h"
#include "daemon/engine/archived_choice.h"
#include "daemon/engine/learning_rows.h"
#include "daemon/training/artefact.h"
#include "daemon/webhook/orchestrator.h"

namespace driftd::app {

namespace fs = std::filesystem;

std::optional<webhook::CallbackReply> Effects::take_callback(const std::string& model, std::uint64_t job,
                                                             const webhook::Callback& callback) const {
  const auto trainer = settings_of(model).update.trainer;
  if (!trainer.webhook) return std::nullopt;
  return webhook::take_callback(job_folder(model, job), *trainer.webhook, callback, now());
}

std::expected<Effects::VersionChoice, std::string> Effects::choose_version(const Training& training, const engine::Rows& rows) const {
  const auto schema = settings_of(training.model).schema();
  std::vector<engine::ArchivedVersion> versions;
  std::map<std::uint64_t, fs::path> folders;
  for (const std::uint64_t number : training.train.versions) {
    const auto found = rooms_.registry.find(training.model, number);
    if (!found) continue;
    const auto model = versions_.get(training.model, number, schema);
    if (!model) continue;
    versions.push_back({.number = number, .model = *model});
    folders[number] = found->folder;
  }
  const auto chosen = engine::choose_archived(versions, engine::gather(rows, training.train.rows, schema, training.train.classes));
  if (!chosen) return std::unexpected(chosen.error());
  return VersionChoice{.folder = folders.at(chosen->number), .reason = chosen->reason};
}

/// Of another model the version that answers now, where no number is named. After a restart that may take a moment.
std::expected<Effects::Source, training::JobFailure> Effects::find_source(const Training& training) const {
  updaters::TransferOrder order = *training.train.transfer;
  const std::string whose = order.from.model.empty() ? training.model : order.from.model;
  if (order.from.version == 0) {
    const auto slot = rooms_.slots.find(whose);
    if (slot != nullptr) order.from.version = static_cast<std::int64_t>(slot->version());
  }
  if (order.from.version == 0) {
    const bool may_come = !rooms_.registry.versions(whose).empty();
    return std::unexpected(training::JobFailure{.cause = may_come ? updaters::FailureCause::infrastructure : updaters::FailureCause::data,
                                                .message = "\"" + whose + "\" has no version in force to start from"});
  }
  const auto found = rooms_.registry.find(whose, static_cast<std::uint64_t>(order.from.version));
  if (!found) {
    return std::unexpected(
        training::JobFailure{.cause = updaters::FailureCause::data, .message = "there is no artefact to start from: " + found.error()});
  }
  return Source{.folder = found->folder, .order = std::move(order)};
}

engine::TrainingEnded Effects::run(const Training& training, const std::atomic<bool>& cancelled) const {
  const auto settings = settings_of(training.model);
  const auto& train = training.train;
  training::TrainingOrder order{.job = {.number = train.job,
                                        .model = training.model,
                                        .schema = settings.schema(),
                                        .strategy = train.strategy,
                                        .attempt = train.attempt,
                                        .seed = train.seed,
                                        .learner = updaters::adjusted(config::write_choice(settings.learner(), "kind"), train.adjustments),
                                        .base_version = train.base_version,
                                        .budget = settings.update.budget,
                                        .adjustments = train.adjustments},
                                .rows = train.rows,
                                .classes = train.classes,
                                .base = {},
                                .start = train.strategy == "start" ? settings.start : "",
                                .artefact = train.artefact,
                                .argv = settings.update.trainer.argv.empty() ? trainer_ : settings.update.trainer.argv};
  std::optional<webhook::Orchestrator> orchestrator;
  if (const auto& webhook = settings.update.trainer.webhook) order.remote = &orchestrator.emplace(*webhook, now, leaving_);
  if (train.cpu > config::Duration::zero()) order.job.budget.cpu = std::min(order.job.budget.cpu, train.cpu);
  engine::TrainingEnded ended{.job = train.job, .cause = updaters::FailureCause::infrastructure};
  if (train.base_version != 0) {
    const auto base = rooms_.registry.find(training.model, train.base_version);
    if (!base) {
      ended.reason = base.error();
      return ended;
    }
    order.base = base->folder;
  }
  if (train.transfer) {
    const auto source = find_source(training);
    if (!source) {
      ended.cause = source.error().cause;
      ended.reason = source.error().message;
      return ended;
    }
    order.base = source->folder;
    order.job.base_version = static_cast<std::uint64_t>(source->order.from.version);
    order.job.transfer = source->order;
  }
  const fs::path folder = job_folder(training.model, train.job);
  const PinnedRows rows(rooms_.journal.pin());
  std::string choice;
  if (!train.versions.empty()) {
    const auto chosen = choose_version(training, rows);
    if (!chosen) {
      ended.cause = updaters::FailureCause::data;
      ended.reason = chosen.error();
      return ended;
    }
    order.archived = chosen->folder;
    choice = chosen->reason;
  }
  const auto outcome = training::run_training(order, rows, folder, cancelled);
  ended.seconds = outcome.seconds;
  ended.cpu_seconds = outcome.cpu_seconds;
  ended.family = outcome.family;
  ended.cause = outcome.cause;
  ended.facts = outcome.facts;
  ended.reason = outcome.failure;
  if (!outcome.failure.empty()) return ended;
  const auto digest = registry::sha256_of_file(folder / "out" / outcome.result.file);
  ended.succeeded = digest.has_value();
  if (digest) {
    ended.artefact_hash = digest->sha256;
    ended.reason = choice.empty() ? outcome.result.notes : choice;
    ended.trial_errors = outcome.result.trial_errors;
  } else {
    ended.cause = updaters::FailureCause::infrastructure;
    ended.reason = digest.error();
  }
  return ended;
}

}  // namespace driftd::app
