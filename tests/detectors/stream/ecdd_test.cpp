#include "detectors/stream/ecdd.h"

#include <gtest/gtest.h>

#include "tests/detectors/stream/made_streams.h"

namespace driftd::detectors {
namespace {

using namespace tests;

TEST(Ecdd, HoldsTheWeightedRateAgainstItsControlLimit) {
  Ecdd ecdd({.warm_up = 2});
  ecdd.update(std::vector<double>{1, 0, 0, 0});
  const double p = 0.25;
  const double deviations = 3.97 - 6.56 * p + 48.73 * std::pow(p, 3) - 330.13 * std::pow(p, 5) + 848.18 * std::pow(p, 7);
  const double deviation = std::sqrt(p * (1 - p) * 0.2 / 1.8 * (1 - std::pow(0.8, 8)));
  EXPECT_NEAR(ecdd.signal().statistic, 0.2 * 0.8 * 0.8 * 0.8, 1e-15);
  EXPECT_NEAR(ecdd.signal().threshold, p + deviations * deviation, 1e-12);
}

TEST(Ecdd, WarnsHalfWayToTheLimit) {
  Ecdd ecdd;
  ASSERT_EQ(ecdd.update(errors_every(10, 500)), 500U);
  std::vector<Level> levels;
  const double error = 1;
  while (ecdd.level() != Level::drift) {
    ecdd.update({&error, 1});
    levels.push_back(ecdd.level());
  }
  ASSERT_GE(levels.size(), 2U);
  EXPECT_EQ(levels[levels.size() - 2], Level::warning);
}

}  // namespace
}  // namespace driftd::detectors
