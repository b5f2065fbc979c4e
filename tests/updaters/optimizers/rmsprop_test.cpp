#include "updaters/optimizers/rmsprop.h"

#include <gtest/gtest.h>

#include <array>

namespace driftd::updaters {
namespace {

TEST(Rmsprop, DividesByTheRootOfTheMovingMeanSquare) {
  std::array weights{1.0, 0.0};
  const std::array gradient{2.0, 0.0};
  std::array state{0.0, 0.0, 0.0};
  const auto rmsprop = make_rmsprop({.rate = 0.1, .decay = 0.75, .epsilon = 1e-12});
  rmsprop->step(weights, gradient, state);
  EXPECT_DOUBLE_EQ(state[0], 1.0);  // .25 x 4
  EXPECT_NEAR(weights[0], 1 - 0.1 * 2 / 1, 1e-12);
  rmsprop->step(weights, gradient, state);
  EXPECT_DOUBLE_EQ(state[0], 1.75);
  EXPECT_NEAR(weights[0], 0.8 - 0.1 * 2 / 1.3228756555322954, 1e-12);
  EXPECT_EQ(weights[1], 0.0);
}

TEST(Rmsprop, ForgetsOldGradients) {
  std::array weights{0.0};
  std::array state{1e6, 0.0};
  const std::array gradient{1.0};
  const auto rmsprop = make_rmsprop({.rate = 0.1, .decay = 0.5, .epsilon = 1e-8});
  for (int i = 0; i < 100; ++i) rmsprop->step(weights, gradient, state);
  EXPECT_NEAR(state[0], 1.0, 1e-9);
}

}  // namespace
}  // namespace driftd::updaters
