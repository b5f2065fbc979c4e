#pragma once

// Scores of classes, from how often each was predicted, was true, and both: accuracy = right / all, and the ratios of class_ratio.h
// (precision, recall, F1, specificity), of one class or averaged over all.
//
// Which: with `class` that class; without, "average" = "auto" means class 1 of a binary task (nothing where the denominator is 0, where
// scikit-learn gives 0) and the macro average of several classes; "binary" is class 1 and fits a binary task only.
// Balanced accuracy is the mean recall of the classes that came true (a class that was predicted but never true does not count, unlike in
// macro recall): Brodersen et al., The balanced accuracy and its posterior distribution, 2010.
//
// Intervals: accuracy Wilson's; balanced accuracy MOVER over the classes' Wilson intervals; the others as in class_ratio.h.

#include "config/catalogue.h"
#include "detectors/scores/score.h"

namespace driftd::detectors {

void declare_accuracy(config::Catalogue<ScorePointer>& catalogue);
void declare_balanced_accuracy(config::Catalogue<ScorePointer>& catalogue);
void declare_precision(config::Catalogue<ScorePointer>& catalogue);
void declare_recall(config::Catalogue<ScorePointer>& catalogue);
void declare_f1(config::Catalogue<ScorePointer>& catalogue);
void declare_specificity(config::Catalogue<ScorePointer>& catalogue);

}  // namespace driftd::detectors
