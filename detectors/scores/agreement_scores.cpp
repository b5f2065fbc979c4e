#include "detectors/scores/agreement_scores.h"

#include <algorithm>
#include <cmath>

#include "detectors/scores/confusion_slope.h"
#include "detectors/scores/formula_score.h"

namespace driftd::detectors {

namespace {

/// The sums that both scores are made of, as shares of all (squared).
struct Agreement {
  double n = 0;
  double right = 0;
  double by_chance = 0;  // sum p_k a_k
  double predicted = 0;  // sum p_k^2
  double actual = 0;     // sum a_k^2

  explicit Agreement(const ScoreSums& sums) : n(static_cast<double>(sums.count())) {
    right = static_cast<double>(sums.correct()) / n;
    for (const ClassCounts& row : sums.classes().rows()) {
      const double p = static_cast<double>(row.predicted) / n;
      const double a = static_cast<double>(row.actual) / n;
      by_chance += p * a;
      predicted += p * p;
      actual += a * a;
    }
  }
};

bool has_several_classes(const ScoreSums& sums) {
  return sums.classes().rows().size() > 1 && !sums.classes().has_overflowed();
}

bool is_one_class(const ScoreSums& sums, std::uint64_t ClassCounts::* count) {
  return std::ranges::any_of(sums.classes().rows(), [&](const ClassCounts& row) { return row.*count == sums.count(); });
}

std::optional<double> kappa(const ScoreSums& sums) {
  if (!has_several_classes(sums)) return std::nullopt;
  const Agreement agreement(sums);
  return (agreement.right - agreement.by_chance) / (1 - agreement.by_chance);
}

std::optional<double> mcc(const ScoreSums& sums) {
  if (!has_several_classes(sums) || is_one_class(sums, &ClassCounts::predicted) || is_one_class(sums, &ClassCounts::actual))
    return std::nullopt;
  const Agreement agreement(sums);
  const double value = (agreement.right - agreement.by_chance) / std::sqrt((1 - agreement.predicted) * (1 - agreement.actual));
  return std::clamp(value, -1.0, 1.0);
}

/// In counts divided by n, so that the variance comes out n times as large.
ConfusionSlope kappa_slope(const ScoreSums& sums, const Agreement& agreement, double value) {
  const double below = 1 - agreement.by_chance;
  ConfusionSlope slope{.all = (agreement.right - 2 * value) / below, .classes = {}};
  for (const ClassCounts& row : sums.classes().rows()) {
    const double p = static_cast<double>(row.predicted) / agreement.n;
    const double a = static_cast<double>(row.actual) / agreement.n;
    slope.classes.push_back({.hit = 1 / below, .predicted = (value - 1) / below * a, .actual = (value - 1) / below * p});
  }
  return slope;
}

ConfusionSlope mcc_slope(const ScoreSums& sums, const Agreement& agreement, double value) {
  const double y = 1 - agreement.predicted;
  const double z = 1 - agreement.actual;
  const double below = std::sqrt(y * z);
  ConfusionSlope slope{.all = agreement.right / below - value * (1 / y + 1 / z), .classes = {}};
  for (const ClassCounts& row : sums.classes().rows()) {
    const double p = static_cast<double>(row.predicted) / agreement.n;
    const double a = static_cast<double>(row.actual) / agreement.n;
    slope.classes.push_back({.hit = 1 / below, .predicted = value * p / y - a / below, .actual = value * a / z - p / below});
  }
  return slope;
}

template <auto score, auto slope_of>
std::optional<Interval> agreement_interval(const ScoreSums& sums, double level) {
  const auto value = score(sums);
  if (!value) return std::nullopt;
  const Agreement agreement(sums);
  const auto variance = variance_along(slope_of(sums, agreement, *value), sums.classes());
  if (!variance) return std::nullopt;
  const double of_value = *variance / (agreement.n * agreement.n);
  const auto interval = wilson_effective((1 + *value) / 2, of_value / 4, 2 * agreement.n * (1 - agreement.by_chance), level);
  if (!interval) return std::nullopt;
  return Interval{.low = std::min(2 * interval->low - 1, *value), .high = std::max(2 * interval->high - 1, *value)};
}

constexpr auto kCost = "a few ns an outcome; 32 bytes a class, and of several classes 24 bytes a pair that was confused";

}  // namespace

void declare_kappa(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(catalogue,
                  {.name = "kappa",
                   .summary = "agreement of prediction and truth beyond that of a guess with the same frequencies; 1 is perfect",
                   .paper = "Cohen, A coefficient of agreement for nominal scales, 1960",
                   .guarantee = "",
                   .cost = kCost},
                  {kappa, agreement_interval<kappa, kappa_slope>, ScoreFor::classification, Better::higher, {.confusions = true}});
}

void declare_mcc(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(catalogue,
                  {.name = "mcc",
                   .summary = "correlation of prediction and truth (Matthews), which a majority guess cannot have; 1 is perfect",
                   .paper = "Gorodkin, Comparing two K-category assignments by a K-category correlation coefficient, 2004",
                   .guarantee = "",
                   .cost = kCost},
                  {mcc, agreement_interval<mcc, mcc_slope>, ScoreFor::classification, Better::higher, {.confusions = true}});
}

}  // namespace driftd::detectors
