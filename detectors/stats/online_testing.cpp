#include "detectors/stats/online_testing.h"

#include <algorithm>
#include <cmath>

#include "config/assertion.h"

namespace driftd::detectors {

void NewestAlarms::add(std::uint64_t when) {
  DRIFTD_ASSERT(when_.empty() || when_.back() <= when);
  if (when_.size() == OnlineTesting::kMostKept) when_.erase(when_.begin());
  when_.push_back(when);
  ++total_;
}

void NewestAlarms::save(StateWriter& state) const {
  state.put(when_);
  state.put(total_);
}

void NewestAlarms::load(StateReader& state, std::uint64_t now) {
  state.get(when_);
  state.get(total_);
  const bool all_or_the_most = total_ == when_.size() || (total_ > when_.size() && when_.size() == OnlineTesting::kMostKept);
  const bool whole = when_.size() <= OnlineTesting::kMostKept && all_or_the_most && std::ranges::is_sorted(when_) &&
                     (when_.empty() || when_.back() <= now);
  if (!state.failed() && whole) return;
  state.fail();
  *this = {};
}

double slow_gamma(std::uint64_t j) {
  constexpr double kScale = 0.07720838;
  const auto n = static_cast<double>(j);
  const double log = std::log(n);
  return kScale * std::log(std::max(n, 2.0)) / (n * std::exp(std::sqrt(log)));
}

double quick_gamma(std::uint64_t j) {
  constexpr double kScale = 0.4374901658;
  constexpr double kPower = 1.6;
  return kScale / std::pow(static_cast<double>(j), kPower);
}

}  // namespace driftd::detectors
