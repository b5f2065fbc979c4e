#include "detectors/scores/interval.h"

#include <gtest/gtest.h>

namespace driftd::detectors {
namespace {

TEST(Wilson, IsThatOfTheTextbook) {
  // SciPy: binomtest(15, 50).proportion_ci(0.95, method="wilson")
  const auto interval = wilson_of(15, 50, 0.95).value();
  EXPECT_NEAR(interval.low, 0.191036, 1e-6);
  EXPECT_NEAR(interval.high, 0.437504, 1e-6);
}

TEST(Wilson, IsNotSureOfWhatItHasNeverSeen) {
  EXPECT_NEAR(wilson_of(0, 100, 0.95)->high, 0.037, 0.0005);
  EXPECT_EQ(wilson_of(0, 100, 0.95)->low, 0);
  EXPECT_EQ(wilson_of(100, 100, 0.95)->high, 1);
  EXPECT_FALSE(wilson_of(0, 0, 0.95).has_value());
}

TEST(WilsonEffective, IsWilsonsWhereTheVarianceIsThatOfAShare) {
  const auto plain = wilson_of(30, 100, 0.9).value();
  const auto effective = wilson_effective(0.3, 0.3 * 0.7 / 100, 1, 0.9).value();
  EXPECT_NEAR(effective.low, plain.low, 1e-12);
  EXPECT_NEAR(effective.high, plain.high, 1e-12);
  EXPECT_EQ(wilson_effective(1, 0, 40, 0.95), wilson_of(40, 40, 0.95));
}

TEST(AroundMean, WantsTwoValues) {
  MeanSum values;
  values.add(3);
  EXPECT_FALSE(around_mean(values, 0.95).has_value());
  values.add(5);
  EXPECT_NEAR(around_mean(values, 0.95)->high, 4 + 12.7062047 * 1, 1e-6) << "Student's t of one degree of freedom";
}

TEST(LogScale, StaysPositive) {
  EXPECT_GT(log_scale(1, 5, 0.95)->low, 0);
  EXPECT_FALSE(log_scale(0, 1, 0.95).has_value());
}

}  // namespace
}  // namespace driftd::detectors
