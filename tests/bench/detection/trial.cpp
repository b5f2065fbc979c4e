#include "tests/bench/detection/trial.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <span>

namespace driftd::bench {
namespace {

using detectors::Direction;
using detectors::Level;

/// Feeds until the first alarm and gives the number of values up to and with it; none where there was no alarm.
std::optional<std::size_t> first_alarm(detectors::StreamDetector& detector, std::span<const double> values) {
  std::size_t taken = 0;
  while (taken < values.size()) {
    taken += detector.update(values.subspan(taken));
    if (detector.level() != Level::drift) break;
    const bool fell = detector.signal().direction == Direction::down;
    detector.reset();
    if (!fell) return taken;
  }
  return std::nullopt;
}

void hear_quiet(detectors::StreamDetector& detector, std::span<const double> values, Tally& tally) {
  tally.quiet_values += values.size();
  while (const auto taken = first_alarm(detector, values)) {
    ++tally.false_alarms;
    values = values.subspan(*taken);
  }
}

}  // namespace

double Tally::time_between_false_alarms() const {
  return static_cast<double>(quiet_values) / static_cast<double>(std::max<std::uint64_t>(false_alarms, 1));
}

double Tally::delay() const {
  return found == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(delays) / static_cast<double>(found);
}

double Tally::missed_share() const {
  return static_cast<double>(missed) / static_cast<double>(std::max<std::uint64_t>(found + missed, 1));
}

double Tally::ratio() const {
  return found == 0 ? 0 : time_between_false_alarms() / delay() * (1 - missed_share());
}

void judge(detectors::StreamDetector& detector, const ErrorStream& stream, Tally& tally) {
  detector.reset();
  const std::size_t begin = stream.changes.empty() ? stream.fresh.size() : stream.changes.front();
  hear_quiet(detector, std::span(stream.fresh).first(begin), tally);
  for (std::size_t i = 0; i < stream.changes.size(); ++i) {
    const std::size_t change = stream.changes[i];
    const std::size_t end = i + 1 < stream.changes.size() ? stream.changes[i + 1] : stream.stale.size();
    const auto taken = first_alarm(detector, std::span(stream.stale).subspan(change, end - change));
    if (!taken) {
      ++tally.missed;
      detector.reset();
      continue;
    }
    ++tally.found;
    tally.delays += *taken;
    hear_quiet(detector, std::span(stream.fresh).subspan(change + *taken, end - change - *taken), tally);
  }
}

}  // namespace driftd::bench
