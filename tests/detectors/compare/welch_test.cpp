#include "detectors/compare/welch.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/detectors/compare/samples.h"

namespace driftd::detectors {
namespace {

using testing_samples::compare_numbers;

TEST(Welch, MeasuresTheMeansInTheErrorOfTheirDifference) {
  // Means 2 and 5, variances 1 and 1 over n - 1, three values each: t = 3 / sqrt(2/3).
  EXPECT_DOUBLE_EQ(compare_numbers(Welch(), {1, 2, 3}, {4, 5, 6}).statistic, 3 / std::sqrt(2.0 / 3));
}

TEST(Welch, DoesNotDependOnUnitOrOrigin) {
  const Evidence plain = compare_numbers(Welch(), {1, 2, 4, 8}, {3, 5, 9});
  const Evidence scaled = compare_numbers(Welch(), {1e200, 2e200, 4e200, 8e200}, {3e200, 5e200, 9e200});
  EXPECT_NEAR(scaled.statistic, plain.statistic, 1e-12);
  EXPECT_NEAR(scaled.p_value, plain.p_value, 1e-12);
}

TEST(Welch, LeavesOutInfinities) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(compare_numbers(Welch(), {1, 2, 3, kInfinity}, {-kInfinity, 4, 5, 6}).p_value,
            compare_numbers(Welch(), {1, 2, 3}, {4, 5, 6}).p_value);
  EXPECT_TRUE(std::isnan(compare_numbers(Welch(), {1, 2, 3}, {kInfinity}).statistic));
}

}  // namespace
}  // namespace driftd::detectors
