#pragma once

// Puts a Response on the wire.

#include "daemon/api/http_message.h"
#include "daemon/api/http_wire.h"

namespace driftd::api {

struct Framing {
  bool keep_alive = false;
  /// Answer to a HEAD: everything but the body.
  bool head = false;
  /// 10 or 11.
  unsigned version = 11;
};

/// A response that cannot be put into HTTP (a status out of range, a line break in a header) is replaced by a 500. Tells whether all of it
/// was written before the wire's deadline.
asio::awaitable<bool> write_response(HttpWire& wire, Response response, Framing framing);

}  // namespace driftd::api
