#include "detectors/compare/g_test.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/detectors/compare/samples.h"

namespace driftd::detectors {
namespace {

using testing_samples::categories_with;
using testing_samples::compare_categories;

TEST(GTest, IsTwiceTheLogarithmOfTheLikelihoodRatio) {
  // 30 20 / 10 40, expected 20 30 / 20 30.
  const Evidence evidence = compare_categories(GTest(), categories_with({30, 20}), categories_with({10, 40}));
  const double expected = 2 * (30 * std::log(1.5) + 20 * std::log(2.0 / 3) + 10 * std::log(0.5) + 40 * std::log(4.0 / 3));
  EXPECT_NEAR(evidence.statistic, expected, 1e-12);
  EXPECT_NEAR(evidence.p_value, std::erfc(std::sqrt(expected / 2)), 1e-15);
}

TEST(GTest, HasNothingToTellApartInOneRow) {
  const Evidence evidence = compare_categories(GTest(), categories_with({3}), categories_with({4}));
  EXPECT_EQ(evidence.statistic, 0);
  EXPECT_EQ(evidence.p_value, 1);
}

}  // namespace
}  // namespace driftd::detectors
