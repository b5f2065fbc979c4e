#include "config/shape.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "config/suggestion.h"

namespace driftd::config {
namespace {

std::string wrong_kind(std::string_view wanted, const Json& json) {
  return fmt::format("must be {}, is {}", wanted, kind_of(json));
}

std::optional<std::string> breach(const NumberBounds& bounds, double value) {
  if (!std::isfinite(value)) return "must be a finite number";
  if (value < bounds.min) return fmt::format("must be at least {}, is {}", bounds.min, value);
  if (value > bounds.max) return fmt::format("must be at most {}, is {}", bounds.max, value);
  if (value <= bounds.above && std::isfinite(bounds.above)) return fmt::format("must be above {}, is {}", bounds.above, value);
  if (value >= bounds.below && std::isfinite(bounds.below)) return fmt::format("must be below {}, is {}", bounds.below, value);
  return std::nullopt;
}

bool is_word(std::string_view text) {
  const auto letter_or_digit = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  if (text.empty() || !letter_or_digit(text.front())) return false;
  for (const char c : text) {
    if (!letter_or_digit(c) && c != '_' && c != '-' && c != '.') return false;
  }
  return true;
}

/// Of UTF-8: what continues a character is not counted.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

struct SizeUnit {
  std::string_view name;
  std::uint64_t bytes;
};

constexpr std::array kSizeUnits{SizeUnit{"TiB", 1ULL << 40U}, SizeUnit{"GiB", 1ULL << 30U},  SizeUnit{"MiB", 1ULL << 20U},
                                SizeUnit{"KiB", 1ULL << 10U}, SizeUnit{"TB", 1000000000000}, SizeUnit{"GB", 1000000000},
                                SizeUnit{"MB", 1000000},      SizeUnit{"kB", 1000},          SizeUnit{"B", 1}};

std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc()) return std::nullopt;
  const std::string_view name(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const SizeUnit& unit : kSizeUnits) {
    if (unit.name == name && count <= std::numeric_limits<std::uint64_t>::max() / unit.bytes) return count * unit.bytes;
  }
  return std::nullopt;
}

std::string format_size(std::uint64_t bytes) {
  for (const SizeUnit& unit : kSizeUnits) {
    if (bytes >= unit.bytes && bytes % unit.bytes == 0) return std::to_string(bytes / unit.bytes) + std::string(unit.name);
  }
  return "0B";
}

}  // namespace

Shape<bool> boolean() {
  return {.read =
              [](bool& value, const Json& json, const std::string& path, Problems& problems) {
                if (json.is_boolean()) {
                  value = json.get<bool>();
                } else {
                  problems.push_back({path, wrong_kind("true or false", json)});
                }
              },
          .write = [](const bool& value) { return Json(value); },
          .schema = {{"type", "boolean"}}};
}

Shape<double> number(NumberBounds bounds) {
  Json schema = {{"type", "number"}};
  if (std::isfinite(bounds.min)) schema["minimum"] = bounds.min;
  if (std::isfinite(bounds.max)) schema["maximum"] = bounds.max;
  if (std::isfinite(bounds.above)) schema["exclusiveMinimum"] = bounds.above;
  if (std::isfinite(bounds.below)) schema["exclusiveMaximum"] = bounds.below;
  return {.read =
              [bounds](double& value, const Json& json, const std::string& path, Problems& problems) {
                if (!json.is_number()) {
                  problems.push_back({path, wrong_kind("a number", json)});
                } else if (const auto wrong = breach(bounds, json.get<double>())) {
                  problems.push_back({path, *wrong});
                } else {
                  value = json.get<double>();
                }
              },
          .write = [](const double& value) { return std::isfinite(value) ? Json(value) : Json(); },
          .schema = std::move(schema)};
}

Shape<std::int64_t> integer(IntegerBounds bounds) {
  return {.read =
              [bounds](std::int64_t& value, const Json& json, const std::string& path, Problems& problems) {
                if (!json.is_number_integer()) {
                  problems.push_back({path, wrong_kind("a whole number", json)});
                  return;
                }
                const bool too_large = json.is_number_unsigned() &&
                                       json.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
                if (too_large || json.get<std::int64_t>() > bounds.max || json.get<std::int64_t>() < bounds.min) {
                  problems.push_back({path, fmt::format("must be from {} to {}, is {}", bounds.min, bounds.max, json.dump())});
                  return;
                }
                value = json.get<std::int64_t>();
              },
          .write = [](const std::int64_t& value) { return Json(value); },
          .schema = {{"type", "integer"}, {"minimum", bounds.min}, {"maximum", bounds.max}}};
}

Shape<std::string> text(TextBounds bounds) {
  Json schema = {{"type", "string"}, {"minLength", bounds.min_length}, {"maxLength", bounds.max_length}};
  if (bounds.word) schema["pattern"] = "^[A-Za-z0-9][A-Za-z0-9_.-]*$";
  return {.read =
              [bounds](std::string& value, const Json& json, const std::string& path, Problems& problems) {
                if (!json.is_string()) {
                  problems.push_back({path, wrong_kind("a string", json)});
                  return;
                }
                const auto& given = json.get_ref<const std::string&>();
                const std::size_t length = characters(given);
                if (length < bounds.min_length || length > bounds.max_length) {
                  problems.push_back(
                      {path, fmt::format("must have {} to {} characters, has {}", bounds.min_length, bounds.max_length, length)});
                } else if (bounds.word && !is_word(given)) {
                  problems.push_back({path, "must be made of letters, digits, '_', '-' and '.', and begin with a letter or digit"});
                } else {
                  value = given;
                }
              },
          .write = [](const std::string& value) { return Json(value); },
          .schema = std::move(schema)};
}

Shape<Duration> duration(Duration min, Duration max) {
  return {.read =
              [min, max](Duration& value, const Json& json, const std::string& path, Problems& problems) {
                const auto parsed = json.is_string() ? parse_duration(json.get_ref<const std::string&>()) : std::nullopt;
                if (!parsed) {
                  problems.push_back({path, "must be a duration with its unit, such as \"30m\" or \"1h30m\" (units: d h m s ms us)"});
                } else if (*parsed < min || *parsed > max) {
                  problems.push_back({path, fmt::format("must be from {} to {}, is {}", format_duration(min), format_duration(max),
                                                        format_duration(*parsed))});
                } else {
                  value = *parsed;
                }
              },
          .write = [](const Duration& value) { return Json(format_duration(value)); },
          .schema = {{"type", "string"}, {"pattern", "^([0-9]+(d|h|m|s|ms|us))+$"}}};
}

Shape<std::uint64_t> byte_size(std::uint64_t min, std::uint64_t max) {
  return {.read =
              [min, max](std::uint64_t& value, const Json& json, const std::string& path, Problems& problems) {
                const auto parsed = json.is_string() ? parse_size(json.get_ref<const std::string&>()) : std::nullopt;
                if (!parsed) {
                  problems.push_back({path, "must be a size with its unit, such as \"64MiB\" or \"10MB\""});
                } else if (*parsed < min || *parsed > max) {
                  problems.push_back(
                      {path, fmt::format("must be from {} to {}, is {}", format_size(min), format_size(max), format_size(*parsed))});
                } else {
                  value = *parsed;
                }
              },
          .write = [](const std::uint64_t& value) { return Json(format_size(value)); },
          .schema = {{"type", "string"}, {"pattern", "^[0-9]+(TiB|GiB|MiB|KiB|TB|GB|MB|kB|B)$"}}};
}

std::optional<std::size_t> read_word(std::span<const std::string> names, const Json& json, const std::string& path, Problems& problems) {
  if (!json.is_string()) {
    problems.push_back({path, "must be a string" + did_you_mean("", names) + ", is " + std::string(kind_of(json))});
    return std::nullopt;
  }
  const auto& word = json.get_ref<const std::string&>();
  const auto found = std::ranges::find(names, word);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  problems.push_back({path, "knows no \"" + word + "\"" + did_you_mean(word, names)});
  return std::nullopt;
}

Json word_schema(std::span<const std::string> names) {
  return {{"type", "string"}, {"enum", names}};
}

bool is_list(const Json& json, std::size_t min_items, std::size_t max_items, const std::string& path, Problems& problems) {
  if (!json.is_array()) {
    problems.push_back({path, "must be an array, is " + std::string(kind_of(json))});
    return false;
  }
  if (json.size() >= min_items && json.size() <= max_items) return true;
  problems.push_back({path, fmt::format("must have {} to {} items, has {}", min_items, max_items, json.size())});
  return false;
}

Json list_schema(const Json& item, std::size_t min_items, std::size_t max_items) {
  return {{"type", "array"}, {"items", item}, {"minItems", min_items}, {"maxItems", max_items}};
}

}  // namespace driftd::config
