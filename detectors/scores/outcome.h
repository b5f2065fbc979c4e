#pragma once

// A prediction with what was true: what every score is made of.

#include "config/features.h"

namespace driftd::detectors {

/// Classes are 0 / 1 (binary) or category codes (multiclass). Probabilities are negative where the model gave none.
struct Outcome {
  double predicted = 0;
  double truth = 0;
  double truth_probability = -1;      // the predicted probability of the class that came true
  double predicted_probability = -1;  // that of the class that was predicted; only several classes need it
  double squared_probabilities = -1;  // the sum over all classes of p^2; only several classes need it

  /// The model gave class `code` this probability; to be called once for each class.
  void give(double code, double probability);
};

/// What is beyond this is no outcome: its powers, summed up, would no longer be finite.
inline constexpr double kMostMagnitude = 1e70;

/// 1 where a class was missed, 0 where it was right; for regression the absolute error.
double error_of(config::Task task, const Outcome& outcome);
/// The negative log-likelihood in nats where the model gave a probability (floored at 1e-15), else the error; for regression the squared
/// error.
double loss_of(config::Task task, const Outcome& outcome);
/// The same where the model is known to have given one.
double negative_log_likelihood(const Outcome& outcome);

}  // namespace driftd::detectors
