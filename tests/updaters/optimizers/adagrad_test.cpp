#include "updaters/optimizers/adagrad.h"

#include <gtest/gtest.h>

#include <array>

namespace driftd::updaters {
namespace {

TEST(Adagrad, DividesByTheRootOfAllSquaredGradients) {
  std::array weights{1.0, 1.0, 1.0};
  const std::array first{3.0, -0.5, 0.0};
  const std::array second{4.0, 0.0, 0.0};
  std::array state{0.0, 0.0, 0.0, 0.0};
  const auto adagrad = make_adagrad({.rate = 0.1, .epsilon = 1e-12});
  adagrad->step(weights, first, state);
  EXPECT_NEAR(weights[0], 0.9, 1e-12);  // the first step is the rate, whatever the gradient
  EXPECT_NEAR(weights[1], 1.1, 1e-12);
  EXPECT_EQ(weights[2], 1.0);
  EXPECT_EQ(state, (std::array{9.0, 0.25, 0.0, 1.0}));
  adagrad->step(weights, second, state);
  EXPECT_NEAR(weights[0], 0.9 - 0.1 * 4 / 5, 1e-12);
  EXPECT_NEAR(weights[1], 1.1, 1e-12);
  EXPECT_EQ(state, (std::array{25.0, 0.25, 0.0, 2.0}));
}

TEST(Adagrad, EpsilonHoldsSmallGradientsBack) {
  std::array weights{0.0};
  const std::array gradient{1.0};
  std::array state{0.0, 0.0};
  make_adagrad({.rate = 1, .epsilon = 1})->step(weights, gradient, state);
  EXPECT_DOUBLE_EQ(weights[0], -0.5);
}

}  // namespace
}  // namespace driftd::updaters
