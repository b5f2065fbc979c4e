#include "daemon/engine/score_bound.h"

#include <cmath>

namespace driftd::engine {

using detectors::Interval;
using detectors::Level;

namespace {

Level level_of(const ScoreBound& bound, double value, const std::optional<Interval>& interval) {
  const bool from_below = !std::isnan(bound.below);
  const bool beyond = from_below ? value < bound.below : value > bound.above;
  if (!beyond) return Level::stable;
  if (!bound.surely || !interval) return Level::drift;
  const bool surely = from_below ? interval->high < bound.below : interval->low > bound.above;
  return surely ? Level::drift : Level::warning;
}

}  // namespace

detectors::Signal judge(const ScoreBound& bound, const ScoreReading& reading) {
  detectors::Signal signal{.level = Level::learning,
                           .statistic = reading.value.value_or(detectors::kNotApplicable),
                           .threshold = std::isnan(bound.below) ? bound.above : bound.below,
                           .window = reading.outcomes};
  if (reading.value && reading.outcomes >= bound.least) signal.level = level_of(bound, *reading.value, reading.interval);
  return signal;
}

}  // namespace driftd::engine
