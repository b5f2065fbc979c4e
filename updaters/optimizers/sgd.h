#pragma once

// Stochastic gradient descent, with momentum and averaging where asked for:
//   v <- momentum v + g,  w <- w - rate_t v,  or with Nesterov's look ahead  w <- w - rate_t (g + momentum v).
//   average: the answers come from the mean of all w after the first `average_after` steps, which settles faster than any one of them.
// rate in weight units per unit of gradient: it must suit the scale of the inputs, which the encoder sees to.
// Robbins, Monro: A Stochastic Approximation Method, Annals of Mathematical Statistics 22 (1951).
// Momentum: Polyak, USSR Computational Mathematics 4 (1964); as PyTorch's SGD, without dampening. Nesterov: Sutskever, Martens, Dahl,
// Hinton: On the Importance of Initialization and Momentum in Deep Learning, ICML (2013).
// Averaging: Polyak, Juditsky: Acceleration of Stochastic Approximation by Averaging, SIAM J. Control and Optimization 30 (1992);
// scikit-learn's average=a is average_after = a - 1.

#include "updaters/optimizers/optimizer.h"
#include "updaters/optimizers/schedule.h"

namespace driftd::updaters {

struct SgdParameters {
  double rate = 0.1;
  config::Chosen<SchedulePointer> schedule = schedules().choose_default("inverse_root");
  std::int64_t warm_up = 0;  // steps
  double momentum = 0;       // share of the last step's velocity
  bool nesterov = false;
  bool average = false;
  std::int64_t average_after = 0;  // steps
};

/// State of a weight: nothing; with momentum its velocity; with averaging its velocity, and whichever of the iterate and the average the
/// weights are not.
OptimizerPointer make_sgd(const SgdParameters& parameters);
void declare_sgd(config::Catalogue<OptimizerPointer>& catalogue);

}  // namespace driftd::updaters
