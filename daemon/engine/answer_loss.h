#pragma once

// How far one answer was from the truth. Of classes a proper loss where probabilities are known, half of Brier's score
//   1/2 sum_k (p_k - [k is true])^2,
// which is (p_1 - y)^2 where there are two, and 0 or 1 where only the class is: a loss of right and wrong cannot tell two models apart that
// both never name a rare class. Both are in [0, 1]. Of numbers the squared error. Brier: Verification of Forecasts Expressed in Terms of
// Probability, Monthly Weather Review 78 (1950); proper: Gneiting, Raftery, JASA 102 (2007).

#include <optional>
#include <span>

#include "config/features.h"
#include "daemon/engine/event.h"
#include "updaters/models/model.h"

namespace driftd::engine {

struct AnswerLoss {
  double plain = 0;              // right or wrong; of numbers squared
  std::optional<double> proper;  // nothing where there are no probabilities
};

/// Of an answer as an event tells it. Of two classes the probability of either says both.
AnswerLoss loss_of(config::Task task, double answer, std::span<const ClassScore> scores, double truth);

/// Of the first row that a model answered. A class that it does not know counts as one that it gave no probability.
AnswerLoss loss_of(const updaters::Model& model, const updaters::Answers& answers, double truth);

}  // namespace driftd::engine
