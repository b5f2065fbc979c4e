#include "daemon/app/why.h"

#include <fmt/format.h>

#include "daemon/history/chain.h"

namespace driftd::app {

using config::Json;

std::expected<Json, NoAnswer> why(const std::filesystem::path& history, const registry::Registry& registry, const std::string& model,
                                  std::optional<std::uint64_t> version) {
  auto chain = history::chain_of(history, model, version);
  if (!chain) return std::unexpected(NoAnswer{.unknown = false, .why = chain.error()});
  Json& told = *chain;
  told["manifest"] = nullptr;
  told["artefact"] = nullptr;
  const auto number = told["version"].get<std::uint64_t>();
  if (number == 0) return told;
  const auto found = registry.find(model, number);
  if (!found && told["update"].is_null()) {
    return std::unexpected(
        NoAnswer{.unknown = true, .why = fmt::format("{}; `driftd versions {}` lists those that there are", found.error(), model)});
  }
  told["artefact"] = found ? "whole" : found.error();
  if (found) told["manifest"] = Json::parse(registry::to_text(found->manifest));
  return told;
}

}  // namespace driftd::app
