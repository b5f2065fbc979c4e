#include <memory>
#include <utility>

#include "updaters/models/linear_artefact.h"
#include "updaters/models/model.h"

namespace driftd::updaters {

std::expected<ModelPointer, std::string> read_model(std::string_view text) {
  auto parts = read_linear(text);
  if (!parts) return std::unexpected(std::move(parts.error()));
  return std::make_shared<GeneralizedLinear>(std::move(*parts));
}

}  // namespace driftd::updaters
