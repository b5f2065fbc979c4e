#include "detectors/scores/regression_scores.h"

#include <cmath>

#include "detectors/scores/formula_score.h"

namespace driftd::detectors {

namespace {

std::optional<double> mae(const ScoreSums& sums) {
  if (sums.count() == 0) return std::nullopt;
  return sums.absolute_error_sum() / static_cast<double>(sums.count());
}

std::optional<double> rmse(const ScoreSums& sums) {
  if (sums.count() == 0) return std::nullopt;
  return std::sqrt(sums.squared_error_sum() / static_cast<double>(sums.count()));
}

}  // namespace

void declare_mae(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(catalogue,
                  {.name = "mae",
                   .summary = "mean absolute error, in the unit of the truth",
                   .paper = "",
                   .guarantee = "",
                   .cost = "a few ns an outcome"},
                  {mae, ScoreFor::regression, Better::lower});
}

void declare_rmse(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(catalogue,
                  {.name = "rmse",
                   .summary = "root of the mean squared error, in the unit of the truth",
                   .paper = "",
                   .guarantee = "",
                   .cost = "a few ns an outcome"},
                  {rmse, ScoreFor::regression, Better::lower});
}

}  // namespace driftd::detectors
