#include "config/json.h"

#include <algorithm>
#include <set>
#include <vector>

namespace driftd::config {
namespace {

std::string line_and_column(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::ranges::count(before, '\n');
  const auto last_break = before.rfind('\n');
  const auto column = before.size() - (last_break == std::string_view::npos ? 0 : last_break + 1);
  return "line " + std::to_string(line) + ", column " + std::to_string(std::max<std::size_t>(column, 1));
}

/// Watches the parse for what nlohmann lets pass: a key that comes twice, and depth.
class Watch {
 public:
  Watch(JsonLimits limits, Problems& problems) : limits_(limits), problems_(problems) {}

  bool operator()(int depth, Json::parse_event_t event, Json& value) {
    using Event = Json::parse_event_t;
    if (depth > limits_.depth && !too_deep_) {
      too_deep_ = true;
      problems_.push_back({.path = "", .message = "is nested deeper than " + std::to_string(limits_.depth) + " levels"});
    }
    if (event == Event::object_start) {
      keys_.emplace_back();
    } else if (event == Event::object_end) {
      keys_.pop_back();
    } else if (event == Event::key && !keys_.back().insert(value.get<std::string>()).second) {
      problems_.push_back({.path = "", .message = "the key \"" + value.get<std::string>() + "\" stands twice in one object; keep one"});
    }
    return !too_deep_;
  }

 private:
  JsonLimits limits_;
  Problems& problems_;
  std::vector<std::set<std::string>> keys_;
  bool too_deep_ = false;
};

}  // namespace

std::expected<Json, Problems> parse_json(std::string_view text, JsonLimits limits) {
  if (text.size() > limits.bytes) {
    return std::unexpected(Problems{{.path = "", .message = "is larger than " + std::to_string(limits.bytes) + " bytes"}});
  }
  Problems problems;
  Watch watch(limits, problems);
  Json document;
  try {
    document = Json::parse(text, [&watch](int depth, Json::parse_event_t event, Json& value) { return watch(depth, event, value); });
  } catch (const Json::parse_error& error) {
    return std::unexpected(Problems{
        {.path = "",
         .message = "is not JSON at " + line_and_column(text, error.byte) + "; look there for a missing comma, quote or bracket"}});
  } catch (const Json::out_of_range& error) {
    return std::unexpected(
        Problems{{.path = "", .message = "holds a number that is too large for a double (" + std::string(error.what()) + ")"}});
  }
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return document;
}

std::string_view kind_of(const Json& value) {
  switch (value.type()) {
    case Json::value_t::null: return "null";
    case Json::value_t::object: return "an object";
    case Json::value_t::array: return "an array";
    case Json::value_t::string: return "a string";
    case Json::value_t::boolean: return "a boolean";
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float: return "a number";
    default: return "something else";
  }
}

}  // namespace driftd::config
