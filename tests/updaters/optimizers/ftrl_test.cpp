#include "updaters/optimizers/ftrl.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace driftd::updaters {
namespace {

TEST(Ftrl, MinimisesTheGradientsSoFarAndThePullToTheWeightsPassedThrough) {
  std::array weights{0.0};
  std::array state{0.0, 0.0, 0.0};
  const auto ftrl = make_ftrl({.rate = 0.5, .beta = 1, .l1 = 0, .l2 = 0});
  ftrl->step(weights, std::array{3.0}, state);
  EXPECT_DOUBLE_EQ(weights[0], -3 / ((1 + 3) / 0.5));
  ftrl->step(weights, std::array{4.0}, state);
  const double z = 3 + 4 - (5 - 3) / 0.5 * -0.375;
  EXPECT_DOUBLE_EQ(weights[0], -z / ((1 + 5) / 0.5));
  EXPECT_EQ(state, (std::array{z, 25.0, 2.0}));
}

TEST(Ftrl, L1LeavesWeightsThatSayLittleAtZero) {
  std::array weights{0.0, 0.0};
  std::array state{0.0, 0.0, 0.0, 0.0, 0.0};
  const auto ftrl = make_ftrl({.rate = 1, .beta = 1, .l1 = 1, .l2 = 2});
  ftrl->step(weights, std::array{0.9, -3.0}, state);
  EXPECT_EQ(weights[0], 0);
  EXPECT_DOUBLE_EQ(weights[1], 2.0 / (1 + 3 + 2));
  ftrl->step(weights, std::array{0.0, 2.5}, state);
  EXPECT_EQ(weights[1], 0) << "and takes them back there";
}

TEST(Ftrl, GoesOnFromWeightsThatABaseBringsAlong) {
  std::array weights{2.0};
  std::array state{0.0, 0.0, 0.0};
  const auto ftrl = make_ftrl({.rate = 0.5, .beta = 1, .l1 = 0.25, .l2 = 0.1});
  ftrl->step(weights, std::array{1e-6}, state);
  EXPECT_NEAR(weights[0], 2, 1e-5);
}

}  // namespace
}  // namespace driftd::updaters
