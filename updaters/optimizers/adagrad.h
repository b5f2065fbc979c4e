#pragma once

// AdaGrad: every weight has its own rate, which falls with the gradients that weight has seen.
//   s <- s + g^2,  w <- w - rate_t g / (sqrt(s) + epsilon).
// The first step has the size `rate` whatever the gradient's unit, so the default suits most data; rare inputs keep learning fast.
// rate in weight units, epsilon in gradient units; as PyTorch's Adagrad.
// Duchi, Hazan, Singer: Adaptive Subgradient Methods for Online Learning and Stochastic Optimization, JMLR 12 (2011).

#include "updaters/optimizers/optimizer.h"
#include "updaters/optimizers/schedule.h"

namespace driftd::updaters {

struct AdagradParameters {
  double rate = 0.2;
  config::Chosen<SchedulePointer> schedule = schedules().choose_default("constant");
  std::int64_t warm_up = 0;  // steps
  double epsilon = 1e-10;
};

/// State of a weight: the sum of its squared gradients.
OptimizerPointer make_adagrad(const AdagradParameters& parameters);
void declare_adagrad(config::Catalogue<OptimizerPointer>& catalogue);

}  // namespace driftd::updaters
