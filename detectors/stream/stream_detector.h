#pragma once

// A detector of change in a stream of one value: errors (0 or 1), losses, anything.

#include <cmath>
#include <cstddef>
#include <cstdint>
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

/// What the values of a stream may be. Each takes what those before it take.
enum class Domain : std::uint8_t {
  errors,   // 0 or 1, nothing between: the method counts errors
  shares,   // 0 to 1: the method needs bounded values
  numbers,  // any usable number
};

constexpr bool is_in(Domain domain, double value) {
  if (domain == Domain::errors) return value == 0 || value == 1;
  if (domain == Domain::shares) return value >= 0 && value <= 1;
  return value >= -1e100 && value <= 1e100;
}

class StreamDetector {
 public:
  virtual ~StreamDetector() = default;

  /// What it takes: a detector of errors is no use on a loss, all of whose values it would pass over.
  virtual Domain domain() const = 0;

  /// Takes values in order and stops behind the first at which the level becomes drift; returns how many it took. A NaN is passed over,
  /// as is whatever else lies outside the domain: such a value counts as taken and as skipped, and changes nothing else.
  /// The detector never resets itself: after an alarm the caller reads signal() and then calls reset(). Until then it takes nothing.
  virtual std::size_t update(std::span<const double> values) = 0;
  /// signal().level, at no cost: for whoever asks after every value.
  virtual Level level() const = 0;
  virtual Signal signal() const = 0;
  /// As if newly made; but a detector that was told to keep what came after a change (adwin with MOA's semantics) does so where an alarm
  /// stands, and is as new only when reset again.
  virtual void reset() = 0;

  /// Whether the detector keeps to a stated number of false alarms; then allow() says how many may be expected of each further value.
  virtual bool keeps_allowance() const { return false; }
  virtual void allow(double /*false_alarms_a_value*/) {}

  virtual void save(StateWriter& state) const = 0;
  /// A state that cannot be one of this detector's fails the reader and leaves the detector as if newly made.
  virtual void load(StateReader& state) = 0;

  /// Values passed over since the detector was made or reset.
  std::uint64_t skipped() const { return skipped_; }

 protected:
  std::uint64_t skipped_ = 0;
};

using StreamDetectorPointer = std::unique_ptr<StreamDetector>;

}  // namespace driftd::detectors
