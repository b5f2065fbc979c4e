#include "detectors/stats/e_lond.h"

#include <gtest/gtest.h>

namespace driftd::detectors {
namespace {

TEST(ELond, IsAnAlarmFromOneOverItsLevelOn) {
  ELond e_lond(0.05);
  const double level = 0.05 * slow_gamma(1);
  EXPECT_DOUBLE_EQ(e_lond.level(), level);
  EXPECT_TRUE(e_lond.is_alarm(1 / level, level));
  EXPECT_FALSE(e_lond.is_alarm(0.999 / level, level));
}

TEST(ELond, RisesWithTheNumberOfAlarms) {
  ELond e_lond(0.05);
  e_lond.record(1e9, true);
  EXPECT_DOUBLE_EQ(e_lond.level(), 0.05 * slow_gamma(2) * 2);
  e_lond.record(0, false);
  EXPECT_DOUBLE_EQ(e_lond.level(), 0.05 * slow_gamma(3) * 2);
  e_lond.record(1e9, true);
  EXPECT_DOUBLE_EQ(e_lond.level(), 0.05 * slow_gamma(4) * 3);
}

}  // namespace
}  // namespace driftd::detectors
