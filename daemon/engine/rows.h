#pragma once

// The port through which the engine looks a row up again that stands in the journal (or, in a replay, in memory).

#include <cstddef>
#include <span>

#include "daemon/engine/event.h"

namespace driftd::engine {

class Rows {
 public:
  virtual ~Rows() = default;
  /// The bytes from a prediction's position on, at least as far as it reaches; empty where the position is gone.
  virtual std::span<const std::byte> at(Position position) const = 0;
};

}  // namespace driftd::engine
