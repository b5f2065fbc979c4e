#pragma once

// Two libraries have most of these detectors, and differ in details that move alarms. Where someone may want either, the parameter
// `semantics` says whose: a detector's header lists what it changes.

#include <cstdint>

#include "config/shape.h"

namespace driftd::detectors {

enum class Semantics : std::uint8_t { river, moa };

inline config::Shape<Semantics> semantics_shape() {
  return config::one_of<Semantics>({{"river", Semantics::river}, {"moa", Semantics::moa}});
}

}  // namespace driftd::detectors
