#pragma once

// What the artefacts of all families say alike: what is answered and from what, the classes, and how labels are standardised.

#include <string>

#include "config/declaration.h"
#include "config/features.h"
#include "updaters/dataset.h"
#include "updaters/models/label_scale.h"

namespace driftd::updaters {

constexpr double kLargestCode = 9007199254740992.0;  // 2^53

const config::Declaration<config::ModelSchema>& schema_declaration();
const config::Declaration<ClassName>& class_declaration();
const config::Declaration<LabelScale>& label_declaration();

/// "" where the classes are what the task wants: none, or two and more with codes of their own.
std::string classes_problem(config::Task task, std::span<const ClassName> classes);

}  // namespace driftd::updaters
