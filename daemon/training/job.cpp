#include "daemon/training/job.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

namespace driftd::training {

using config::Json;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kProtocol = 1;
constexpr std::uintmax_t kLargestJson = 16U << 20U;

struct BudgetFile {
  double wall_seconds = 600;
  double cpu_seconds = 600;
  std::int64_t memory_bytes = std::int64_t{4} << 30U;
};

/// job.json as a declared object, so that a wrong one is refused by path like any settings.
struct JobFile {
  std::int64_t protocol = kProtocol;
  std::int64_t job = 0;
  std::string model;
  config::Task task = config::Task::binary;
  config::Features features;
  std::string strategy;
  std::int64_t attempt = 1;
  std::int64_t seed = 0;
  config::Chosen<updaters::LearnerPointer> learner;
  std::int64_t base = 0;
  std::optional<updaters::TransferOrder> transfer;
  BudgetFile budget;
};

constexpr std::int64_t kAnyNumber = std::numeric_limits<std::int64_t>::max();
constexpr double kLongestBudget = 1e9;  // seconds

config::Declaration<BudgetFile> budget_declaration() {
  const auto seconds = config::number({.max = kLongestBudget, .above = 0});
  return config::Declaration<BudgetFile>("what the training may take")
      .optional("wall_seconds", &BudgetFile::wall_seconds, seconds, "from start to end")
      .optional("cpu_seconds", &BudgetFile::cpu_seconds, seconds, "of the processors, of all that the trainer starts")
      .optional("memory_bytes", &BudgetFile::memory_bytes, config::integer({.min = 1, .max = kAnyNumber}), "of address space");
}

config::Declaration<JobFile> job_declaration() {
  return config::Declaration<JobFile>("a training job")
      .required("protocol", &JobFile::protocol, config::integer({.min = kProtocol, .max = kProtocol}), "of this folder's layout")
      .required("job", &JobFile::job, config::integer({.min = 0, .max = kAnyNumber}), "its number")
      .required("model", &JobFile::model, config::text({.min_length = 1, .max_length = 128, .word = true}), "whose")
      .required("task", &JobFile::task, config::task_shape(), "what it answers")
      .required("features", &JobFile::features, config::features_shape(), "the columns of train.csv before the label")
      .required("strategy", &JobFile::strategy, config::text({.max_length = 64}), "retrain, incremental ...")
      .required("attempt", &JobFile::attempt, config::integer({.min = 1, .max = kAnyNumber}), "counts up while an alarm stands")
      .required("seed", &JobFile::seed, config::integer({.min = 0, .max = kAnyNumber}), "of all randomness")
      .required("learner", &JobFile::learner, config::choice(updaters::models(), "kind"), "what the built-in trainer trains")
      .required("base", &JobFile::base, config::integer({.min = 0, .max = kAnyNumber}), "the version in base/, 0: none")
      .optional("transfer", &JobFile::transfer, config::maybe(config::object(updaters::transfer_order_declaration())),
                "that it starts from base/ and is another model's or version's")
      .optional("budget", &JobFile::budget, config::object(budget_declaration()), "what the training may take");
}

updaters::TrainingBudget budget_of(const BudgetFile& file) {
  using Seconds = std::chrono::duration<double>;
  updaters::TrainingBudget budget;
  budget.wall = std::chrono::duration_cast<config::Duration>(Seconds(file.wall_seconds));
  budget.cpu = std::chrono::duration_cast<config::Duration>(Seconds(file.cpu_seconds));
  budget.memory = static_cast<std::uint64_t>(file.memory_bytes);
  return budget;
}

}  // namespace

Json to_json(const Job& job) {
  Json features = Json::array();
  for (const auto& feature : job.schema.features) features.push_back(config::feature_declaration().write(feature));
  Json json = {{"protocol", kProtocol},
               {"job", job.number},
               {"model", job.model},
               {"task", config::name_of(job.schema.task)},
               {"features", std::move(features)},
               {"strategy", job.strategy},
               {"attempt", job.attempt},
               {"seed", job.seed},
               {"learner", job.learner},
               {"base", job.base_version},
               {"hints",
                {{"rate_factor", job.adjustments.rate_factor},
                 {"optimizer", job.adjustments.optimizer},
                 {"wider", job.adjustments.wider},
                 {"without", job.adjustments.without}}},
               {"budget",
                {{"wall_seconds", std::chrono::duration<double>(job.budget.wall).count()},
                 {"cpu_seconds", std::chrono::duration<double>(job.budget.cpu).count()},
                 {"memory_bytes", job.budget.memory}}}};
  if (job.transfer) json["transfer"] = updaters::transfer_order_declaration().write(*job.transfer);
  return json;
}

std::expected<Job, std::string> read_job(const fs::path& folder) {
  const auto text = read_text(folder / "job.json", kLargestJson);
  if (!text) return std::unexpected(text.error());
  const auto json = config::parse_json(*text);
  if (!json) return std::unexpected("job.json " + json.error().front().message);
  JobFile file;
  config::Problems problems;
  job_declaration().read(file, *json, "", problems, {"hints"});
  if (!problems.empty()) return std::unexpected("job.json is not what it should be:\n" + config::to_text(problems));
  return Job{.number = static_cast<std::uint64_t>(file.job),
             .model = file.model,
             .schema = {.task = file.task, .features = file.features},
             .strategy = file.strategy,
             .attempt = file.attempt,
             .seed = static_cast<std::uint64_t>(file.seed),
             .learner = config::write_choice(file.learner, "kind"),
             .base_version = static_cast<std::uint64_t>(file.base),
             .budget = budget_of(file.budget),
             .transfer = file.transfer,
             .adjustments = {}};
}

namespace {

constexpr std::size_t kMostNames = 100'000;  // of classes, or of one feature's categories

/// {"region": ["north", "south"]}
config::Shape<std::map<std::string, std::vector<std::string>>> categories_shape() {
  const auto names = config::list(config::text({.max_length = config::kLongestText}), 0, kMostNames);
  return {.read =
              [names](auto& categories, const Json& json, const std::string& path, config::Problems& problems) {
                if (!json.is_object() || json.size() > config::kMostColumns) {
                  problems.push_back({path, "must be an object with a list of categories for each feature"});
                  return;
                }
                for (const auto& [feature, known] : json.items())
                  names.read(categories[feature], known, config::step_into(path, feature), problems);
              },
          .write = [](const auto& categories) { return Json(categories); },
          .schema = {{"type", "object"}, {"additionalProperties", names.schema}}};
}

const config::Declaration<Result>& result_declaration() {
  static const auto declaration =
      config::Declaration<Result>("what a trainer answers")
          .required("format", &Result::format, config::text({.min_length = 1, .max_length = 64, .word = true}), "of the model file")
          .required("file", &Result::file, config::text({.min_length = 1, .max_length = 255, .word = true}),
                    "the model file's name in out/")
          .optional("notes", &Result::notes, config::text({.max_length = 4096}), "for people")
          .optional("classes", &Result::classes, config::list(config::text({.max_length = config::kLongestText}), 0, kMostNames),
                    "of an ONNX model: the classes in the order of its probabilities")
          .optional("categories", &Result::categories, categories_shape(), "of an ONNX model: by feature, the categories that it knows")
          .optional("trial_errors", &Result::trial_errors,
                    config::list(config::number({.min = 0, .max = 1e150}), 0, updaters::Model::kMostTrialErrors),
                    "errors of the model, or of one like it, on rows that it had not learnt from, in time order");
  return declaration;
}

/// A trainer could leave links to files that are not its own.
bool is_plain(const fs::path& path, fs::file_type type) {
  std::error_code error;
  return fs::symlink_status(path, error).type() == type;
}

}  // namespace

Json to_json(const Result& result) {
  return result_declaration().write(result);
}

std::expected<Result, std::string> read_result_file(const fs::path& file) {
  const auto text = read_text(file, kLargestJson);
  if (!text) return std::unexpected("the trainer left no result: " + text.error());
  const auto json = config::parse_json(*text);
  if (!json) return std::unexpected("the trainer's result.json " + json.error().front().message);
  Result result;
  config::Problems problems;
  result_declaration().read(result, *json, "", problems);
  if (!problems.empty()) return std::unexpected("the trainer's result.json is not what it should be: " + config::to_text(problems));
  return result;
}

std::expected<Result, std::string> read_result(const fs::path& folder) {
  if (!is_plain(folder / "out", fs::file_type::directory)) return std::unexpected("the trainer left no folder out/");
  if (!is_plain(folder / "out" / "result.json", fs::file_type::regular))
    return std::unexpected("the trainer left no result: out/result.json is not there, or no plain file");
  auto result = read_result_file(folder / "out" / "result.json");
  if (!result) return result;
  if (!is_plain(folder / "out" / result->file, fs::file_type::regular))
    return std::unexpected("the trainer's result.json names \"" + result->file + "\", which is no file in out/");
  return result;
}

std::expected<std::string, std::string> read_text(const fs::path& file, std::uintmax_t most) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  if (error) return std::unexpected(fmt::format("cannot read {}: {}", file.string(), error.message()));
  if (size > most) return std::unexpected(fmt::format("{} has {} bytes, at most {} are read", file.string(), size, most));
  std::ifstream stream(file, std::ios::binary);
  std::string text(size, '\0');
  if (!stream.read(text.data(), static_cast<std::streamsize>(size)))
    return std::unexpected(fmt::format("cannot read {}: {}", file.string(), std::strerror(errno)));
  return text;
}

std::expected<void, std::string> write_text(const fs::path& file, std::string_view text) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  if (!stream) return std::unexpected(fmt::format("cannot write {}: {}", file.string(), std::strerror(errno)));
  return {};
}

}  // namespace driftd::training
