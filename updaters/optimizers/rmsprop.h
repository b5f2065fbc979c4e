#pragma once

// RMSProp: like AdaGrad, but old gradients are forgotten, so that the rate of a long-lived model does not die away.
//   s <- decay s + (1 - decay) g^2,  w <- w - rate_t g / (sqrt(s) + epsilon).
// rate in weight units, epsilon in gradient units, decay the share of the old mean square that a step keeps; as PyTorch's RMSprop, whose
// alpha is this decay, not centred.
// Tieleman, Hinton: Lecture 6.5 - RMSProp, COURSERA: Neural Networks for Machine Learning (2012).

#include "updaters/optimizers/optimizer.h"
#include "updaters/optimizers/schedule.h"

namespace driftd::updaters {

struct RmspropParameters {
  double rate = 0.01;
  config::Chosen<SchedulePointer> schedule = schedules().choose_default("constant");
  std::int64_t warm_up = 0;  // steps
  double decay = 0.9;
  double epsilon = 1e-8;
};

/// State of a weight: the moving mean of its squared gradients.
OptimizerPointer make_rmsprop(const RmspropParameters& parameters);
void declare_rmsprop(config::Catalogue<OptimizerPointer>& catalogue);

}  // namespace driftd::updaters
