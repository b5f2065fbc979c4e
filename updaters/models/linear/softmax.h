#pragma once

// Softmax regression: the probability of class k is exp(w_k . x + b_k) over the sum of these. Loss: log-loss.
// Bridle: Probabilistic Interpretation of Feedforward Classification Network Outputs, Neurocomputing (1990).

#include "config/catalogue.h"
#include "updaters/models/linear/link.h"
#include "updaters/models/model.h"

namespace driftd::updaters {

const Link& softmax_link();
void declare_softmax(config::Catalogue<LearnerPointer>& catalogue);

}  // namespace driftd::updaters
