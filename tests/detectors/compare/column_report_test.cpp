#include "detectors/compare/column_report.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "detectors/compare/ks.h"
#include "detectors/compare/psi.h"
#include "detectors/compare/scale_distances.h"
#include "tests/detectors/compare/samples.h"

namespace driftd::detectors {
namespace {

using testing_samples::compare_numbers;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

void expect_agreement(const std::vector<double>& sample, const std::vector<double>& window) {
  ColumnReporter reporter;
  const ColumnReport report = reporter.report(sample, window);
  const Evidence ks = compare_numbers(Ks(), sample, window);
  EXPECT_EQ(report.ks.statistic, ks.statistic);
  EXPECT_EQ(report.ks.p_value, ks.p_value);
  EXPECT_EQ(report.psi, compare_numbers(Psi(), sample, window).statistic);
  const double wasserstein = compare_numbers(Wasserstein({.per_deviation = false}), sample, window).statistic;
  EXPECT_NEAR(report.wasserstein, wasserstein, 1e-11 * wasserstein);
  const double per_deviation = compare_numbers(Wasserstein(), sample, window).statistic;
  EXPECT_NEAR(report.wasserstein_per_deviation, per_deviation, 1e-11 * per_deviation);
}

TEST(ColumnReporter, AgreesWithTheComparisons) {
  std::mt19937_64 random(6);
  std::normal_distribution<double> normal;
  for (const double grain : {0.0, 0.001, 0.1, 1.0, 5.0}) {
    for (const std::size_t n : {1U, 5U, 200U, 3000U}) {
      const auto draw = [&](std::size_t size, double shift) {
        std::vector<double> values(size);
        for (double& value : values) {
          value = normal(random) + shift;
          if (grain > 0) value = std::round(value / grain) * grain;
        }
        return values;
      };
      for (const double shift : {0.0, 0.3, 20.0}) expect_agreement(draw(n, 0), draw(700, shift));
    }
  }
}

TEST(ColumnReporter, AgreesWithTheComparisonsOnALongColumn) {
  std::mt19937_64 random(9);
  std::normal_distribution<double> normal;
  std::vector<double> reference(ColumnReporter::kFewestBucketed);
  std::vector<double> window(ColumnReporter::kFewestBucketed);
  for (double& value : reference) value = normal(random);
  for (double& value : window) value = normal(random) + 0.1;
  expect_agreement(reference, window);
}

TEST(ColumnReporter, LeavesMissingValuesOutOfLongColumns) {
  std::mt19937_64 random(10);
  std::normal_distribution<double> normal;
  std::vector<double> values(ColumnReporter::kFewestBucketed);
  for (double& value : values) value = normal(random);
  std::vector<double> with_gaps = values;
  for (std::size_t i = 0; i < 100; ++i) with_gaps.insert(with_gaps.begin() + static_cast<std::ptrdiff_t>(i * 50), kNan);
  std::vector<double> window(values.rbegin(), values.rend());
  window.front() = kInfinity;
  ColumnReporter reporter;
  const auto report = reporter.report(with_gaps, window);
  const auto expected = reporter.report(values, window);
  EXPECT_EQ(report.reference_missing, 100U);
  EXPECT_EQ(report.ks.statistic, expected.ks.statistic);
  EXPECT_EQ(report.psi, expected.psi);
  EXPECT_EQ(report.wasserstein, expected.wasserstein);
}

TEST(ColumnReporter, CountsInfinitiesByRankButNotByDistance) {
  expect_agreement({-kInfinity, 1, 2, kInfinity}, {1, 1.5, kInfinity, kInfinity, kInfinity});
}

TEST(ColumnReporter, StaysFiniteAtTheEndsOfTheNumberRange) {
  constexpr double kHuge = std::numeric_limits<double>::max();
  ColumnReporter reporter;
  const ColumnReport report = reporter.report(std::vector<double>{-kHuge, 0, kHuge}, std::vector<double>{kHuge, -kHuge});
  EXPECT_TRUE(std::isfinite(report.wasserstein));
  EXPECT_TRUE(std::isfinite(report.wasserstein_per_deviation));
}

TEST(ColumnReporter, CountsWhatIsMissingAndHasNoAnswerWhereNothingIsLeft) {
  ColumnReporter reporter;
  const ColumnReport report = reporter.report(std::vector<double>{1, kNan, 2}, std::vector<double>{kNan, kNan});
  EXPECT_EQ(report.reference_size, 2U);
  EXPECT_EQ(report.reference_missing, 1U);
  EXPECT_EQ(report.window_size, 0U);
  EXPECT_EQ(report.window_missing, 2U);
  for (const double figure : {report.ks.statistic, report.ks.p_value, report.psi, report.wasserstein, report.wasserstein_per_deviation}) {
    EXPECT_TRUE(std::isnan(figure));
  }
}

}  // namespace
}  // namespace driftd::detectors
