#pragma once

// A score of one class that is a ratio of counts, and what averages of it over the classes are. With TP = both predicted and true:
//
//   precision = TP / predicted,   recall = TP / actual,   F1 = 2 TP / (predicted + actual),
//   specificity = (all - predicted - actual + TP) / (all - actual)
//
// Over classes: `micro` adds numerators and denominators up; `macro` is the plain mean, `weighted` that weighted by how often a class was
// true, both over the classes that came in truth or prediction, one with denominator 0 counting 0 (as scikit-learn with zero_division=0).
//
// Intervals. One class: Wilson on the denominator's outcomes; F1 by way of TP / (predicted + actual - TP) = F1 / (2 - F1), which is a
// share. Micro (of one label an outcome it is the accuracy, or grows with it): Wilson. Macro precision and recall: the classes' Wilson
// intervals, put together as those of independent quantities, v -+ sqrt(sum w^2 (v_k - l_k)^2) (MOVER: Zou & Donner, Construction of
// confidence limits about effect measures, 2008). Other averages: the delta method (confusion_slope.h) and Wilson with that variance.

#include <optional>

#include "detectors/scores/interval.h"
#include "detectors/scores/score_sums.h"

namespace driftd::detectors {

/// A ratio of two sums of counts; these are the factors of each count.
struct ClassRatio {
  struct Sum {
    double hit = 0;
    double predicted = 0;
    double actual = 0;
    double all = 0;
    double of(const ClassCounts& row, double all_outcomes) const;
  };
  Sum above;
  Sum below;
  bool is_share = true;            // a count out of a count: not F1
  bool of_several_counts = false;  // depends on more than one column or row of the matrix: F1, specificity
};

enum class Average : std::uint8_t { automatic, binary, micro, macro, weighted };

std::optional<double> value_of_class(const ClassRatio& ratio, const ScoreSums& sums, double code);
std::optional<Interval> interval_of_class(const ClassRatio& ratio, const ScoreSums& sums, double code, double level);
/// `average` is micro, macro or weighted.
std::optional<double> value_over_classes(const ClassRatio& ratio, const ScoreSums& sums, Average average);
std::optional<Interval> interval_over_classes(const ClassRatio& ratio, const ScoreSums& sums, Average average, double level);

/// The plain mean over `rows` of shares that are independent: MOVER. Nothing where there is none. A row with denominator 0 is left out of
/// the uncertainty and counts 0.
std::optional<Interval> interval_of_macro_share(const ClassRatio& ratio, std::span<const ClassCounts> rows, double all, double level);

}  // namespace driftd::detectors
