#include "detectors/scores/calibration_error.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "detectors/scores/formula_score.h"

namespace driftd::detectors {

namespace {

struct CalibrationParameters {
  std::int64_t bins = 10;
};

double count_of(const CalibrationBins& bins) {
  double count = 0;
  for (const MeanSum& gap : bins.gaps()) count += static_cast<double>(gap.count);
  return count;
}

double error_of(const CalibrationBins& bins, double count) {
  double sum = 0;
  for (const MeanSum& gap : bins.gaps()) sum += std::abs(gap.sum);
  return std::min(sum / count, 1.0);
}

/// Of one outcome in its bin. One alone says nothing of it: the most that it can be.
double variance_in(const MeanSum& gap) {
  constexpr double kMostVariance = 0.25;
  return gap.count < 2 ? kMostVariance : gap.variance();
}

/// What the error would be on average if every gap were noise alone.
double error_of_noise(const CalibrationBins& bins, double count) {
  double sum = 0;
  for (const MeanSum& gap : bins.gaps()) sum += std::sqrt(static_cast<double>(gap.count) * variance_in(gap));
  return sum / count * std::sqrt(2 * std::numbers::inv_pi);
}

class CalibrationError final : public Score {
 public:
  explicit CalibrationError(const CalibrationParameters& parameters) : bins_(parameters.bins) {}

  using Score::interval;

  std::optional<double> value(const ScoreSums& sums) const override {
    const CalibrationBins* bins = sums.calibration(bins_);
    const double count = bins == nullptr ? 0 : count_of(*bins);
    return count > 0 ? std::optional(error_of(*bins, count)) : std::nullopt;
  }

  std::optional<Interval> interval(const ScoreSums& sums, double level) const override {
    const auto error = value(sums);
    if (!error) return std::nullopt;
    const CalibrationBins& bins = *sums.calibration(bins_);
    const double count = count_of(bins);
    if (count < 2) return std::nullopt;
    double squares = 0;
    for (const MeanSum& gap : bins.gaps()) squares += gap.squares;
    const double half = normal_quantile(level) * std::sqrt(std::max(0.0, squares / count - *error * *error) / count);
    return Interval{.low = std::max(0.0, *error - half - error_of_noise(bins, count)), .high = std::min(1.0, *error + half)};
  }

  bool fits(config::Task task) const override { return task != config::Task::regression; }
  bool higher_is_better() const override { return false; }
  ScoreNeeds needs() const override { return {.calibrations = {bins_}}; }
  bool is_told_by(const ScoreNeeds& kept) const override { return std::ranges::binary_search(kept.calibrations, bins_); }

 private:
  std::int64_t bins_;
};

}  // namespace

void declare_ece(config::Catalogue<ScorePointer>& catalogue) {
  config::Facts facts{.name = "ece",
                      .summary = "expected calibration error: how far what happened is from the probability that was given, over bins",
                      .paper = "Guo et al., On calibration of modern neural networks, ICML 2017",
                      .guarantee = "",
                      .cost = "a few ns an outcome; 24 bytes a bin"};
  const auto declaration =
      config::Declaration<CalibrationParameters>(facts.summary)
          .optional("bins", &CalibrationParameters::bins, config::integer({.min = 1, .max = CalibrationBins::kMostBins}),
                    "equal bins of the probability; few outcomes want few");
  catalogue.add(std::move(facts), declaration,
                [](const CalibrationParameters& parameters) -> ScorePointer { return std::make_unique<CalibrationError>(parameters); });
}

}  // namespace driftd::detectors
