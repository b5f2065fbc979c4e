#pragma once

// What a trainer and the processes that it started have used so far. A limit on processor time that the kernel keeps (RLIMIT_CPU) holds
// for each process by itself: a trainer that shares its work among ten would have ten times as much.

#include <sys/types.h>

#include <filesystem>

namespace driftd::training {

/// User and system time of the living members of a process group, and of their children that have ended and been waited for, in seconds.
/// `proc`: where the kernel tells of processes.
double cpu_seconds_of_group(pid_t group, const std::filesystem::path& proc = "/proc");

}  // namespace driftd::training
