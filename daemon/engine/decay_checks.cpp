#include "daemon/engine/decay_checks.h"

#include <algorithm>
#include <utility>

#include "detectors/signal_state.h"

namespace driftd::engine {

using detectors::Level;
using detectors::Signal;

std::size_t DecayChecks::add(DecayCheck check) {
  checks_.push_back(std::move(check));
  return checks_.size() - 1;
}

void DecayChecks::begin_outcome() {
  for (const std::size_t told : told_) checks_[told].before = checks_[told].signal.level;
  told_.clear();
}

void DecayChecks::tell(std::size_t i, const Signal& signal, std::uint64_t since_change) {
  DecayCheck& check = checks_[i];
  put(check, signal);
  check.since_change = since_change;
  if (check.changed()) told_.push_back(i);
}

void DecayChecks::forget(std::size_t i) {
  put(checks_[i], {});
  checks_[i].before = Level::learning;
  checks_[i].since_change = 0;
}

void DecayChecks::put(DecayCheck& check, const Signal& signal) {
  if (check.is_score) {
    drifted_scores_ -= check.signal.level == Level::drift ? 1 : 0;
    drifted_scores_ += signal.level == Level::drift ? 1 : 0;
  }
  check.signal = signal;
}

bool DecayChecks::any_changed() const {
  return std::ranges::any_of(told_, [this](std::size_t told) { return checks_[told].changed(); });
}

void DecayChecks::save(detectors::StateWriter& state) const {
  for (const DecayCheck& check : checks_) {
    detectors::save(check.signal, state);
    state.put(check.before);
    state.put(check.since_change);
  }
}

void DecayChecks::load(detectors::StateReader& state) {
  told_.clear();
  for (std::size_t i = 0; i < checks_.size() && !state.failed(); ++i) {
    Signal signal;
    detectors::load(signal, state);
    put(checks_[i], signal);
    state.get(checks_[i].before);
    state.get(checks_[i].since_change);
    if (checks_[i].changed()) told_.push_back(i);
  }
}

}  // namespace driftd::engine
