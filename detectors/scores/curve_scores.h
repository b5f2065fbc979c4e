#pragma once

// How well the probability of class 1 orders outcomes, whatever the threshold (binary tasks).
//
//   ROC AUC = the share of pairs of a 1 and a 0 in which the 1 has the higher probability, ties counting half
//   PR AUC  = average precision, sum over thresholds of (R_i - R_{i-1}) P_i, R recall and P precision from the highest threshold down.
//             No interpolation: straight lines between points of that curve are too optimistic (Davis & Goadrich 2006). Unlike the former
//             it depends on how frequent 1 is.
//
// Nothing without a 1 or, for the former, a 0; scikit-learn: NaN, and for average precision 0.
//
// Intervals. ROC AUC: the variance of DeLong, DeLong & Clarke-Pearson (1988), which assumes nothing of the probabilities' distribution. PR
// AUC: the infinitesimal jackknife, sum over outcomes of (d value / d outcome)^2 (the delta method with one weight an outcome). Both then
// as Wilson's with that variance. At 0 and 1 the sample counts as min(ones, zeros) outcomes, since Var AUC <= AUC (1 - AUC) / min (Birnbaum
// & Klose 1957), or as `ones` for the PR AUC. Where probabilities were rounded (probability_counts.h) the interval is wider by what that
// may have moved the value: half the share of tied pairs; for the PR AUC by what the best and worst order of ties would give.

#include <span>

#include "config/catalogue.h"
#include "detectors/scores/score.h"

namespace driftd::detectors {

/// How far rounding may have moved the area: that of any order of the ties lies between value - down and value + up.
struct TieBounds {
  double down = 0;
  double up = 0;
};

TieBounds roc_tie_bounds(std::span<const ProbabilityCounts::Row> rows);
TieBounds pr_tie_bounds(std::span<const ProbabilityCounts::Row> rows);

void declare_roc_auc(config::Catalogue<ScorePointer>& catalogue);
void declare_pr_auc(config::Catalogue<ScorePointer>& catalogue);

}  // namespace driftd::detectors
