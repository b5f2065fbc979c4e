#pragma once

// Adam: momentum, divided by the root of the moving mean of squared gradients, both freed of their start at zero.
//   m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2,
//   w <- w - rate_t (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon),  t = 1 at the first step.
// With `amsgrad` the largest v so far stands for v, so that a weight's rate never rises again.
// rate in weight units: about the size of each early step; epsilon in gradient units; the betas are shares kept a step. As PyTorch's Adam;
// its default rate, .001, suits deep networks trained for long, ours the small models here.
// Kingma, Ba: Adam: A Method for Stochastic Optimization, ICLR (2015); Reddi, Kale, Kumar: On the Convergence of Adam and Beyond, ICLR
// (2018).

#include "updaters/optimizers/optimizer.h"
#include "updaters/optimizers/schedule.h"

namespace driftd::updaters {

struct AdamParameters {
  double rate = 0.01;
  config::Chosen<SchedulePointer> schedule = schedules().choose_default("constant");
  std::int64_t warm_up = 0;  // steps
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  bool amsgrad = false;
};

/// State of a weight: the moving means of its gradients and of their squares, and with amsgrad the largest of the latter.
OptimizerPointer make_adam(const AdamParameters& parameters);
void declare_adam(config::Catalogue<OptimizerPointer>& catalogue);

}  // namespace driftd::updaters
