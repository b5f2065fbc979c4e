#include "detectors/stats/lord.h"

#include <gtest/gtest.h>

namespace driftd::detectors {
namespace {

TEST(Lord, SpendsItsWealthAlongGamma) {
  Lord lord(0.05, 0.02);
  EXPECT_DOUBLE_EQ(lord.level(), 0.02 * slow_gamma(1));
  lord.record(0.5, false);
  EXPECT_DOUBLE_EQ(lord.level(), 0.02 * slow_gamma(2));
}

TEST(Lord, EarnsAlphaForAnAlarmLessWhatTheFirstHadBeenLent) {
  Lord lord(0.05, 0.02);
  lord.record(1e-9, true);
  EXPECT_DOUBLE_EQ(lord.level(), 0.02 * slow_gamma(2) + 0.03 * slow_gamma(1));
  lord.record(1e-9, true);
  EXPECT_DOUBLE_EQ(lord.level(), 0.02 * slow_gamma(3) + 0.03 * slow_gamma(2) + 0.05 * slow_gamma(1));
}

TEST(Lord, WithoutWealthWaitsForAnAlarmFromElsewhereWhichEarnsAlphaInAll) {
  Lord lord(0.05, 0);
  EXPECT_EQ(lord.level(), 0);
  EXPECT_FALSE(lord.test(1e-9));
  lord.record(0.01, true);
  double sum = 0;
  for (int i = 0; i < 100'000; ++i) {
    sum += lord.level();
    lord.record(0.9, false);
    if (i > 300 && i % 997 != 0) continue;
    EXPECT_LE(sum, 0.05);
  }
  EXPECT_GT(sum, 0.02);
}

}  // namespace
}  // namespace driftd::detectors
