#pragma once

// Reads one request off a wire within the limits, and decides as early as the bytes allow: a Content-Length that is too large is refused
// when the header has come, before any of the body.

#include <expected>
#include <optional>

#include "daemon/api/http_message.h"
#include "daemon/api/http_server.h"
#include "daemon/api/http_wire.h"

namespace driftd::api {

struct Incoming {
  Request request;
  bool keep_alive = false;
  /// The answer's body is to be kept back.
  bool head = false;
  /// 10 or 11.
  unsigned version = 11;
};

/// Why there is no request: the answer to send before closing, or nothing when the client has gone or never asked.
using NoRequest = std::optional<Response>;

/// A buffer of this size holds any header and chunk line that is not refused.
std::size_t max_buffered(const HttpServer::Settings& settings);

/// The buffer must hold at least one byte of the request.
asio::awaitable<std::expected<Incoming, NoRequest>> read_request(HttpWire& wire, const HttpServer::Settings& settings);

}  // namespace driftd::api
