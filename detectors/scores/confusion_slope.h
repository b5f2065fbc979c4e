#pragma once

// How certain a score is that is a smooth function f of a confusion matrix: the delta method. With c_ij the outcomes of class i that were
// taken for j, out of endlessly many to come with the same shares,
//
//   Var f = sum_ij c_ij g_ij^2,   g_ij = df / dc_ij     (f does not change when all counts double, so that sum c_ij g_ij = 0)
//
// and since the scores depend on a matrix by its margins and diagonal only, g_ij = all + actual_i + predicted_j + (i = j) hit_i.
// Right where the counts that matter are some tens; a class of which nothing was missed yet counts as certain.
// For F1: Takahashi et al., Confidence interval for micro-averaged F1 and macro-averaged F1 scores, 2022; for kappa: Fleiss, Cohen &
// Everitt, Large sample standard errors of kappa and weighted kappa, 1969.

#include <optional>
#include <vector>

#include "detectors/scores/class_table.h"

namespace driftd::detectors {

struct ConfusionSlope {
  struct OfClass {
    double hit = 0;
    double predicted = 0;
    double actual = 0;
  };

  double all = 0;
  std::vector<OfClass> classes;  // as the table's rows
};

/// Nothing where the table does not hold which class was taken for which.
std::optional<double> variance_along(const ConfusionSlope& slope, const ClassTable& table);

}  // namespace driftd::detectors
