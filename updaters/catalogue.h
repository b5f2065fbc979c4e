#pragma once

// The catalogues of this room: optimisers and model families, each a row declared in its own file.

#include "config/catalogue.h"
#include "updaters/models/model.h"
#include "updaters/optimizers/optimizer.h"

namespace driftd::updaters {

const config::Catalogue<OptimizerPointer>& optimizers();
const config::Catalogue<LearnerPointer>& models();

/// The linear family of a task: logistic, softmax or linear.
std::string linear_family(config::Task task);
/// The family that a model gets when its settings name none.
const std::string& default_family();

}  // namespace driftd::updaters
