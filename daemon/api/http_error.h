#pragma once

// The one shape of an error under /v1: {"error": {"code": "...", "message": "...", "details": ...}}. The code is for programs and never
// changes, the message is for people: what was wrong, where, what to do.

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "daemon/api/http_message.h"

namespace driftd::api {

/// Bytes of the message that are not UTF-8 are replaced.
Response error_response(unsigned status, std::string_view code, std::string_view message);
Response error_response(unsigned status, std::string_view code, std::string_view message, const nlohmann::json& details);

}  // namespace driftd::api
