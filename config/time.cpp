#include "config/time.h"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>
#include <utility>

namespace driftd::config {
namespace {

using namespace std::chrono_literals;

struct Unit {
  std::string_view name;
  Duration length;
};

constexpr std::array kUnits{Unit{"d", 24h}, Unit{"h", 1h}, Unit{"m", 1min}, Unit{"s", 1s}, Unit{"ms", 1ms}, Unit{"us", 1us}};
constexpr Duration kLongest = 24h * 366 * 100;
constexpr double kLastSecond = 7258118400.0;  // 2200-01-01

std::optional<Duration> unit_length(std::string_view name) {
  for (const Unit& unit : kUnits) {
    if (unit.name == name) return unit.length;
  }
  return std::nullopt;
}

template <class Number>
bool take_number(std::string_view& text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool take_digits(std::string_view& text, std::size_t width, int& value) {
  if (text.size() < width) return false;
  std::string_view digits = text.substr(0, width);
  if (digits.find_first_not_of("0123456789") != std::string_view::npos) return false;
  text.remove_prefix(width);
  return take_number(digits, value);
}

bool take_char(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

bool take_fraction(std::string_view& text, Duration& fraction) {
  if (!take_char(text, '.')) return true;
  std::int64_t scale = 100000;
  std::size_t digits = 0;
  for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
    fraction += Duration((text[digits] - '0') * scale);
    scale /= 10;
  }
  text.remove_prefix(digits);
  return digits > 0;
}

bool take_offset(std::string_view& text, Duration& offset) {
  if (take_char(text, 'Z') || take_char(text, 'z')) return true;
  const int sign = !text.empty() && text.front() == '-' ? -1 : 1;
  if (!take_char(text, '+') && !take_char(text, '-')) return false;
  int hours = 0;
  int minutes = 0;
  if (!take_digits(text, 2, hours) || !take_char(text, ':') || !take_digits(text, 2, minutes) || hours > 23 || minutes > 59) return false;
  offset = sign * (std::chrono::hours(hours) + std::chrono::minutes(minutes));
  return true;
}

std::optional<Time> in_range(Time time) {
  const auto seconds = std::chrono::duration<double>(time.time_since_epoch()).count();
  if (seconds < 0 || seconds >= kLastSecond) return std::nullopt;
  return time;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  Duration total{0};
  while (!text.empty()) {
    std::int64_t count = 0;
    if (text.front() == '-' || !take_number(text, count)) return std::nullopt;
    const std::string_view name = text.substr(0, text.find_first_of("0123456789"));
    const auto length = unit_length(name);
    if (!length || count > kLongest / *length) return std::nullopt;
    total += *length * count;
    if (total > kLongest) return std::nullopt;
    text.remove_prefix(name.size());
  }
  return total;
}

std::string format_duration(Duration duration) {
  if (duration == Duration::zero()) return "0s";
  std::string text = duration < Duration::zero() ? "-" : "";
  duration = std::chrono::abs(duration);
  for (const Unit& unit : kUnits) {
    if (const auto count = duration / unit.length; count > 0) {
      text += std::to_string(count) + std::string(unit.name);
      duration %= unit.length;
    }
  }
  return text;
}

std::optional<Time> time_from_unix_seconds(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0 || seconds >= kLastSecond) return std::nullopt;
  return Time(Duration(std::llround(seconds * 1e6)));
}

std::optional<Time> parse_time(std::string_view text) {
  if (text.find_first_not_of("0123456789.") == std::string_view::npos) {
    double seconds = 0;
    return take_number(text, seconds) && text.empty() ? time_from_unix_seconds(seconds) : std::nullopt;
  }
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  Duration fraction{0}, offset{0};
  const bool well_formed = take_digits(text, 4, year) && take_char(text, '-') && take_digits(text, 2, month) && take_char(text, '-') &&
                           take_digits(text, 2, day) && (take_char(text, 'T') || take_char(text, 't') || take_char(text, ' ')) &&
                           take_digits(text, 2, hour) && take_char(text, ':') && take_digits(text, 2, minute) && take_char(text, ':') &&
                           take_digits(text, 2, second) && take_fraction(text, fraction) && take_offset(text, offset) && text.empty();
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!well_formed || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return in_range(Time(std::chrono::sys_days(date)) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
                  std::chrono::seconds(second) + fraction - offset);
}

std::string format_time(Time time) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss clock(time - days);
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (const auto fraction = clock.subseconds().count(); fraction != 0) text += fmt::format(".{:06}", fraction);
  return text + "Z";
}

}  // namespace driftd::config
