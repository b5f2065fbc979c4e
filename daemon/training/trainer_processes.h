#pragma once

// The processes of a trainer: its group, and those that have left the group for a session of their own, as workers of a pool or a service
// that it started do. These are known by a mark in the environment, which a process hands down to those that it starts.
//
// What the kernel limits (RLIMIT_CPU) holds for each process by itself: a trainer that shares its work among ten would have ten times as
// much, so their time is added up here; and a trainer that ends takes all of them along.

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace driftd::training {

/// The name of the mark among the variables of the environment.
constexpr const char* kTrainerMark = "DRIFTD_TRAINER";

struct TrainerProcesses {
  pid_t group = 0;
  std::string mark;  // "DRIFTD_TRAINER=..."; "": the group alone
};

/// User and system time of those that live, and of their children that have ended and been waited for, in seconds. `proc`: where the
/// kernel tells of processes.
double cpu_seconds_of(const TrainerProcesses& trainer, const std::filesystem::path& proc = "/proc");

/// SIGKILL for all, and for those that they started meanwhile.
void kill_all(const TrainerProcesses& trainer);

}  // namespace driftd::training
