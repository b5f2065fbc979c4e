#include "daemon/telemetry/exposition.h"

#include <prometheus/text_serializer.h>

#include <utility>
#include <vector>

#include "daemon/telemetry/model_families.h"
#include "daemon/telemetry/process_families.h"

namespace driftd::telemetry {

std::string exposition(std::span<const engine::ModelStatus> models, const ProcessStatus& process) {
  std::vector<prometheus::MetricFamily> families = model_families(models, process.rejected);
  for (auto& family : process_families(process)) families.push_back(std::move(family));
  std::erase_if(families, [](const prometheus::MetricFamily& family) { return family.metric.empty(); });
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace driftd::telemetry
