#include "detectors/scores/regression_scores.h"

#include <algorithm>
#include <cmath>

#include "detectors/scores/formula_score.h"

namespace driftd::detectors {

namespace {

constexpr auto kCost = "a few ns an outcome";

/// Errors of truths above the prediction times `above`, of those below times `below`.
MeanSum weighted_errors(const ScoreSums& sums, double above, double below) {
  return {.count = sums.count(),
          .sum = above * sums.above().sum + below * sums.below().sum,
          .squares = above * above * sums.above().squares + below * below * sums.below().squares};
}

MeanSum absolute_errors(const ScoreSums& sums) {
  return weighted_errors(sums, 1, 1);
}

MeanSum squared_errors(const ScoreSums& sums) {
  return {.count = sums.count(), .sum = sums.moments().squares, .squares = sums.moments().fourths};
}

std::optional<double> rmse(const ScoreSums& sums) {
  if (sums.count() == 0) return std::nullopt;
  return std::sqrt(squared_errors(sums).mean());
}

std::optional<Interval> rmse_interval(const ScoreSums& sums, double level) {
  if (sums.count() < 2) return std::nullopt;
  const MeanSum errors = squared_errors(sums);
  if (errors.sum == 0) return Interval{};
  const auto interval = log_scale(errors.mean(), std::sqrt(errors.variance() / static_cast<double>(errors.count)), level);
  if (!interval) return std::nullopt;
  const double value = std::sqrt(errors.mean());
  return Interval{.low = std::min(std::sqrt(interval->low), value), .high = std::max(std::sqrt(interval->high), value)};
}

std::optional<double> r2(const ScoreSums& sums) {
  const ErrorMoments& moments = sums.moments();
  if (moments.count < 2 || moments.second <= 0) return std::nullopt;
  const double value = 1 - moments.squares / moments.second;
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<Interval> r2_interval(const ScoreSums& sums, double level) {
  const auto value = r2(sums);
  const ErrorMoments& moments = sums.moments();
  if (!value || moments.count < 3) return std::nullopt;
  if (moments.squares == 0) return Interval{.low = 1, .high = 1};
  const double ratio = moments.squares / moments.second;
  const double spread = moments.fourths - 2 * ratio * moments.with_second + ratio * ratio * moments.fourth;
  const double error = std::sqrt(std::max(0.0, spread)) / moments.second;
  const auto interval = log_scale(ratio, error, level);
  if (!interval) return std::nullopt;
  return Interval{.low = std::min(1 - interval->high, *value), .high = std::max(1 - interval->low, *value)};
}

struct PinballParameters {
  double quantile = 0.5;
};

class Pinball final : public Score {
 public:
  explicit Pinball(const PinballParameters& parameters) : quantile_(parameters.quantile) {}

  using Score::interval;
  std::optional<double> value(const ScoreSums& sums) const override { return mean_of(losses(sums)); }
  std::optional<Interval> interval(const ScoreSums& sums, double level) const override { return interval_of_mean(losses(sums), level); }
  bool fits(config::Task task) const override { return task == config::Task::regression; }
  bool higher_is_better() const override { return false; }

 private:
  MeanSum losses(const ScoreSums& sums) const { return weighted_errors(sums, quantile_, 1 - quantile_); }

  double quantile_;
};

}  // namespace

void declare_mae(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(catalogue,
                  {.name = "mae", .summary = "mean absolute error, in the unit of the truth", .paper = "", .guarantee = "", .cost = kCost},
                  {[](const ScoreSums& sums) { return mean_of(absolute_errors(sums)); },
                   [](const ScoreSums& sums, double level) { return interval_of_mean(absolute_errors(sums), level); }, ScoreFor::regression,
                   Better::lower});
}

void declare_rmse(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(
      catalogue,
      {.name = "rmse", .summary = "root of the mean squared error, in the unit of the truth", .paper = "", .guarantee = "", .cost = kCost},
      {rmse, rmse_interval, ScoreFor::regression, Better::lower});
}

void declare_mape(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(
      catalogue,
      {.name = "mape",
       .summary = "mean absolute error as a share of the truth, over truths other than 0",
       .paper = "Hyndman & Koehler, Another look at measures of forecast accuracy, 2006",
       .guarantee = "",
       .cost = kCost},
      {[](const ScoreSums& sums) { return mean_of(sums.relative()); },
       [](const ScoreSums& sums, double level) { return interval_of_mean(sums.relative(), level); }, ScoreFor::regression, Better::lower});
}

void declare_r2(config::Catalogue<ScorePointer>& catalogue) {
  declare_formula(catalogue,
                  {.name = "r2",
                   .summary = "share of the truth's variance that the predictions account for; 1 is perfect, 0 what its mean would do",
                   .paper = "",
                   .guarantee = "",
                   .cost = kCost},
                  {r2, r2_interval, ScoreFor::regression, Better::higher});
}

void declare_pinball(config::Catalogue<ScorePointer>& catalogue) {
  config::Facts facts{.name = "pinball",
                      .summary = "loss of a model that predicts a quantile; at 0.5 it is half the mean absolute error",
                      .paper = "Koenker & Bassett, Regression quantiles, 1978",
                      .guarantee = "",
                      .cost = kCost};
  const auto declaration = config::Declaration<PinballParameters>(facts.summary)
                               .optional("quantile", &PinballParameters::quantile, config::number({.above = 0, .below = 1}),
                                         "the share of truths that are meant to lie below the prediction");
  catalogue.add(std::move(facts), declaration,
                [](const PinballParameters& parameters) -> ScorePointer { return std::make_unique<Pinball>(parameters); });
}

}  // namespace driftd::detectors
