#pragma once

// One training from rows to artefact: the job's folder is filled, a trainer runs in it as a process of its own, what it leaves is looked
// at.

#include <atomic>
#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "daemon/engine/action.h"
#include "daemon/engine/rows.h"
#include "daemon/training/job.h"
#include "daemon/training/remote_trainer.h"

namespace driftd::training {

struct TrainingOutcome {
  std::string failure;                                                    // empty: the artefact is there
  updaters::FailureCause cause = updaters::FailureCause::infrastructure;  // of the failure
  Result result;
  std::string family;  // of the model, where the learner chose one
  double seconds = 0;
  double cpu_seconds = 0;
  engine::TrainingFacts facts;
};

struct TrainingOrder {
  Job job;
  std::vector<engine::Sample> rows;
  std::vector<updaters::ClassName> classes;
  std::filesystem::path base;       // folder of the artefact that is continued, or empty
  std::filesystem::path start;      // the artefact that becomes the first version, or empty
  std::filesystem::path archived;   // folder of a version of the registry that is the result as it stands, or empty
  std::string artefact;             // the artefact itself where it is there already, or empty
  std::vector<std::string> argv;    // the trainer; the job's folder is added
  RemoteTrainer* remote = nullptr;  // it, where it is no process of this machine
};

/// `folder` is made anew, but for a job that a remote trainer is at. The artefact must be readable, answer the order's task from its
/// features, and give finite answers.
TrainingOutcome run_training(const TrainingOrder& order, const engine::Rows& rows, const std::filesystem::path& folder,
                             const std::atomic<bool>& cancelled);

/// The model of a job's folder, of the built-in formats.
std::expected<updaters::ModelPointer, std::string> read_challenger(const std::filesystem::path& folder, const config::ModelSchema& schema);

}  // namespace driftd::training
