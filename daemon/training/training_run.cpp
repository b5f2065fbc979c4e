#include "daemon/training/training_run.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <system_error>

#include "daemon/engine/learning_rows.h"
#include "daemon/registry/manifest.h"
#include "daemon/registry/sha256.h"
#include "daemon/training/artefact.h"
#include "daemon/training/trainer_process.h"
#include "daemon/training/training_table.h"
#include "updaters/models/automatic/chosen_model.h"

namespace driftd::training {

namespace fs = std::filesystem;

namespace {

std::expected<void, std::string> make_folder(const fs::path& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  fs::create_directories(folder / "out", error);
  if (error) return std::unexpected("cannot make the job's folder " + folder.string() + ": " + error.message());
  return {};
}

std::expected<void, std::string> copy_base(const fs::path& from, const fs::path& folder) {
  std::error_code error;
  fs::copy(from, folder / "base", fs::copy_options::recursive, error);
  if (error) return std::unexpected("cannot copy the champion's artefact into the job's folder: " + error.message());
  return {};
}

std::expected<void, std::string> take_start(const TrainingOrder& order, const fs::path& folder) {
  const auto text = read_text(order.start, 256U << 20U);
  if (!text) return std::unexpected(text.error());
  Result result;
  std::error_code error;
  if (const fs::path beside = order.start.parent_path() / "result.json";
      format_of(order.start) == kOnnxFormat && fs::exists(beside, error)) {
    auto read = read_result_file(beside);
    if (!read) return std::unexpected(read.error());
    result = std::move(*read);
  }
  result.format = format_of(order.start);
  result.file = result.format == kOnnxFormat ? "model.onnx" : "model.json";
  result.notes = "the first artefact";
  if (auto written = write_text(folder / "out" / result.file, *text); !written) return written;
  return write_text(folder / "out" / "result.json", to_json(result).dump());
}

/// With all that travels with the version: a later job may continue its checkpoint.
std::expected<void, std::string> take_archived(const fs::path& version, const fs::path& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(version, error)) {
    if (!entry.is_regular_file(error) || entry.path().filename() == registry::kManifestName) continue;
    fs::copy_file(entry.path(), folder / "out" / entry.path().filename(), error);
    if (error) break;
  }
  if (error) return std::unexpected("cannot copy the version of " + version.string() + " into the job's folder: " + error.message());
  return {};
}

std::expected<void, std::string> take_artefact(const std::string& artefact, const fs::path& folder) {
  const fs::path file = folder / "out" / "model.json";
  if (auto written = write_text(file, artefact); !written) return written;
  return write_text(folder / "out" / "result.json", to_json(Result{.format = std::string(format_of(file)), .file = "model.json"}).dump());
}

/// Said of the table before any trainer can touch it.
std::expected<void, std::string> describe_table(const WrittenRows& written, const fs::path& table, engine::TrainingFacts& facts) {
  const auto digest = registry::sha256_of_file(table);
  if (!digest) return std::unexpected(digest.error());
  facts.table_sha256 = digest->sha256;
  facts.rows = written.count;
  facts.first = written.first;
  facts.last = written.last;
  return {};
}

std::expected<void, std::string> fill_folder(const TrainingOrder& order, const engine::Rows& rows, const fs::path& folder,
                                             engine::TrainingFacts& facts) {
  const auto written = write_training_table(folder, rows, order.rows, order.job.schema, order.classes);
  if (!written) return std::unexpected(written.error());
  if (auto described = describe_table(*written, folder / "train.csv", facts); !described) return described;
  if (!order.base.empty()) {
    if (auto copied = copy_base(order.base, folder); !copied) return copied;
  }
  return write_text(folder / "job.json", to_json(order.job).dump(2));
}

/// As one would type it.
std::string command_line(const std::vector<std::string>& argv) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,@%+";
  std::string line;
  for (const std::string& argument : argv) {
    line += line.empty() ? "" : " ";
    if (!argument.empty() && argument.find_first_not_of(kPlain) == std::string::npos) {
      line += argument;
      continue;
    }
    line += '\'';
    for (const char c : argument) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
    line += '\'';
  }
  constexpr std::size_t kLongest = 4096;
  return line.substr(0, kLongest);
}

/// A model that reads well may still answer nonsense: it is tried on rows that it has learnt from.
std::string try_out(const updaters::Model& model, const updaters::Dataset& rows) {
  if (rows.size() == 0) return {};
  updaters::Answers answers;
  constexpr std::size_t kTried = 100;
  const std::size_t tried = std::min(kTried, rows.size());
  const auto texts = rows.text_views();
  model.predict({std::span(rows.values).first(tried * rows.columns), std::span(texts).first(tried * (texts.size() / rows.size()))},
                answers);
  const auto finite = [](double value) { return std::isfinite(value); };
  const bool good = std::ranges::all_of(answers.values, finite) && std::ranges::all_of(answers.probabilities, finite);
  return good ? "" : "the trainer's model answers with values that are not finite";
}

ProcessEnd run_program(const TrainingOrder& order, const fs::path& folder, engine::TrainingFacts& facts,
                       const std::atomic<bool>& cancelled) {
  auto argv = order.argv;
  argv.push_back(folder.string());
  facts.trainer = command_line(argv);
  return run_trainer(argv, folder, order.job.budget, cancelled);
}

ProcessEnd run_remote(const TrainingOrder& order, const fs::path& folder, engine::TrainingFacts& facts,
                      const std::atomic<bool>& cancelled) {
  facts.trainer = order.remote->name();
  return order.remote->train(order.job, folder, facts, cancelled);
}

/// What was handed to a remote trainer before the daemon was started, and is not to be made anew.
std::optional<engine::TrainingFacts> under_way(const TrainingOrder& order, const fs::path& folder) {
  const bool is_trained = order.artefact.empty() && order.start.empty() && order.archived.empty();
  return is_trained && order.remote != nullptr ? order.remote->under_way(order.job, folder) : std::nullopt;
}

}  // namespace

TrainingOutcome run_training(const TrainingOrder& order, const engine::Rows& rows, const fs::path& folder,
                             const std::atomic<bool>& cancelled) {
  const auto at_hand = under_way(order, folder);
  if (!at_hand) {
    if (auto made = make_folder(folder); !made) return {.failure = made.error()};
  }
  TrainingOutcome outcome;
  if (!order.artefact.empty()) {
    if (auto taken = take_artefact(order.artefact, folder); !taken) return {.failure = taken.error()};
  } else if (!order.archived.empty()) {
    if (auto taken = take_archived(order.archived, folder); !taken) return {.failure = taken.error()};
  } else if (!order.start.empty()) {
    if (auto taken = take_start(order, folder); !taken) return {.failure = taken.error()};
  } else {
    if (at_hand) {
      outcome.facts = *at_hand;
    } else if (auto filled = fill_folder(order, rows, folder, outcome.facts); !filled) {
      return {.failure = filled.error(), .facts = outcome.facts};
    }
    const auto end = order.remote != nullptr ? run_remote(order, folder, outcome.facts, cancelled)
                                             : run_program(order, folder, outcome.facts, cancelled);
    outcome.seconds = end.seconds;
    outcome.cpu_seconds = end.cpu_seconds;
    outcome.failure = end.reason;
    outcome.cause = end.cause;
    outcome.facts.ending = end.succeeded ? end.ending : end.reason;
    if (!end.succeeded) return outcome;
  }
  const auto result = read_result(folder);
  const auto model = result ? read_challenger(folder, order.job.schema) : std::unexpected(result.error());
  outcome.failure = model ? try_out(**model, engine::gather(rows, order.rows, order.job.schema, order.classes)) : model.error();
  outcome.cause = outcome.failure.empty() ? updaters::FailureCause::none : updaters::FailureCause::training;
  if (model) outcome.family = updaters::family_chosen(**model);
  if (result) outcome.result = *result;
  if (model && !order.artefact.empty()) outcome.result.notes = (*model)->notes();
  return outcome;
}

std::expected<updaters::ModelPointer, std::string> read_challenger(const fs::path& folder, const config::ModelSchema& schema) {
  const auto result = read_result(folder);
  if (!result) return std::unexpected(result.error());
  auto model = read_artefact(folder / "out" / result->file, result->format, schema);
  if (!model) return std::unexpected("the trainer's artefact cannot be used: " + model.error());
  return model;
}

}  // namespace driftd::training
