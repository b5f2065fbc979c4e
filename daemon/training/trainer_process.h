#pragma once

// A trainer as a child process in a group of its own: a crash, a hang or an out-of-memory kill cannot touch the daemon, and its budget is
// the operating system's to enforce (RLIMIT_CPU, RLIMIT_AS, niceness); the wall clock, and the processor time of all that it started, are
// watched from here.

#include <atomic>
#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "updaters/failure.h"
#include "updaters/policy.h"

namespace driftd::training {

/// How a trainer says by its exit code why it failed: as sysexits.h has them where it does. Anything else but 0 is the machine's fault, or
/// the trainer's own.
constexpr int kExitData = 65;      // EX_DATAERR: nothing can be learnt from these rows
constexpr int kExitRetry = 75;     // EX_TEMPFAIL: the same job may go well another time
constexpr int kExitDiverged = 80;  // the learner ran away: a smaller rate may help

int exit_code_of(updaters::FailureCause cause);

struct ProcessEnd {
  bool succeeded = false;
  updaters::FailureCause cause = updaters::FailureCause::infrastructure;  // where it did not
  std::string reason;  // why not: exit code, signal or budget, and the last line that it wrote to standard error
  double seconds = 0;
  double cpu_seconds = 0;   // of the process and of those that it started, as far as they lived a second or were waited for
  std::string ending = {};  // where it succeeded: how that was seen
};

/// Runs argv (no shell; argv[0] as a path or found in PATH) until it ends, its wall budget is spent or `cancelled` becomes true; then it is
/// killed with all that it started (trainer_processes.h). Its output goes to log.txt in `folder`, which is its working directory.
ProcessEnd run_trainer(const std::vector<std::string>& argv, const std::filesystem::path& folder, const updaters::TrainingBudget& budget,
                       const std::atomic<bool>& cancelled);

}  // namespace driftd::training
