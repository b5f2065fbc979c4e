#pragma once

// JSON as the configuration uses it: key order kept, duplicate keys refused, size and depth bounded.

#include <cstddef>
#include <expected>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "config/problem.h"

namespace driftd::config {

using Json = nlohmann::ordered_json;

struct JsonLimits {
  std::size_t bytes = 16U << 20U;
  int depth = 32;
};

/// Reads a whole document. Refuses what is larger or deeper than the limits, malformed (with line and column) or bears a key twice.
std::expected<Json, Problems> parse_json(std::string_view text, JsonLimits limits = {});

/// "a number", "a string" ...: how an error calls the kind of `value`.
std::string_view kind_of(const Json& value);

}  // namespace driftd::config
