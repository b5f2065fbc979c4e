#pragma once

// A detector of change in a stream of one value: errors (0 or 1), losses, anything.

#include <cmath>
#include <cstddef>
#include <memory>
#include <span>

#include "detectors/signal.h"
#include "detectors/state.h"

namespace driftd::detectors {

/// Whether a detector can take the value: a number whose square is finite with room to spare. One NaN or infinity in a running sum would
/// silence a detector for ever.
inline bool is_usable(double value) {
  return std::abs(value) <= 1e100;
}

class StreamDetector {
 public:
  virtual ~StreamDetector() = default;

  /// Takes values in order and stops behind the first at which the level becomes drift; returns how many it took. A NaN is passed over,
  /// as is whatever else is not usable: such a value counts as taken and changes nothing.
  /// The detector never resets itself: after an alarm the caller reads signal() and then calls reset(). Until then it takes nothing.
  virtual std::size_t update(std::span<const double> values) = 0;
  /// signal().level, at no cost: for whoever asks after every value.
  virtual Level level() const = 0;
  virtual Signal signal() const = 0;
  /// As if newly made.
  virtual void reset() = 0;

  virtual void save(StateWriter& state) const = 0;
  virtual void load(StateReader& state) = 0;
};

using StreamDetectorPointer = std::unique_ptr<StreamDetector>;

}  // namespace driftd::detectors
