#pragma once

// What a sample must be for a model to learn from it. It comes from outside: everything is looked at before it is used.

#include <expected>
#include <string>

#include "config/features.h"
#include "updaters/dataset.h"

namespace driftd::updaters {

/// What is wrong with the rows under the schema, first mistake first: their shape, numbers that are infinite, labels that are not the
/// task's.
std::expected<void, std::string> check_sample(const config::ModelSchema& schema, const Dataset& rows);

/// Whether all labels are the same class; false for numbers.
bool has_one_class(config::Task task, const Dataset& rows);

}  // namespace driftd::updaters
