#pragma once

// A signal as state.

#include "detectors/signal.h"
#include "detectors/state.h"

namespace driftd::detectors {

inline void save(const Signal& signal, StateWriter& state) {
  state.put(signal.level);
  state.put(signal.statistic);
  state.put(signal.threshold);
  state.put(signal.p_value);
  state.put(signal.window);
  state.put(signal.since_change);
  state.put(signal.direction);
  state.put(signal.allowed);
  state.put(signal.earned);
}

inline void load(Signal& signal, StateReader& state) {
  state.get(signal.level);
  state.get(signal.statistic);
  state.get(signal.threshold);
  state.get(signal.p_value);
  state.get(signal.window);
  state.get(signal.since_change);
  state.get(signal.direction);
  state.get(signal.allowed);
  state.get(signal.earned);
  if (signal.level > Level::drift || signal.direction > Direction::down || !(signal.earned >= 0)) state.fail();
}

}  // namespace driftd::detectors
