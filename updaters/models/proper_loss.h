#pragma once

// How far an answer is from the truth, by rules that are best served by saying what one believes: of a row with classes Brier's score,
// sum_k (p_k - [k is true])^2 (of two classes, of one of them only), of a number the squared error. Brier: Verification of Forecasts
// Expressed in Terms of Probability, Monthly Weather Review 78 (1950). Bounded for classes, so that one sure mistake does not outweigh a
// thousand good answers, as the log-loss would let it.

#include <vector>

#include "updaters/dataset.h"
#include "updaters/models/model.h"

namespace driftd::updaters {

/// One a row, in order. A class that the model does not know counts as one that it gave no probability.
std::vector<double> proper_losses(const Model& model, const Dataset& rows);

/// The plain error, one a row: 0 where the class is right and 1 where not; the absolute difference of numbers.
std::vector<double> errors_of(const Model& model, const Dataset& rows);

}  // namespace driftd::updaters
