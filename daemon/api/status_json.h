#pragma once

// A model's status as the API shows it.

#include "config/json.h"
#include "daemon/engine/status.h"

namespace driftd::api {

/// `served` is the version in the slot.
config::Json to_json(const engine::ModelStatus& status, std::uint64_t served);

}  // namespace driftd::api
