#include "detectors/scores/log_loss.h"

#include "detectors/scores/formula_score.h"

namespace driftd::detectors {

void declare_log_loss(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(catalogue,
                  {.name = "log_loss",
                   .summary = "mean negative log-likelihood of what came true, in nats, where the model gave probabilities",
                   .paper = "Good, Rational decisions, 1952",
                   .guarantee = "",
                   .cost = "a logarithm an outcome"},
                  {[](const ScoreSums& sums) { return mean_of(sums.log_loss()); },
                   [](const ScoreSums& sums, double level) { return interval_of_mean(sums.log_loss(), level); }, ScoreFor::classification,
                   Better::lower});
}

}  // namespace driftd::detectors
