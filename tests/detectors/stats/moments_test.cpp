#include "detectors/stats/moments.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace driftd::detectors {
namespace {

constexpr double kHuge = std::numeric_limits<double>::max();

TEST(Moments, AreMeanAndPopulationDeviation) {
  const Moments moments = moments_of(std::vector<double>{2, 4, 4, 4, 5, 5, 7, 9});
  EXPECT_EQ(moments.size, 8U);
  EXPECT_DOUBLE_EQ(moments.mean, 5);
  EXPECT_DOUBLE_EQ(moments.deviation, 2);
}

TEST(Moments, OfNothingAndOfAConstantHaveNoDeviation) {
  EXPECT_EQ(moments_of({}).size, 0U);
  EXPECT_EQ(moments_of(std::vector<double>(7, 0.1)).deviation, 0);
  EXPECT_DOUBLE_EQ(moments_of(std::vector<double>(7, 0.1)).mean, 0.1);
}

TEST(Moments, DoNotLoseASmallDeviationAboutALargeMean) {
  EXPECT_DOUBLE_EQ(moments_of(std::vector<double>{1e15 - 1, 1e15, 1e15 + 1}).deviation, std::sqrt(2.0 / 3));
}

TEST(Moments, StayFiniteAtTheEndsOfTheNumberRange) {
  const Moments moments = moments_of(std::vector<double>{-kHuge, kHuge});
  EXPECT_EQ(moments.mean, 0);
  EXPECT_NEAR(moments.deviation / kHuge, 1, 1e-15);
  EXPECT_NEAR(moments_of(std::vector<double>{1e-310, 3e-310}).deviation / 1e-310, 1, 1e-12);
}

TEST(PooledDeviation, IsThatOfBothSamplesTogether) {
  const std::vector<double> left{1, 2, 6};
  const std::vector<double> right{10, 14};
  EXPECT_NEAR(pooled_deviation(moments_of(left), moments_of(right)), moments_of(std::vector<double>{1, 2, 6, 10, 14}).deviation, 1e-14);
  EXPECT_EQ(pooled_deviation({}, {}), 0);
}

TEST(FinitePart, LeavesOutInfinities) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::vector<double> rising{-kInfinity, -kInfinity, 1, 2, kInfinity};
  const auto finite = finite_part(rising);
  EXPECT_EQ(std::vector(finite.begin(), finite.end()), (std::vector<double>{1, 2}));
  EXPECT_TRUE(finite_part(std::vector<double>{kInfinity}).empty());
}

}  // namespace
}  // namespace driftd::detectors
