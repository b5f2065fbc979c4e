#include "detectors/stats/multiple_testing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace driftd::detectors {
namespace {

TEST(BenjaminiHochberg, AdjustsByRankAndNeverAgainstTheOrder) {
  // sorted .01 .02 .03 .9: 4p/1 = .04, 4p/2 = .04, 4p/3 = .04, .9
  const auto adjusted = benjamini_hochberg(std::vector{0.9, 0.01, 0.03, 0.02});
  EXPECT_DOUBLE_EQ(adjusted[0], 0.9);
  EXPECT_DOUBLE_EQ(adjusted[1], 0.04);
  EXPECT_DOUBLE_EQ(adjusted[2], 0.04);
  EXPECT_DOUBLE_EQ(adjusted[3], 0.04);
}

TEST(BenjaminiHochberg, LowersASmallerOneToTheLargersValue) {
  // 2 * .04 = .08 alone, but the larger one is adjusted to .05
  EXPECT_EQ(benjamini_hochberg(std::vector{0.04, 0.05}), (std::vector{0.05, 0.05}));
}

TEST(BenjaminiHochberg, LeavesASingleTestAlone) {
  EXPECT_EQ(benjamini_hochberg(std::vector{0.2}), (std::vector{0.2}));
}

TEST(BenjaminiHochberg, TakesNansForNoTests) {
  const auto adjusted = benjamini_hochberg(std::vector{0.01, std::numeric_limits<double>::quiet_NaN(), 0.5});
  EXPECT_DOUBLE_EQ(adjusted[0], 0.02);
  EXPECT_TRUE(std::isnan(adjusted[1]));
  EXPECT_DOUBLE_EQ(adjusted[2], 0.5);
  EXPECT_TRUE(benjamini_hochberg({}).empty());
}

}  // namespace
}  // namespace driftd::detectors
