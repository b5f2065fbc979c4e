#include "daemon/engine/discoveries.h"

#include <algorithm>

#include "detectors/stats/lord.h"
#include "detectors/stats/saffron.h"

namespace driftd::engine {

namespace {

constexpr std::uint8_t kFormat = 1;

}  // namespace

Discoveries::Discoveries(Earning earning, double wrong, std::size_t checks) : wrong_(wrong) {
  if (earning == Earning::none || checks < 2) return;
  for (std::size_t i = 0; i < checks; ++i) {
    if (earning == Earning::lord) {
      earned_.push_back(std::make_unique<detectors::Lord>(wrong, 0, detectors::quick_gamma));
    } else {
      earned_.push_back(std::make_unique<detectors::Saffron>(wrong, 0));
    }
  }
  found_.assign(checks, 0);
  news_.reserve(checks);
}

void Discoveries::spend(double p_value) {
  for (const auto& each : earned_) each->record(p_value, false);
}

void Discoveries::discovered(std::size_t check) {
  if (earned_.empty() || found_[check] != 0) return;
  found_[check] = 1;
  news_.push_back(check);
}

/// The discovery goes in as a test between two others, of everybody's clock, and as an alarm for all but the one who made it.
void Discoveries::turn() {
  for (const std::uint64_t check : news_) {
    for (std::size_t i = 0; i < earned_.size(); ++i) earned_[i]->record(0, i != check);
  }
  news_.clear();
}

void Discoveries::forget(std::size_t check) {
  if (!earned_.empty()) found_[check] = 0;
}

void Discoveries::save(detectors::StateWriter& state) const {
  state.put(kFormat);
  for (const auto& each : earned_) each->save(state);
  state.put(found_);
  state.put(news_);
}

void Discoveries::load(detectors::StateReader& state) {
  if (state.get<std::uint8_t>() != kFormat) state.fail();
  for (const auto& each : earned_) each->load(state);
  state.get(found_);
  state.get(news_);
  const bool whole = found_.size() == earned_.size() && news_.size() <= earned_.size() &&
                     std::ranges::all_of(news_, [this](std::uint64_t check) { return check < earned_.size(); });
  if (!state.failed() && whole) return;
  state.fail();
  found_.assign(earned_.size(), 0);
  news_.clear();
}

}  // namespace driftd::engine
