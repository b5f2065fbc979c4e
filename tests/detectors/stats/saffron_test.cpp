#include "detectors/stats/saffron.h"

#include <gtest/gtest.h>

namespace driftd::detectors {
namespace {

TEST(Saffron, LeavesItsLevelWhereItIsAfterACandidate) {
  Saffron saffron(0.05, 0.02);
  EXPECT_DOUBLE_EQ(saffron.level(), 0.5 * 0.02 * quick_gamma(1));
  saffron.record(0.4, false);
  EXPECT_DOUBLE_EQ(saffron.level(), 0.5 * 0.02 * quick_gamma(1));
  saffron.record(0.6, false);
  EXPECT_DOUBLE_EQ(saffron.level(), 0.5 * 0.02 * quick_gamma(2));
}

TEST(Saffron, EarnsAlphaForAnAlarmLessWhatTheFirstHadBeenLent) {
  Saffron saffron(0.05, 0.02);
  saffron.record(1e-9, true);
  EXPECT_DOUBLE_EQ(saffron.level(), 0.5 * (0.02 * quick_gamma(1) + 0.03 * quick_gamma(1)));
  saffron.record(0.7, false);
  saffron.record(1e-9, true);
  EXPECT_DOUBLE_EQ(saffron.level(), 0.5 * (0.02 * quick_gamma(2) + 0.03 * quick_gamma(2) + 0.05 * quick_gamma(1)));
}

TEST(Saffron, NeverGoesBeyondLambda) {
  Saffron saffron(0.9, 0.9, 0.05);
  for (int i = 0; i < 50; ++i) saffron.record(1e-9, true);
  EXPECT_EQ(saffron.level(), 0.05);
}

}  // namespace
}  // namespace driftd::detectors
