#include <array>
#include <memory>
#include <utility>

#include "updaters/models/automatic/chosen_model.h"
#include "updaters/models/factorization/factorization_machine.h"
#include "updaters/models/linear/linear_artefact.h"
#include "updaters/models/mlp/mlp.h"
#include "updaters/models/model.h"
#include "updaters/models/trees/boosted_trees.h"

namespace driftd::updaters {
namespace {

using Read = std::expected<ModelPointer, std::string> (*)(std::string_view);

struct Format {
  std::string_view name;
  Read read;
};

std::expected<ModelPointer, std::string> read_generalized_linear(std::string_view text) {
  auto parts = read_linear(text);
  if (!parts) return std::unexpected(std::move(parts.error()));
  return std::make_shared<GeneralizedLinear>(std::move(*parts));
}

constexpr std::array kFormats{
    Format{.name = "driftd-linear", .read = read_generalized_linear},
    Format{.name = ChosenModel::kFormat, .read = ChosenModel::read},
    Format{.name = BoostedTrees::kFormat, .read = BoostedTrees::read},
    Format{.name = MultiLayerPerceptron::kFormat, .read = MultiLayerPerceptron::read},
    Format{.name = FactorizationMachine::kFormat, .read = FactorizationMachine::read},
};

}  // namespace

std::expected<ModelPointer, std::string> read_model(std::string_view text) {
  constexpr config::JsonLimits kLimits{.bytes = 256U << 20U, .depth = 8};
  const auto json = config::parse_json(text, kLimits);
  if (!json) return std::unexpected(to_text(json.error()));
  if (!json->is_object() || !json->contains("format") || !(*json)["format"].is_string())
    return std::unexpected("/format: is missing; this is no model of driftd");
  const auto& name = (*json)["format"].get_ref<const std::string&>();
  for (const Format& format : kFormats) {
    if (format.name == name) return format.read(text);
  }
  return std::unexpected("/format: \"" + name + "\" is none that this driftd reads");
}

}  // namespace driftd::updaters
