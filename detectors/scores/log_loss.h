#pragma once

// Log-loss: the mean of -ln p, p being the probability that the model gave to what came true (floored at 1e-15; scikit-learn: at 2.2e-16),
// over the outcomes for which it gave one. Unlike accuracy it tells a model that is sure and wrong from one that hesitates. Interval:
// Student's t around the mean. A model that is now and then sure and wrong makes it wide, and rightly so.

#include "config/catalogue.h"
#include "detectors/scores/score.h"

namespace driftd::detectors {

void declare_log_loss(config::Catalogue<ScorePointer>& catalogue);

}  // namespace driftd::detectors
