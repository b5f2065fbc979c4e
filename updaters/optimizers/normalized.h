#pragma once

// Normalised AdaGrad: steps in the unit of each input, so that raw columns, one in grams and the next in miles, need neither scaling nor
// tuning. An input c times as large has gradients c times as large and wants a weight 1 / c of the size, and gets it:
//   on |g| > m:  w <- w m / |g|,  m <- |g|         the largest gradient so far is the weight's scale; what was learnt by a smaller is not trusted
//   s <- s + g^2,  w <- w - rate_t g / (m sqrt(s)).
// rate has no unit: a weight's first step moves the score by `rate`, for the input of that step and a residual of 1.
// The idea and the squash are NAG's (Ross, Mineiro, Langford: Normalized Online Learning, UAI 2013), which takes its scale from the inputs
// and needs a common factor besides. Here it comes from the gradients, which is all that an optimiser sees, so that every model can use
// it. On raw columns, one pass, log-loss or squared error in variances: electricity .428 (NAG .551, a bettor on coins for each weight
// (Orabona) .300, AdaGrad on standardised columns .435), noaa_weather .489 (.512, .511, .473), bike_sharing_hour .603 (.572, .607, .544),
// twenty columns over twelve orders of magnitude, off zero, 2,000 rows .542 (.592, .649). The bettor is only better where labels stick
// together; plain AdaGrad does not learn on most of these at all.

#include "updaters/optimizers/optimizer.h"
#include "updaters/optimizers/schedule.h"

namespace driftd::updaters {

struct NormalizedParameters {
  double rate = 0.5;
  config::Chosen<SchedulePointer> schedule = schedules().choose_default("constant");
  std::int64_t warm_up = 0;  // steps
};

/// State of a weight: its largest gradient, and the sum of its squared gradients.
OptimizerPointer make_normalized(const NormalizedParameters& parameters);
void declare_normalized(config::Catalogue<OptimizerPointer>& catalogue);

}  // namespace driftd::updaters
