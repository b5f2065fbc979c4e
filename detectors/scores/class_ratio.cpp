#include "detectors/scores/class_ratio.h"

#include <algorithm>
#include <cmath>

#include "detectors/scores/confusion_slope.h"

namespace driftd::detectors {

namespace {

double all_of(const ScoreSums& sums) {
  return static_cast<double>(sums.count());
}

ClassCounts row_of(const ScoreSums& sums, double code) {
  const auto rows = sums.classes().rows();
  const auto found = std::ranges::find(rows, code, &ClassCounts::code);
  return found == rows.end() ? ClassCounts{.code = code} : *found;
}

std::optional<double> value_of_row(const ClassRatio& ratio, const ClassCounts& row, double all) {
  const double below = ratio.below.of(row, all);
  if (below <= 0) return std::nullopt;
  return ratio.above.of(row, all) / below;
}

std::optional<Interval> interval_of_row(const ClassRatio& ratio, const ClassCounts& row, double all, double level) {
  const auto value = value_of_row(ratio, row, all);
  if (!value) return std::nullopt;
  const double below = ratio.below.of(row, all);
  if (ratio.is_share) return wilson(*value, below, level);
  const auto overlap = wilson(*value / (2 - *value), below - ratio.above.of(row, all) / 2, level);
  if (!overlap) return std::nullopt;
  const auto back = [](double share) { return 2 * share / (1 + share); };
  return Interval{.low = std::min(back(overlap->low), *value), .high = std::max(back(overlap->high), *value)};
}

double accuracy_of(const ScoreSums& sums) {
  return static_cast<double>(sums.correct()) / all_of(sums);
}

/// What an average over the classes is of one label an outcome. Specificity: each miss is one false positive among (classes - 1) n
/// negatives.
double micro_of(const ClassRatio& ratio, const ScoreSums& sums, double accuracy) {
  if (ratio.below.all == 0) return accuracy;
  const double classes = std::max(2.0, static_cast<double>(sums.classes().rows().size()));
  return 1 - (1 - accuracy) / (classes - 1);
}

double weight_of(const ClassCounts& row, Average average, std::span<const ClassCounts> rows) {
  if (average == Average::macro) return 1 / static_cast<double>(rows.size());
  double actual = 0;
  for (const ClassCounts& one : rows) actual += static_cast<double>(one.actual);
  return actual > 0 ? static_cast<double>(row.actual) / actual : 0;
}

ConfusionSlope::OfClass slope_of(const ClassRatio& ratio, double value, double below, double weight) {
  const double scale = weight / below;
  return {.hit = scale * (ratio.above.hit - value * ratio.below.hit),
          .predicted = scale * (ratio.above.predicted - value * ratio.below.predicted),
          .actual = scale * (ratio.above.actual - value * ratio.below.actual)};
}

ConfusionSlope slope_over_classes(const ClassRatio& ratio, const ScoreSums& sums, Average average, double mean) {
  ConfusionSlope slope;
  const double all = all_of(sums);
  const auto rows = sums.classes().rows();
  for (const ClassCounts& row : rows) {
    const double value = value_of_row(ratio, row, all).value_or(0);
    const double below = ratio.below.of(row, all);
    const double weight = weight_of(row, average, rows);
    auto& of = slope.classes.emplace_back();
    if (below > 0) {
      of = slope_of(ratio, value, below, weight);
      slope.all += weight / below * (ratio.above.all - value * ratio.below.all);
    }
    if (average == Average::weighted) of.actual += (value - mean) / all;
  }
  return slope;
}

/// Where nothing, or everything, was missed: as many outcomes as have the information of the classes' own.
double outcomes_at_the_ends(const ScoreSums& sums, Average average) {
  if (average == Average::weighted) return all_of(sums);
  double classes = 0;
  double inverse = 0;
  for (const ClassCounts& row : sums.classes().rows()) {
    if (row.actual == 0) continue;
    ++classes;
    inverse += 1 / static_cast<double>(row.actual);
  }
  return classes * classes / inverse;
}

}  // namespace

double ClassRatio::Sum::of(const ClassCounts& row, double all_outcomes) const {
  return hit * static_cast<double>(row.true_positives) + predicted * static_cast<double>(row.predicted) +
         actual * static_cast<double>(row.actual) + all * all_outcomes;
}

std::optional<double> value_of_class(const ClassRatio& ratio, const ScoreSums& sums, double code) {
  return value_of_row(ratio, row_of(sums, code), all_of(sums));
}

std::optional<Interval> interval_of_class(const ClassRatio& ratio, const ScoreSums& sums, double code, double level) {
  return interval_of_row(ratio, row_of(sums, code), all_of(sums), level);
}

std::optional<double> value_over_classes(const ClassRatio& ratio, const ScoreSums& sums, Average average) {
  if (sums.count() == 0) return std::nullopt;
  if (average == Average::micro) return micro_of(ratio, sums, accuracy_of(sums));
  const auto rows = sums.classes().rows();
  double total = 0;
  for (const ClassCounts& row : rows) total += weight_of(row, average, rows) * value_of_row(ratio, row, all_of(sums)).value_or(0);
  return std::min(total, 1.0);
}

std::optional<Interval> interval_over_classes(const ClassRatio& ratio, const ScoreSums& sums, Average average, double level) {
  const auto value = value_over_classes(ratio, sums, average);
  if (!value) return std::nullopt;
  if (average == Average::micro) {
    const auto accuracy = wilson_of(sums.correct(), sums.count(), level);
    return Interval{.low = micro_of(ratio, sums, accuracy->low), .high = micro_of(ratio, sums, accuracy->high)};
  }
  if (sums.classes().has_overflowed()) return std::nullopt;
  if (average == Average::macro && !ratio.of_several_counts)
    return interval_of_macro_share(ratio, sums.classes().rows(), all_of(sums), level);
  const auto variance = variance_along(slope_over_classes(ratio, sums, average, *value), sums.classes());
  if (!variance) return std::nullopt;
  return wilson_effective(*value, *variance, outcomes_at_the_ends(sums, average), level);
}

std::optional<Interval> interval_of_macro_share(const ClassRatio& ratio, std::span<const ClassCounts> rows, double all, double level) {
  if (rows.empty()) return std::nullopt;
  double total = 0;
  double down = 0;
  double up = 0;
  for (const ClassCounts& row : rows) {
    const auto interval = interval_of_row(ratio, row, all, level);
    if (!interval) continue;
    const double value = value_of_row(ratio, row, all).value_or(0);
    total += value;
    down += (value - interval->low) * (value - interval->low);
    up += (interval->high - value) * (interval->high - value);
  }
  const auto classes = static_cast<double>(rows.size());
  return Interval{.low = std::max(0.0, (total - std::sqrt(down)) / classes), .high = std::min(1.0, (total + std::sqrt(up)) / classes)};
}

}  // namespace driftd::detectors
