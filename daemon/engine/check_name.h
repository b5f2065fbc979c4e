#pragma once

// What a check is called where an alarm of it becomes a cause.

#include <string>

#include "daemon/engine/monitors.h"

namespace driftd::engine {

/// "ks on price"
inline std::string check_of(const Finding& finding) {
  return finding.detector + " on " + finding.subject;
}

}  // namespace driftd::engine
