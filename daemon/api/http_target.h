#pragma once

// The target of a request line, "/v1/models/a%20b?limit=10", taken apart and percent-decoded (RFC 3986; RFC 9112 section 3.2).

#include <expected>
#include <string>
#include <string_view>

#include "daemon/api/http_message.h"

namespace driftd::api {

struct Target {
  std::string path;
  FieldList query;
};

inline constexpr std::size_t kMaxQueryParameters = 64;

/// Origin form ("/path?query") or absolute form ("http://host/path?query"). The error says what is wrong with it.
std::expected<Target, std::string> parse_target(std::string_view text);

}  // namespace driftd::api
