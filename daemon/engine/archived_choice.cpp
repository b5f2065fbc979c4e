#include "daemon/engine/archived_choice.h"

#include <fmt/format.h>

#include "updaters/models/automatic/best_model.h"

namespace driftd::engine {

std::expected<ArchivedChoice, std::string> choose_archived(const std::vector<ArchivedVersion>& versions, const updaters::Dataset& rows) {
  std::vector<updaters::ModelPointer> models;
  for (const auto& version : versions) models.push_back(version.model);
  const auto best = updaters::best_model(models, rows);
  if (!best) return std::unexpected("there is no earlier version to try, or no row to try it on");
  const std::uint64_t number = versions[best->place].number;
  return ArchivedChoice{.number = number,
                        .reason = fmt::format("version {} does best of {}: mean loss {:.4g}", number, versions.size(), best->loss)};
}

}  // namespace driftd::engine
