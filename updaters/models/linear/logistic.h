#pragma once

// Logistic regression: the probability of class 1 is 1 / (1 + exp(-(w . x + b))). Loss: log-loss.
// Cox: The Regression Analysis of Binary Sequences, Journal of the Royal Statistical Society B 20 (1958).

#include "config/catalogue.h"
#include "updaters/models/linear/link.h"
#include "updaters/models/model.h"

namespace driftd::updaters {

const Link& logistic_link();
void declare_logistic(config::Catalogue<LearnerPointer>& catalogue);

}  // namespace driftd::updaters
