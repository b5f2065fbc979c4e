#include "detectors/stream/eddm.h"

#include <gtest/gtest.h>

#include "tests/detectors/stream/made_streams.h"

namespace driftd::detectors {
namespace {

using namespace tests;

TEST(Eddm, HoldsTheDistancesAgainstTheirMaximum) {
  Eddm eddm({.warm_up = 2, .warning = 0.2, .drift = 0.1});
  eddm.update(std::vector<double>{0, 0, 0, 1, 0, 0, 0, 1});  // distances 4 4: m + 2 s = 4, the maximum
  EXPECT_EQ(eddm.level(), Level::learning);
  eddm.update(std::vector<double>{0, 0, 0, 1, 1});  // 4 4 4 1: mean 3.25, s = 1.5: 6.25 is a maximum
  EXPECT_EQ(eddm.level(), Level::stable);
  eddm.update(std::vector<double>{1});  // 4 4 4 1 1: mean 2.8, s^2 = 2.7
  EXPECT_NEAR(eddm.signal().statistic, 1 - (2.8 + 2 * std::sqrt(2.7)) / 6.25, 1e-12);
  EXPECT_DOUBLE_EQ(eddm.signal().threshold, 0.9);
  EXPECT_EQ(eddm.signal().since_change, 1U);
}

TEST(Eddm, WarnsBeforeItAlarmsWhereErrorsComeCloser) {
  Eddm eddm;
  ASSERT_EQ(eddm.update(errors_every(10, 1000)), 1000U);
  ASSERT_EQ(eddm.level(), Level::stable);
  std::vector<Level> levels;
  for (const double& value : errors_every(4, 1000)) {
    eddm.update({&value, 1});
    if (levels.empty() || levels.back() != eddm.level()) levels.push_back(eddm.level());
  }
  EXPECT_EQ(levels, (std::vector{Level::stable, Level::warning, Level::drift}));
  EXPECT_EQ(eddm.signal().direction, Direction::up);
}

TEST(Eddm, LeavesErrorsThatBecomeRarerAlone) {
  Eddm eddm;
  const auto rarer = joined(errors_every(5, 500), errors_every(50, 5000));
  EXPECT_EQ(eddm.update(rarer), rarer.size());
}

TEST(Eddm, TakesNothingBetweenRightAndWrong) {
  Eddm eddm;
  EXPECT_EQ(eddm.domain(), Domain::errors);
  eddm.update(std::vector<double>{0.5, 1, 0.9});
  EXPECT_EQ(eddm.signal().window, 1U);
  EXPECT_EQ(eddm.skipped(), 2U);
}

}  // namespace
}  // namespace driftd::detectors
