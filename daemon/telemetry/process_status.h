#pragma once

// How the daemon's process stands, as a value: what only the process knows (connections, queues, failures), filled in by whoever runs it,
// and what the kernel tells of it (proc(5)).

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace driftd::telemetry {

enum class EventKind : std::uint8_t { prediction, label };

/// Events of a model that were refused before they reached the journal.
struct RejectedEvents {
  std::string model;
  EventKind kind = EventKind::prediction;
  std::uint64_t count = 0;
};

/// What the kernel tells; NaN where it does not.
struct KernelStatus {
  static constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
  double cpu_seconds = kUnknown;  // user and system
  double resident_bytes = kUnknown;
  double virtual_bytes = kUnknown;
  double open_files = kUnknown;
  double most_open_files = kUnknown;  // the soft limit
  double start_seconds = kUnknown;    // since the Unix epoch
};

struct ProcessStatus {
  std::string version;  // of driftd
  KernelStatus kernel;
  std::vector<RejectedEvents> rejected;

  std::uint64_t http_requests = 0;
  std::uint64_t http_refused = 0;  // turned away before a handler saw them
  std::uint64_t http_handler_failures = 0;
  std::uint64_t http_received_bytes = 0;
  std::uint64_t http_connections = 0;  // open now

  std::uint64_t journal_bytes = 0;  // on disk now
  std::uint64_t journal_commit_failures = 0;
  std::uint64_t history_write_failures = 0;

  std::uint64_t queue_bytes = 0;  // events that wait for the journal
  std::uint64_t queue_capacity_bytes = 0;
  std::uint64_t trainings_waiting = 0;
  std::uint64_t trainings_running = 0;
};

KernelStatus read_kernel_status();

/// Fields of /proc/self/stat that matter here, in clock ticks.
struct StatTicks {
  std::uint64_t cpu = 0;
  std::uint64_t start = 0;  // since the machine started
  std::uint64_t virtual_bytes = 0;
  std::uint64_t resident_pages = 0;
  bool operator==(const StatTicks&) const = default;
};

/// Nothing where the text is no such line. The command's name may hold blanks and brackets.
std::optional<StatTicks> parse_stat(std::string_view text);

}  // namespace driftd::telemetry
