#pragma once

// How much prediction and truth agree beyond what chance would give, with p_k, a_k how often class k was predicted and was true, c the
// right ones, n all:
//
//   kappa = (n c - S) / (n^2 - S),   S = sum p_k a_k                          (Cohen 1960)
//   MCC   = (n c - S) / sqrt((n^2 - sum p_k^2) (n^2 - sum a_k^2))             (Matthews 1975; several classes: Gorodkin 2004)
//
// 1 is perfect, 0 what a guess with the same frequencies has. Nothing where the denominator is 0 (one class only; scikit-learn's MCC gives
// 0 there, its kappa NaN), or where there were more than ClassTable::kMostClasses classes.
//
// Intervals: the delta method (confusion_slope.h), then Wilson on (1 + score) / 2 with that variance. At 1 and -1 as of 2 n (1 - S / n^2)
// outcomes, which is what it tends to as the score does. They want some ten outcomes of each class.

#include "config/catalogue.h"
#include "detectors/scores/score.h"

namespace driftd::detectors {

void declare_kappa(config::Catalogue<ScorePointer>& catalogue);
void declare_mcc(config::Catalogue<ScorePointer>& catalogue);

}  // namespace driftd::detectors
