#pragma once

// Scores of numbers, in the unit of the truth: MAE = mean |predicted - truth|, RMSE = sqrt(mean (predicted - truth)^2), the latter minding
// large errors more.

#include "config/catalogue.h"
#include "detectors/scores/score.h"

namespace driftd::detectors {

void declare_mae(config::Catalogue<ScorePointer>& catalogue);
void declare_rmse(config::Catalogue<ScorePointer>& catalogue);

}  // namespace driftd::detectors
