#pragma once

// Which changes are alarms: a rise (errors that became more), a fall, or either.

#include <cstdint>

#include "config/shape.h"

namespace driftd::detectors {

enum class Side : std::uint8_t { both, up, down };

inline config::Shape<Side> side_shape() {
  return config::one_of<Side>({{"both", Side::both}, {"up", Side::up}, {"down", Side::down}});
}

constexpr const char* kSideDoc = "whether rises, falls or both are alarms";

}  // namespace driftd::detectors
