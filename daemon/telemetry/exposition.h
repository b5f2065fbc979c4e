#pragma once

// What Prometheus scrapes, as a pure function of how the models and the process stand. Format: Prometheus text exposition 0.0.4; serve it
// as kExpositionType.

#include <span>
#include <string>
#include <string_view>

#include "daemon/engine/status.h"
#include "daemon/telemetry/process_status.h"

namespace driftd::telemetry {

constexpr std::string_view kExpositionType = "text/plain; version=0.0.4; charset=utf-8";

std::string exposition(std::span<const engine::ModelStatus> models, const ProcessStatus& process);

}  // namespace driftd::telemetry
