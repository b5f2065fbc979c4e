#include "detectors/scores/curve_scores.h"

#include <algorithm>
#include <ranges>
#include <vector>

#include "detectors/scores/formula_score.h"

namespace driftd::detectors {

namespace {

using Row = ProbabilityCounts::Row;
using Rows = std::span<const Row>;

struct Totals {
  double ones = 0;
  double zeros = 0;

  explicit Totals(Rows rows) {
    for (const Row& row : rows) {
      ones += static_cast<double>(row.ones);
      zeros += static_cast<double>(row.zeros);
    }
  }
};

double square(double value) {
  return value * value;
}

/// Calls each(row, share of zeros below it, share of ones above it), ties counting half.
template <class Each>
void for_each_place(Rows rows, const Totals& totals, Each each) {
  double zeros_below = 0;
  double ones_above = totals.ones;
  for (const Row& row : rows) {
    const auto ones = static_cast<double>(row.ones);
    const auto zeros = static_cast<double>(row.zeros);
    ones_above -= ones;
    each(row, (zeros_below + zeros / 2) / totals.zeros, (ones_above + ones / 2) / totals.ones);
    zeros_below += zeros;
  }
}

std::optional<double> roc_area(Rows rows) {
  const Totals totals(rows);
  if (totals.ones == 0 || totals.zeros == 0) return std::nullopt;
  double sum = 0;
  for_each_place(rows, totals, [&](const Row& row, double zeros_below, double) { sum += static_cast<double>(row.ones) * zeros_below; });
  return std::min(sum / totals.ones, 1.0);
}

/// DeLong's; 0 where there is only one of either, and nothing to be estimated from.
double roc_variance(Rows rows, const Totals& totals, double area) {
  if (totals.ones < 2 || totals.zeros < 2) return 0;
  double of_ones = 0;
  double of_zeros = 0;
  for_each_place(rows, totals, [&](const Row& row, double zeros_below, double ones_above) {
    of_ones += static_cast<double>(row.ones) * square(zeros_below - area);
    of_zeros += static_cast<double>(row.zeros) * square(ones_above - area);
  });
  return of_ones / (totals.ones * (totals.ones - 1)) + of_zeros / (totals.zeros * (totals.zeros - 1));
}

std::optional<double> average_precision(Rows rows) {
  double ones = 0;
  double seen = 0;
  double sum = 0;
  for (const Row& row : std::views::reverse(rows)) {
    ones += static_cast<double>(row.ones);
    seen += static_cast<double>(row.ones + row.zeros);
    sum += static_cast<double>(row.ones) * (ones / seen);
  }
  if (ones == 0) return std::nullopt;
  return std::min(sum / ones, 1.0);
}

/// An outcome moves the value by the precision where it stands and by what it adds to the counts of every threshold below.
double average_precision_variance(Rows rows, const Totals& totals, double value) {
  double ones_here_or_above = totals.ones;
  double here_or_above = totals.ones + totals.zeros;
  double gained = 0;
  double lost = 0;
  double variance = 0;
  for (const Row& row : rows) {
    const auto ones = static_cast<double>(row.ones);
    const auto zeros = static_cast<double>(row.zeros);
    const double precision = ones_here_or_above / here_or_above;
    gained += ones / here_or_above;
    lost += ones * precision / here_or_above;
    variance += ones * square(precision - value + gained - lost) + zeros * square(lost);
    ones_here_or_above -= ones;
    here_or_above -= ones + zeros;
  }
  return variance / square(totals.ones);
}

Interval widened(const Interval& interval, const TieBounds& bounds) {
  return {.low = std::max(0.0, interval.low - bounds.down), .high = std::min(1.0, interval.high + bounds.up)};
}

std::optional<double> roc_auc(const ScoreSums& sums) {
  return roc_area(sums.probabilities().rows());
}

std::optional<Interval> roc_interval(const ScoreSums& sums, double level) {
  const auto rows = sums.probabilities().rows();
  const auto value = roc_area(rows);
  if (!value) return std::nullopt;
  const Totals totals(rows);
  const auto interval = wilson_effective(*value, roc_variance(rows, totals, *value), std::min(totals.ones, totals.zeros), level);
  if (!interval || !sums.probabilities().is_rounded()) return interval;
  return widened(*interval, roc_tie_bounds(rows));
}

std::optional<double> pr_auc(const ScoreSums& sums) {
  return average_precision(sums.probabilities().rows());
}

std::optional<Interval> pr_interval(const ScoreSums& sums, double level) {
  const auto rows = sums.probabilities().rows();
  const auto value = average_precision(rows);
  if (!value) return std::nullopt;
  const Totals totals(rows);
  const auto interval = wilson_effective(*value, average_precision_variance(rows, totals, *value), totals.ones, level);
  if (!interval || !sums.probabilities().is_rounded()) return interval;
  return widened(*interval, pr_tie_bounds(rows));
}

constexpr auto kCost =
    "some 100 ns an outcome; 24 bytes a distinct probability, at most 800 KB a pane (beyond that rounded, see the interval)";

}  // namespace

TieBounds roc_tie_bounds(Rows rows) {
  const Totals totals(rows);
  if (totals.ones == 0 || totals.zeros == 0) return {};
  double tied = 0;
  for (const Row& row : rows) tied += static_cast<double>(row.ones) / totals.ones * (static_cast<double>(row.zeros) / totals.zeros);
  return {.down = tied / 2, .up = tied / 2};
}

TieBounds pr_tie_bounds(Rows rows) {
  const auto value = average_precision(rows);
  if (!value) return {};
  double ones = 0;
  double zeros = 0;
  double best = 0;
  double worst = 0;
  for (const Row& row : std::views::reverse(rows)) {
    const double zeros_before = zeros;
    zeros += static_cast<double>(row.zeros);
    for (std::uint64_t i = 0; i < row.ones; ++i) {
      ++ones;
      best += ones / (ones + zeros_before);
      worst += ones / (ones + zeros);
    }
  }
  return {.down = std::max(0.0, *value - worst / ones), .up = std::max(0.0, best / ones - *value)};
}

void declare_roc_auc(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(catalogue,
                  {.name = "roc_auc",
                   .summary = "share of pairs of a 1 and a 0 that the probability puts in the right order",
                   .paper = "DeLong, DeLong & Clarke-Pearson, Comparing the areas under two or more correlated receiver operating "
                            "characteristic curves, 1988",
                   .guarantee = "",
                   .cost = kCost},
                  {roc_auc, roc_interval, ScoreFor::binary, Better::higher, {.probabilities = true}});
}

void declare_pr_auc(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(catalogue,
                  {.name = "pr_auc",
                   .summary = "average precision over the thresholds at which a 1 is found; for a class 1 that is rare",
                   .paper = "Davis & Goadrich, The relationship between precision-recall and ROC curves, ICML 2006",
                   .guarantee = "",
                   .cost = kCost},
                  {pr_auc, pr_interval, ScoreFor::binary, Better::higher, {.probabilities = true}});
}

}  // namespace driftd::detectors
