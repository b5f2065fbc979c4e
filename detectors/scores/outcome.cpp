#include "detectors/scores/outcome.h"

#include <algorithm>
#include <cmath>

namespace driftd::detectors {

namespace {

constexpr double kLeastProbability = 1e-15;

}  // namespace

void Outcome::give(double code, double probability) {
  if (code == truth) truth_probability = probability;
  if (code == predicted) predicted_probability = probability;
  squared_probabilities = std::max(squared_probabilities, 0.0) + probability * probability;
}

double error_of(config::Task task, const Outcome& outcome) {
  if (task == config::Task::regression) return std::abs(outcome.predicted - outcome.truth);
  return outcome.predicted == outcome.truth ? 0 : 1;
}

double loss_of(config::Task task, const Outcome& outcome) {
  const double error = error_of(task, outcome);
  if (task == config::Task::regression) return error * error;
  return outcome.truth_probability >= 0 ? negative_log_likelihood(outcome) : error;
}

double negative_log_likelihood(const Outcome& outcome) {
  return -std::log(std::clamp(outcome.truth_probability, kLeastProbability, 1.0));
}

}  // namespace driftd::detectors
