#include "daemon/training/built_in_trainer.h"

#include "daemon/training/artefact.h"
#include "daemon/training/training_table.h"

namespace driftd::training {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kBuiltInFormat = "driftd";  // which family's, the artefact itself says
constexpr std::uintmax_t kLargestArtefact = 256U << 20U;

std::expected<updaters::ModelPointer, std::string> read_base(const fs::path& folder, const Job& job) {
  if (job.base_version == 0) return nullptr;
  return read_artefact(folder / "base" / "model.json");
}

}  // namespace

std::expected<updaters::ModelPointer, updaters::TrainingFailure> train(const Job& job, const updaters::Dataset& rows, const updaters::Model* base) {
  config::Chosen<updaters::LearnerPointer> learner;
  config::Problems problems;
  config::read_choice(learner, updaters::models(), "kind", job.learner, "/learner", problems);
  if (!problems.empty()) return std::unexpected(updaters::TrainingFailure{.cause = updaters::TrainingFailure::Cause::data, .message = config::to_text(problems)});
  return learner.make()->train(job.schema, rows, base, job.seed);
}

std::expected<updaters::ModelPointer, updaters::TrainingFailure> read_start(const fs::path& file, const config::ModelSchema& schema) {
  const auto refuse = [](std::string why) { return std::unexpected(updaters::TrainingFailure{.cause = updaters::TrainingFailure::Cause::data, .message = std::move(why)}); };
  auto model = read_artefact(file, format_of(file), schema);
  if (!model) return refuse(model.error());
  return *model;
}

std::expected<void, JobFailure> run_job(const fs::path& folder) {
  const auto refuse = [](std::string why) { return std::unexpected(JobFailure{.message = std::move(why)}); };
  const auto job = read_job(folder);
  if (!job) return refuse(job.error());
  const auto rows = read_training_table(folder, job->schema);
  if (!rows) return refuse(rows.error());
  const auto base = read_base(folder, *job);
  if (!base) return refuse(base.error());
  const auto model = train(*job, *rows, base->get());
  if (!model) return std::unexpected(JobFailure{.cause = cause_of(model.error()), .message = model.error().message});
  if (auto written = write_text(folder / "out" / "model.json", (*model)->write()); !written) return refuse(written.error());
  const auto errors = (*model)->trial_errors();
  const Result result{.format = std::string(kBuiltInFormat), .file = "model.json", .notes = (*model)->notes(), .trial_errors = {errors.begin(), errors.end()}};
  if (auto written = write_text(folder / "out" / "result.json", to_json(result).dump()); !written) return refuse(written.error());
  return {};
}

updaters::FailureCause cause_of(const updaters::TrainingFailure& failure) {
  return failure.cause == updaters::TrainingFailure::Cause::diverged ? updaters::FailureCause::training : updaters::FailureCause::data;
}

std::expected<updaters::ModelPointer, std::string> read_artefact(const fs::path& file) {
  const auto text = read_text(file, kLargestArtefact);
  if (!text) return std::unexpected(text.error());
  auto model = updaters::read_model(*text);
  if (!model) return std::unexpected(file.filename().string() + ": " + model.error());
  return model;
}

}  // namespace driftd::training
