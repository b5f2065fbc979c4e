#pragma once

// FTRL-proximal: each step minimises all gradients so far, linearised, plus a pull towards the weights passed through and towards zero. Its
// L1 leaves weights that say little at exactly zero: the choice for many sparse inputs, such as words.
//   sigma = (sqrt(n + g^2) - sqrt(n)) / rate,  z <- z + g - sigma w,  n <- n + g^2,
//   w = 0 where |z| <= l1, else  -(z - sign(z) l1) / ((beta + sqrt(n)) / rate + l2).
// rate in weight units (the paper's alpha), beta and l1 in gradient units, l2 in gradient per weight units. Its rate falls weight by weight
// of itself; there is no schedule.
// A weight that a base brings along with no state is taken to be where the formula had led: z starts at what gives this weight.
// McMahan, Holt, Sculley, Young et al.: Ad Click Prediction: a View from the Trenches, KDD (2013), algorithm 1.

#include "updaters/optimizers/optimizer.h"

namespace driftd::updaters {

struct FtrlParameters {
  double rate = 0.1;
  double beta = 1;
  double l1 = 0;
  double l2 = 0;
};

/// State of a weight: z, and the sum n of its squared gradients.
OptimizerPointer make_ftrl(const FtrlParameters& parameters);
void declare_ftrl(config::Catalogue<OptimizerPointer>& catalogue);

}  // namespace driftd::updaters
