#pragma once

// The generators by name: {"kind": "hyperplane", "change": 0.01}.

#include <memory>

#include "config/catalogue.h"
#include "daemon/streams/generator.h"

namespace driftd::streams {

using GeneratorCatalogue = config::Catalogue<std::unique_ptr<Generator>>;

const GeneratorCatalogue& generators();

}  // namespace driftd::streams
