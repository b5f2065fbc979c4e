#pragma once

// What a model learns to answer, and back: labels become targets (a number in standard deviations, 0 or 1, the index of a class), and what
// comes out of a model (a number, or probabilities) becomes answers. Every family that is trained here does both alike.

#include <span>
#include <vector>

#include "config/features.h"
#include "updaters/dataset.h"
#include "updaters/models/label_scale.h"
#include "updaters/models/model.h"

namespace driftd::updaters {

/// Mean and deviation of the labels of a regression; the identity for classes.
LabelScale learn_label_scale(config::Task task, std::span<const double> labels);

/// One a row. Every label of a multiclass task is among the classes.
std::vector<double> targets_of(config::Task task, std::span<const ClassName> classes, const LabelScale& scale,
                               std::span<const double> labels);

/// answers.values from probabilities (classes: binary one a row, multiclass k a row), or, for a regression, from the targets in it.
void decide(config::Task task, std::span<const ClassName> classes, const LabelScale& scale, Answers& answers);

}  // namespace driftd::updaters
