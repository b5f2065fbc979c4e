#include "updaters/daily_cpu.h"

#include <algorithm>
#include <cmath>

namespace driftd::updaters {
namespace {

constexpr std::int64_t kDay = 24;

std::int64_t hour_of(config::Time time) {
  return std::chrono::floor<std::chrono::hours>(time.time_since_epoch()).count();
}

}  // namespace

void DailyCpu::spent(config::Time when, double seconds) {
  if (!std::isfinite(seconds) || seconds <= 0) return;
  // A clock that goes back adds to the newest hour: it is kept no shorter for that.
  const std::int64_t hour = hours_.empty() ? hour_of(when) : std::max(hour_of(when), hours_.back().number);
  if (hours_.empty() || hours_.back().number != hour) hours_.push_back({.number = hour});
  hours_.back().seconds += seconds;
  if (hours_.size() > kHours) hours_.pop_front();
}

double DailyCpu::seconds(config::Time now) const {
  const std::int64_t oldest = hour_of(now) - kDay;
  double sum = 0;
  for (const Hour& hour : hours_) {
    if (hour.number >= oldest) sum += hour.seconds;
  }
  return sum;
}

void DailyCpu::save(detectors::StateWriter& state) const {
  state.put(static_cast<std::uint64_t>(hours_.size()));
  for (const Hour& hour : hours_) {
    state.put(hour.number);
    state.put(hour.seconds);
  }
}

void DailyCpu::load(detectors::StateReader& state) {
  const auto count = state.get_count();
  if (count > kHours) return state.fail();
  hours_.clear();
  for (std::uint64_t i = 0; i < count && !state.failed(); ++i) {
    Hour& hour = hours_.emplace_back();
    state.get(hour.number);
    state.get(hour.seconds);
    const bool later = i == 0 || hour.number > hours_[i - 1].number;
    if (!later || !std::isfinite(hour.seconds) || hour.seconds <= 0) state.fail();
  }
}

}  // namespace driftd::updaters
