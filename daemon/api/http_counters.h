#pragma once

// What the server counts of itself, for telemetry to read at any time from any thread.

#include <atomic>
#include <cstdint>

namespace driftd::api {

struct HttpCounters {
  /// Whole requests handed to the handler.
  std::atomic<std::uint64_t> requests = 0;
  /// Bytes read from sockets, headers included.
  std::atomic<std::uint64_t> bytes_in = 0;
  /// Connections being served now.
  std::atomic<std::uint64_t> open_connections = 0;
  /// Requests and connections the server itself turned away: 400, 408, 413, 417, 431, 501, 503.
  std::atomic<std::uint64_t> refused = 0;
  /// Handlers that threw: each is a bug of ours.
  std::atomic<std::uint64_t> handler_failures = 0;
};

}  // namespace driftd::api
