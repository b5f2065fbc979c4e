#include "detectors/compare/welch.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace driftd::detectors {

namespace {

/// The variance of the sample's mean, in units of scale squared.
double variance_of_mean(const Moments& moments, double scale) {
  const double deviation = moments.deviation / scale;
  return deviation * deviation / static_cast<double>(moments.size - 1);
}

}  // namespace

Evidence Welch::compare_numbers(const NumberSamples& samples) const {
  const Moments& reference = samples.reference.moments();
  const Moments window = moments_of(finite_part(samples.window.values));
  if (reference.size == 0 || window.size == 0) return {};
  if (reference.size == 1 || window.size == 1) return {.statistic = 0, .p_value = 1};
  const double difference = std::abs(reference.mean / 2 - window.mean / 2);
  const double scale = std::max({difference, reference.deviation, window.deviation});
  if (difference == 0) return {.statistic = 0, .p_value = 1};
  const double of_reference = variance_of_mean(reference, scale);
  const double of_window = variance_of_mean(window, scale);
  if (of_reference + of_window == 0) return {.statistic = std::numeric_limits<double>::max(), .p_value = 0};
  const double t = 2 * (difference / scale) / std::sqrt(of_reference + of_window);
  // Shares first: squares of small variances would vanish.
  const double share = of_reference / (of_reference + of_window);
  const double freedom =
      1 / (share * share / static_cast<double>(reference.size - 1) + (1 - share) * (1 - share) / static_cast<double>(window.size - 1));
  const boost::math::students_t_distribution<double> distribution(freedom);
  return {.statistic = t, .p_value = std::min(1.0, 2 * cdf(complement(distribution, t)))};
}

void declare_welch(config::Catalogue<ComparisonPointer>& catalogue) {
  catalogue.add(
      {.name = "welch",
       .summary = "Welch's t test on a number: its mean has changed",
       .paper =
           "Welch, The generalization of Student's problem when several different population variances are involved, Biometrika 34, 1947",
       .guarantee =
           "calibrated: for independent values, exact for normal ones up to the approximate degrees of freedom; heavy tails make it quiet",
       .cost = "15 ns a value; 8 bytes a reference value and 12 a value of each window"},
      test_declaration("Welch's t test"),
      [](const TestParameters& parameters) -> ComparisonPointer { return std::make_unique<Welch>(parameters); });
}

}  // namespace driftd::detectors
