#pragma once

// Times are values here: microseconds since the Unix epoch that arrive inside events. Nothing below daemon/ reads a clock.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace driftd::config {

using Duration = std::chrono::microseconds;
using Time = std::chrono::sys_time<Duration>;

/// "90s", "30m", "1h30m", "7d", "250ms" -> a duration; nothing where the text is no such thing or is longer than 100 years.
std::optional<Duration> parse_duration(std::string_view text);
/// The shortest such text: "1h30m".
std::string format_duration(Duration duration);

/// RFC 3339 ("2026-01-31T12:00:00Z", with offset or fraction) or Unix seconds as digits -> a time in the years 1970 to 2200.
std::optional<Time> parse_time(std::string_view text);
std::optional<Time> time_from_unix_seconds(double seconds);
/// RFC 3339 in UTC, with a fraction only where there is one.
std::string format_time(Time time);

}  // namespace driftd::config
