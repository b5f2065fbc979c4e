#pragma once

// The built-in trainer: `driftd train JOB` in a process of its own, or, in a replay, a call.

#include <expected>
#include <filesystem>
#include <string>

#include "daemon/training/job.h"
#include "updaters/failure.h"

namespace driftd::training {

struct JobFailure {
  updaters::FailureCause cause = updaters::FailureCause::infrastructure;
  std::string message;  // one line for people
};

/// In the words of the failure ladder.
updaters::FailureCause cause_of(const updaters::TrainingFailure& failure);

/// Trains what the job asks for; the same job gives the same artefact, where `left` (none: all) leaves time for the same families.
/// `base` is continued, or where the job is a transfer started from.
std::expected<updaters::ModelPointer, updaters::TrainingFailure> train(const Job& job, const updaters::Dataset& rows,
                                                                       const updaters::Model* base, updaters::Allowance left = {});

/// What is to be said of a model that the job made, for people.
std::string notes_of(const Job& job, const updaters::Model* base, const updaters::Model& made);

/// Does a job's folder: reads job.json, train.csv and base/, leaves out/model.json and out/result.json.
std::expected<void, JobFailure> run_job(const std::filesystem::path& folder);

/// The first champion from a file that the settings name; it must answer the same task from the same features.
std::expected<updaters::ModelPointer, updaters::TrainingFailure> read_start(const std::filesystem::path& file,
                                                                            const config::ModelSchema& schema);

/// Reads the artefact of an out/ or base/ folder.
std::expected<updaters::ModelPointer, std::string> read_artefact(const std::filesystem::path& file);

}  // namespace driftd::training
