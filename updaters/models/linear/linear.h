#pragma once

// Linear regression: the answer is w . x + b. Loss: half the squared error, against the label standardised over the training rows.
// Gauss: Theoria motus corporum coelestium (1809).

#include "config/catalogue.h"
#include "updaters/models/linear/link.h"
#include "updaters/models/model.h"

namespace driftd::updaters {

const Link& linear_link();
void declare_linear(config::Catalogue<LearnerPointer>& catalogue);

}  // namespace driftd::updaters
