#pragma once

// Expected calibration error: in equal bins of the probability, how far what happened is from what was said, weighted by how many there
// were,
//
//   ECE = sum_b n_b / n |mean(y) - mean(p)|
//
// Binary: p of class 1, y whether it came true (Naeini, Cooper & Hauskrecht, Obtaining well calibrated probabilities using Bayesian
// binning, 2015). Several classes: p of the class that was predicted, y whether it was right (Guo et al., On calibration of modern neural
// networks, 2017). Bins are [low, high), the last one closed; Guo's are (low, high], which differs on the edges only.
//
// Even a perfect model has an ECE above 0, since each bin's gap is noise: by sqrt(2 / pi) se_b at most in each. The interval says so:
// around the value by the delta method (the gaps' signs taken as they are), and its lower end lower by that much. It covers more often than
// it says where the model is well calibrated.

#include "config/catalogue.h"
#include "detectors/scores/score.h"

namespace driftd::detectors {

void declare_ece(config::Catalogue<ScorePointer>& catalogue);

}  // namespace driftd::detectors
