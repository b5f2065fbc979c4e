#pragma once

// What a policy meets in its tests: rows that have come, an alarm, a challenger that lost.

#include "updaters/policy.h"

namespace driftd::updaters {

inline const Time kStart(std::chrono::hours(24 * 10'000));

inline Situation rows(std::uint64_t end) {
  return {.first = 0, .end = end, .champion_learnt = 0, .has_champion = true, .champion_continues = true};
}

/// A challenger that lost at the gate.
inline Failure lost(std::uint64_t rows = 10'000) {
  return {.cause = FailureCause::lost, .text = "worse", .family = "logistic", .job = 7, .now = kStart, .rows = rows};
}

inline Cause decay(const char* text = "adwin on error") {
  return {.kind = Cause::Kind::decay, .text = text, .change = 0};
}

}  // namespace driftd::updaters
