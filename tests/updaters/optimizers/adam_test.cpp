#include "updaters/optimizers/adam.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace driftd::updaters {
namespace {

TEST(Adam, FreesBothMeansOfTheirStartAtZero) {
  std::array weights{1.0, 1.0};
  std::array state{0.0, 0.0, 0.0, 0.0, 0.0};
  const auto adam = make_adam({.rate = 0.1, .beta1 = 0.9, .beta2 = 0.99, .epsilon = 1e-12});
  adam->step(weights, std::array{5.0, -1e-3}, state);
  EXPECT_NEAR(weights[0], 0.9, 1e-9);  // the first step is the rate, whatever the gradient
  EXPECT_NEAR(weights[1], 1.1, 1e-9);
  EXPECT_NEAR(state[0], 0.5, 1e-12);   // .1 x 5
  EXPECT_NEAR(state[2], 0.25, 1e-12);  // .01 x 25
  adam->step(weights, std::array{1.0, 0.0}, state);
  const double mean = (0.9 * 0.5 + 0.1 * 1) / (1 - 0.81);
  const double mean_square = (0.99 * 0.25 + 0.01 * 1) / (1 - 0.9801);
  EXPECT_NEAR(weights[0], 0.9 - 0.1 * mean / std::sqrt(mean_square), 1e-9);
}

TEST(Adam, AmsgradRemembersTheLargestMeanSquare) {
  std::array weights{0.0};
  std::array state{0.0, 0.0, 0.0, 0.0};
  const auto adam = make_adam({.beta2 = 0.5, .amsgrad = true});
  adam->step(weights, std::array{4.0}, state);
  for (int i = 0; i < 20; ++i) adam->step(weights, std::array{0.1}, state);
  EXPECT_LT(state[1], 0.02);
  EXPECT_DOUBLE_EQ(state[2], 8);  // .5 x 16
}

}  // namespace
}  // namespace driftd::updaters
