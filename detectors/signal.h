#pragma once

// What a detector says: how things stand, and the numbers that it says so from.

#include <cstdint>
#include <limits>
#include <string_view>

namespace driftd::detectors {

enum class Level : std::uint8_t { learning = 0, stable = 1, warning = 2, drift = 3 };

/// Whether the values rose or fell: of errors and losses only a rise is a decay.
enum class Direction : std::uint8_t { unknown = 0, up = 1, down = 2 };

constexpr double kNotApplicable = std::numeric_limits<double>::quiet_NaN();

struct Signal {
  Level level = Level::learning;
  double statistic = kNotApplicable;  // in the detector's own unit
  double threshold = kNotApplicable;  // what p_value (where there is one) or else the statistic is held against
  double p_value = kNotApplicable;    // NaN where the detector has none
  std::uint64_t window = 0;           // values that it speaks of
  std::uint64_t since_change = 0;     // how many of the newest values came after the change, as far as the detector can tell; 0: it cannot
  Direction direction = Direction::unknown;  // of an alarm
  double allowed = kNotApplicable;  // false alarms that the budget allows this check in its period; NaN where the check keeps to none
  double earned = 0;                // what discoveries of other checks added to the level of this test
};

constexpr std::string_view name_of(Level level) {
  switch (level) {
    case Level::learning: return "learning";
    case Level::stable: return "stable";
    case Level::warning: return "warning";
    case Level::drift: return "drift";
  }
  return "";
}

}  // namespace driftd::detectors
