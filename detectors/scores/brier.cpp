#include "detectors/scores/brier.h"

#include "detectors/scores/formula_score.h"

namespace driftd::detectors {

void declare_brier(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(
      catalogue,
      {.name = "brier",
       .summary = "mean squared distance of the probabilities from what happened",
       .paper = "Brier, Verification of forecasts expressed in terms of probability, 1950",
       .guarantee = "",
       .cost = "a few ns an outcome"},
      {[](const ScoreSums& sums) { return mean_of(sums.brier()); },
       [](const ScoreSums& sums, double level) { return interval_of_mean(sums.brier(), level); }, ScoreFor::classification, Better::lower});
}

}  // namespace driftd::detectors
