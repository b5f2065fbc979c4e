#include "updaters/optimizers/sgd.h"

#include <gtest/gtest.h>

#include <array>

namespace driftd::updaters {
namespace {

TEST(Sgd, StepsAgainstTheGradientByTheRate) {
  std::array weights{1.0, -2.0, 3.0};
  const std::array gradient{2.0, -4.0, 0.0};
  std::array state{0.0, 0.0, 0.0};
  Sgd({.rate = 0.5, .decay = 0}).step(weights, gradient, state);
  EXPECT_EQ(weights, (std::array{0.0, 0.0, 3.0}));
  EXPECT_EQ(state, (std::array{1.0, 1.0, 1.0}));
}

TEST(Sgd, LetsTheRateFallWithTheRootOfTheSteps) {
  std::array weights{0.0};
  const std::array gradient{1.0};
  std::array state{0.0};
  const Sgd sgd({.rate = 1, .decay = 3});
  sgd.step(weights, gradient, state);
  EXPECT_DOUBLE_EQ(weights[0], -1.0);
  sgd.step(weights, gradient, state);
  EXPECT_DOUBLE_EQ(weights[0], -1.5);  // 1 / sqrt(1 + 3)
  state[0] = 5;
  sgd.step(weights, gradient, state);
  EXPECT_DOUBLE_EQ(weights[0], -1.75);  // 1 / sqrt(1 + 15)
}

}  // namespace
}  // namespace driftd::updaters
