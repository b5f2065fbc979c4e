#include "daemon/training/built_in_trainer.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <utility>

#include "daemon/training/artefact.h"
#include "daemon/training/training_table.h"

namespace driftd::training {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kBuiltInFormat = "driftd";  // which family's, the artefact itself says
constexpr std::uintmax_t kLargestArtefact = 256U << 20U;

std::expected<updaters::ModelPointer, std::string> read_base(const fs::path& folder, const Job& job) {
  if (job.base_version == 0) return nullptr;
  const fs::path file = folder / "base" / "model.json";
  std::error_code error;
  if (job.transfer && !fs::exists(file, error)) {
    return std::unexpected(updaters::text_of(job.transfer->from) +
                           " is of no family of driftd's own, and nothing of it can be carried over here");
  }
  return read_artefact(file);
}

/// What a job has used since its clock was made, of this process's time and of the wall's.
class JobClock {
 public:
  /// Of the scarcer of the two.
  double share_left(const updaters::TrainingBudget& budget) const {
    using Seconds = std::chrono::duration<double>;
    const Seconds cpu(static_cast<double>(std::clock() - used_) / CLOCKS_PER_SEC);
    const Seconds wall = std::chrono::steady_clock::now() - start_;
    return 1 - std::max(cpu / Seconds(budget.cpu), wall / Seconds(budget.wall));
  }

 private:
  std::clock_t used_ = std::clock();
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

std::expected<updaters::ModelPointer, updaters::TrainingFailure> train(const Job& job, const updaters::Dataset& rows,
                                                                       const updaters::Model* base, updaters::Allowance left) {
  config::Chosen<updaters::LearnerPointer> learner;
  config::Problems problems;
  config::read_choice(learner, updaters::models(), "kind", job.learner, "/learner", problems);
  if (!problems.empty())
    return std::unexpected(
        updaters::TrainingFailure{.cause = updaters::TrainingFailure::Cause::data, .message = config::to_text(problems)});
  const auto chosen = learner.make();
  chosen->keep_within(std::move(left));
  if (!job.transfer) return chosen->train(job.schema, rows, base, job.seed);
  const auto refuse = [](std::string why) {
    return std::unexpected(updaters::TrainingFailure{.cause = updaters::TrainingFailure::Cause::data, .message = std::move(why)});
  };
  if (base == nullptr) return refuse("there is no artefact to start from");
  if (updaters::carried_features(base->schema().features, job.schema.features).empty())
    return refuse(updaters::text_of(job.transfer->from) + " has no feature of the name and type of one here: nothing can be carried over");
  return chosen->transfer(job.schema, rows, *base, job.transfer->freeze, job.seed);
}

std::string notes_of(const Job& job, const updaters::Model* base, const updaters::Model& made) {
  if (!job.transfer || base == nullptr) return made.notes();
  std::string notes =
      updaters::text_of(job.transfer->from) + " " + updaters::carried_features(base->schema().features, job.schema.features);
  if (const std::string own = made.notes(); !own.empty()) notes += "; " + own;
  return notes;
}

std::expected<updaters::ModelPointer, updaters::TrainingFailure> read_start(const fs::path& file, const config::ModelSchema& schema) {
  const auto refuse = [](std::string why) {
    return std::unexpected(updaters::TrainingFailure{.cause = updaters::TrainingFailure::Cause::data, .message = std::move(why)});
  };
  auto model = read_artefact(file, format_of(file), schema);
  if (!model) return refuse(model.error());
  return *model;
}

std::expected<void, JobFailure> run_job(const fs::path& folder) {
  const auto refuse = [](std::string why) { return std::unexpected(JobFailure{.message = std::move(why)}); };
  const JobClock clock;
  const auto job = read_job(folder);
  if (!job) return refuse(job.error());
  const auto rows = read_training_table(folder, job->schema);
  if (!rows) return refuse(rows.error());
  const auto base = read_base(folder, *job);
  if (!base) return refuse(base.error());
  const auto model = train(*job, *rows, base->get(), [&] { return clock.share_left(job->budget); });
  if (!model) return std::unexpected(JobFailure{.cause = cause_of(model.error()), .message = model.error().message});
  if (auto written = write_text(folder / "out" / "model.json", (*model)->write()); !written) return refuse(written.error());
  const auto errors = (*model)->trial_errors();
  const Result result{.format = std::string(kBuiltInFormat),
                      .file = "model.json",
                      .notes = notes_of(*job, base->get(), **model),
                      .trial_errors = {errors.begin(), errors.end()}};
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
