#include "detectors/scores/log_loss.h"

#include "detectors/scores/formula_score.h"

namespace driftd::detectors {

namespace {

std::optional<double> log_loss(const ScoreSums& sums) {
  if (sums.probability_count() == 0) return std::nullopt;
  return sums.log_loss_sum() / static_cast<double>(sums.probability_count());
}

}  // namespace

void declare_log_loss(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(catalogue,
                  {.name = "log_loss",
                   .summary = "mean negative log-likelihood of what came true, in nats, where the model gave probabilities",
                   .paper = "",
                   .guarantee = "",
                   .cost = "a logarithm an outcome"},
                  {log_loss, ScoreFor::classification, Better::lower});
}

}  // namespace driftd::detectors
