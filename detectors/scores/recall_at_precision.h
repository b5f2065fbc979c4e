#pragma once

// Which share of the ones can be found while, of what is called a one, a share `precision` still is one (binary tasks): what a fraud desk
// asks that can look at two cases to find one.
//
//   recall at precision p = max { R(t) : P(t) >= p } over the thresholds t at which outcomes lie
//
// 0 where no threshold is so precise, nothing where there is no one. scikit-learn has the curve (precision_recall_curve) and leaves the
// maximum to its user.
//
// Interval. Two things are not known: the recall at a threshold, and which thresholds are precise enough. The low end is the largest recall
// among thresholds whose precision is surely p (Wilson's low end of it), taken at Wilson's low end; the high end that among thresholds
// whose precision may be p, at Wilson's high end. So it is wide where ones are few, and holds the truth more often than it says. Where
// probabilities were rounded (probability_counts.h), thresholds between two ties may be meant as well: the high end takes each tie's ones
// for the first of it.

#include "config/catalogue.h"
#include "detectors/scores/score.h"

namespace driftd::detectors {

void declare_recall_at_precision(config::Catalogue<ScorePointer>& catalogue);

}  // namespace driftd::detectors
