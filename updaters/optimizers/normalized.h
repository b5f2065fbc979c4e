#pragma once

// Normalised AdaGrad: steps in the unit of each input, so that raw columns, one in grams and the next in miles, need neither scaling nor
// tuning. An input c times as large has gradients c times as large and wants a weight 1 / c of the size, and gets it:
//   on |x| > m or |g| > m:  w <- w m / |.|,  m <- |.|
//   s <- s + g^2,  w <- w - rate_t g / (m sqrt(s)).
// m, the largest input or gradient so far, is the weight's scale, and what was learnt at a smaller one is not trusted.
// rate has no unit: a weight's first step moves the score by `rate`, for the input of that step and a residual of 1. The warm-up keeps a
// first input that happens to be tiny from making a huge weight.
//
// This is NAG (Ross, Mineiro, Langford: Normalized Online Learning, UAI 2013) without its factor common to all weights, and with gradients
// for scale where the inputs are out of sight, in the layers of a network say, so that every model can use it.
// One pass over raw columns, a row a step, log-loss, or squared error by the label's variance; NAG at the better of .5 and 1; ScInOL2
// (Kempka, Kotlowski, Warmuth, ICML 2019); coin: a bettor on KT coins a weight (Orabona, Pal, NeurIPS 2016):
//
//                                              this   NAG    ScInOL2  coin
//   electricity                                .429   .504   .370     .341
//   noaa_weather                               .482   .494   .533     .511
//   bike_sharing_hour (squared error)          .566   .564   .600     .620
//   20 columns over 12 decades, 2,000 rows     .447   .443   .487     .488
//   the same, off zero, 2,000 rows             .507   .552   .655     .751
//   the same, off zero, 30,000 rows            .378   .388   .431     .409
// The bettors win only where labels stick together, and start badly; plain AdaGrad does not learn on most of these at all.

#include "updaters/optimizers/optimizer.h"
#include "updaters/optimizers/schedule.h"

namespace driftd::updaters {

struct NormalizedParameters {
  double rate = 1;
  config::Chosen<SchedulePointer> schedule = schedules().choose_default("constant");
  std::int64_t warm_up = 20;  // steps
};

/// State of a weight: its largest input or gradient, and the sum of its squared gradients.
OptimizerPointer make_normalized(const NormalizedParameters& parameters);
void declare_normalized(config::Catalogue<OptimizerPointer>& catalogue);

}  // namespace driftd::updaters
