#include "daemon/api/http_error.h"

#include <nlohmann/json.hpp>

namespace driftd::api {

Response error_response(unsigned status, std::string_view code, std::string_view message) {
  return error_response(status, code, message, nlohmann::json());
}

Response error_response(unsigned status, std::string_view code, std::string_view message, const nlohmann::json& details) {
  nlohmann::json error = {{"code", code}, {"message", message}};
  if (!details.is_null()) error["details"] = details;
  const nlohmann::json body = {{"error", std::move(error)}};
  return {.status = status, .body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n"};
}

}  // namespace driftd::api
