#pragma once

// Scores of numbers, y the truth and e = y - predicted:
//
//   MAE     = mean |e|                      in the unit of the truth
//   RMSE    = sqrt(mean e^2)                the same, minding large errors more
//   MAPE    = mean |e| / |y|                over the outcomes whose truth is not 0 (scikit-learn divides by 2.2e-16 there)
//   R^2     = 1 - sum e^2 / sum (y - mean y)^2   nothing where the truth is constant (scikit-learn: 0, or 1 without any error)
//   pinball = mean of q e above, (1 - q) (-e) below   for a model of the quantile q: least where a share q of truths lies below what it
//   predicts
//             (Koenker & Bassett, Regression quantiles, 1978)
//
// Intervals: Student's t around MAE, MAPE and pinball. RMSE and R^2: the delta method for mean e^2 and for the ratio, on the scale of the
// logarithm. Both need fourth powers of errors (and of the truth): with heavy tails they come out too narrow for small n. Where all errors
// are 0 an interval has no width.

#include "config/catalogue.h"
#include "detectors/scores/score.h"

namespace driftd::detectors {

void declare_mae(config::Catalogue<ScorePointer>& catalogue);
void declare_rmse(config::Catalogue<ScorePointer>& catalogue);
void declare_mape(config::Catalogue<ScorePointer>& catalogue);
void declare_r2(config::Catalogue<ScorePointer>& catalogue);
void declare_pinball(config::Catalogue<ScorePointer>& catalogue);

}  // namespace driftd::detectors
