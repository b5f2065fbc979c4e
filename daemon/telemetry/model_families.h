#pragma once

// What is told of each model: how its events fare, what its checks say, how good it is, and how its updates went.

#include <prometheus/metric_family.h>

#include <span>
#include <vector>

#include "daemon/engine/status.h"
#include "daemon/telemetry/process_status.h"

namespace driftd::telemetry {

/// Rejected events of models that are not among `models` are left out: labels stay bounded by the settings.
std::vector<prometheus::MetricFamily> model_families(std::span<const engine::ModelStatus> models, std::span<const RejectedEvents> rejected);

}  // namespace driftd::telemetry
