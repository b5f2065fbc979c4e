#pragma once

// Scores of classes, from how often each was predicted, was true, and both (TP):
//
//   accuracy = right / all,   precision = TP / predicted,   recall = TP / actual,   F1 = 2 TP / (predicted + actual)
//
// Binary: of class 1, and nothing where the denominator is 0. Multiclass: the plain mean over the classes that came in truth or prediction,
// a class with denominator 0 counting 0 (macro average; scikit-learn's with zero_division=0).

#include "config/catalogue.h"
#include "detectors/scores/score.h"

namespace driftd::detectors {

void declare_accuracy(config::Catalogue<ScorePointer>& catalogue);
void declare_precision(config::Catalogue<ScorePointer>& catalogue);
void declare_recall(config::Catalogue<ScorePointer>& catalogue);
void declare_f1(config::Catalogue<ScorePointer>& catalogue);

}  // namespace driftd::detectors
