#pragma once

// The words in which damage is told: what is unreadable, where, and what can be done.

#include <string>

#include "daemon/journal/segment.h"
#include "daemon/journal/segment_inspection.h"

namespace driftd::journal {

std::string describe_damage(const Segment& segment, const Inspection& found);
std::string describe_gap(const Segment& before, const Segment& after);
bool is_followed_by(const Segment& before, const Segment& after);

}  // namespace driftd::journal
