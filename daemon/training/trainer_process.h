#pragma once

// A trainer as a child process in a group of its own: a crash, a hang or an out-of-memory kill cannot touch the daemon, and its budget is the
// operating system's to enforce (RLIMIT_CPU, RLIMIT_AS, niceness); the wall clock is watched from here.

#include <atomic>
#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "updaters/policy.h"

namespace driftd::training {

struct ProcessEnd {
  bool succeeded = false;
  std::string reason;  // why not: exit code, signal or budget, and the last line that it wrote to standard error
  double seconds = 0;
};

/// Runs argv (no shell; argv[0] as a path or found in PATH) until it ends, its wall budget is spent or `cancelled` becomes true; then the whole group is killed.
/// Its output goes to log.txt in `folder`, which is its working directory.
ProcessEnd run_trainer(const std::vector<std::string>& argv, const std::filesystem::path& folder, const updaters::TrainingBudget& budget, const std::atomic<bool>& cancelled);

}  // namespace driftd::training
