#pragma once

// An update's record in a checkpoint.

#include "daemon/engine/action.h"
#include "detectors/state.h"

namespace driftd::engine {

void save(const UpdateRecord& record, detectors::StateWriter& state);
void load(UpdateRecord& record, detectors::StateReader& state);

}  // namespace driftd::engine
