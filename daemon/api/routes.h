#pragma once

// Which request means what. Each route reads its request, asks the backend, and words the answer; nothing is decided here.

#include "daemon/api/backend.h"
#include "daemon/api/http_message.h"

namespace driftd::api {

/// The backend must outlive the handler.
Handler routes(Backend& backend);

}  // namespace driftd::api
