#pragma once

// The time of arrival, in the one unit that all rooms count in.

#include <chrono>

#include "config/time.h"

namespace driftd::app {

inline config::Time now() {
  return std::chrono::time_point_cast<config::Duration>(std::chrono::system_clock::now());
}

}  // namespace driftd::app
