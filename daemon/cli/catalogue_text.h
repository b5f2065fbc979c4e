#pragma once

// Everything that driftd can be told to use, as JSON, as text for a terminal, and as the reference page docs/catalogue.md.

#include <string>

#include "config/json.h"

namespace driftd::cli {

/// Every row of every catalogue: room, kind, its facts, and its parameters as the properties of a JSON Schema.
config::Json whole_catalogue();
std::string catalogue_for_people(const config::Json& catalogue);
std::string catalogue_as_markdown(const config::Json& catalogue);

}  // namespace driftd::cli
