#pragma once

// What is told of the process: its build, what the kernel says of it (under the names that every Prometheus client uses), and how its
// listener, journal, history and queue fare.

#include <prometheus/metric_family.h>

#include <vector>

#include "daemon/telemetry/process_status.h"

namespace driftd::telemetry {

std::vector<prometheus::MetricFamily> process_families(const ProcessStatus& process);

}  // namespace driftd::telemetry
