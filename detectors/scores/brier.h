#pragma once

// Brier score: the mean squared distance of the probabilities from what happened. Binary: mean (p - y)^2 of class 1, which is 0..1; of
// several classes mean sum_k (p_k - y_k)^2, which is 0..2 (scikit-learn: scale_by_half="auto"), over the outcomes for which all
// probabilities were given. Like log-loss it is best where the probabilities are the true ones, but a single outcome cannot spoil it.
// Interval: Student's t around the mean.

#include "config/catalogue.h"
#include "detectors/scores/score.h"

namespace driftd::detectors {

void declare_brier(config::Catalogue<ScorePointer>& catalogue);

}  // namespace driftd::detectors
