#pragma once

// A trainer that is no process of this machine. It is handed the same folder and leaves the same in out/; but a job that it has been handed
// goes on while the daemon is down, so that its folder is not made anew when the job is asked for again.

#include <atomic>
#include <filesystem>
#include <optional>
#include <string>

#include "daemon/engine/event.h"
#include "daemon/training/job.h"
#include "daemon/training/trainer_process.h"

namespace driftd::training {

class RemoteTrainer {
 public:
  virtual ~RemoteTrainer() = default;

  /// For people: "POST http://...".
  virtual std::string name() const = 0;
  /// What was handed over, where the folder holds this job already.
  virtual std::optional<engine::TrainingFacts> under_way(const Job& job, const std::filesystem::path& folder) const = 0;
  /// Hands it over, where that has not been done, and waits for the result or for `cancelled`.
  virtual ProcessEnd train(const Job& job, const std::filesystem::path& folder, const engine::TrainingFacts& facts,
                           const std::atomic<bool>& cancelled) = 0;
};

}  // namespace driftd::training
