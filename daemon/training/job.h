#pragma once

// A training job, protocol 1: what a trainer is told (job.json) and what it answers (out/result.json).
//
//   JOB/job.json      {"protocol": 1, "job", "model", "task", "features", "strategy", "attempt", "seed", "learner", "hints", "budget",
//   "base",
//                      "transfer"?: {"from": {"model", "version"}, "freeze"}}
//   JOB/train.csv     the rows to learn from: the features in order, then "label"; RFC 4180
//   JOB/train.npy     the same as a matrix of doubles (NumPy format 1.0), where every feature is a number and so is the label
//   JOB/base/         the champion's artefact, where it is to be continued; the one that a transfer starts from
//   JOB/out/          the model file, and result.json {"format", "file", "notes"?, "classes"?, "categories"?, "trial_errors"?} written last

#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/features.h"
#include "daemon/engine/model_settings.h"

namespace driftd::training {

struct Job {
  std::uint64_t number = 0;
  std::string model;
  config::ModelSchema schema;
  std::string strategy;
  std::int64_t attempt = 1;
  std::uint64_t seed = 0;
  config::Json learner;            // {"kind": ..., parameters}
  std::uint64_t base_version = 0;  // 0: nothing to continue
  updaters::TrainingBudget budget;
  std::optional<updaters::TransferOrder> transfer = {};  // what base/ is, where it is not the champion
  updaters::Adjustments adjustments;                     // `learner` has them already; for other trainers they are hints
};

config::Json to_json(const Job& job);
/// Reads job.json of a folder; the error says what is wrong.
std::expected<Job, std::string> read_job(const std::filesystem::path& folder);

struct Result {
  std::string format;  // "driftd-linear", "onnx", ...
  std::string file;    // name in out/
  std::string notes;
  std::vector<std::string> classes;                            // of an ONNX model, in the order of its probabilities
  std::map<std::string, std::vector<std::string>> categories;  // by feature, those that an ONNX model knows
  std::vector<double> trial_errors;                            // see updaters::Model::trial_errors
};

config::Json to_json(const Result& result);
/// Reads out/result.json and sees that the file that it names is there, in out/ itself and no link.
std::expected<Result, std::string> read_result(const std::filesystem::path& folder);

/// Reads a file of that form, and looks at nothing else.
std::expected<Result, std::string> read_result_file(const std::filesystem::path& file);

/// A file's text, up to `most` bytes.
std::expected<std::string, std::string> read_text(const std::filesystem::path& file, std::uintmax_t most);
/// Writes and closes; the error names the file.
std::expected<void, std::string> write_text(const std::filesystem::path& file, std::string_view text);

}  // namespace driftd::training
