#include "updaters/models/gradient_descent.h"

#include <gtest/gtest.h>

#include <limits>

#include "updaters/models/generalized_linear.h"
#include "updaters/models/linear.h"
#include "updaters/models/softmax.h"

namespace driftd::updaters {
namespace {

DescentSettings plain_sgd(double rate, double l2, std::int64_t epochs = 1) {
  config::Problems problems;
  DescentSettings settings;
  settings.optimizer = optimizers().find("sgd")->choose({{"rate", rate}, {"schedule", "constant"}}, "", problems, {});
  settings.epochs = epochs;
  settings.l2 = l2;
  return settings;
}

TEST(GradientDescent, TakesTheStepOfTheMeanSquaredError) {
  // y = w x + b at w = 1, b = 0: residuals 1 - 3 = -2 and 2 - 0 = 2, gradient by w (-2 x 1 + 2 x 2) / 2 = 1, by b 0; l2 adds .5 x 1 to w's.
  const EncodedRows rows{.rows = 2, .numbers = {1, 2}, .levels = {}};
  Matrix weights{{1.0, 0.0}};
  std::vector<double> state(1);
  ASSERT_TRUE(descend(plain_sgd(0.1, 0.5), linear_link(), rows, std::vector<double>{3, 0}, 1, weights, state));
  EXPECT_DOUBLE_EQ(weights(0, 0), 1 - 0.1 * 1.5);
  EXPECT_DOUBLE_EQ(weights(0, 1), 0);
}

TEST(GradientDescent, TakesTheStepOfTheSoftmaxLogLossThroughLevels) {
  // One row, level input 1 of {0, 1}, class 2 of 3, zeros before: means 1/3 each.
  const EncodedRows rows{.rows = 1, .numbers = {}, .levels = {1}};
  Matrix weights = Matrix::Zero(3, 3);
  std::vector<double> state(1);
  ASSERT_TRUE(descend(plain_sgd(3, 0), softmax_link(), rows, std::vector<double>{2}, 1, weights, state));
  EXPECT_TRUE(weights.isApprox(Matrix{{0, -1, -1}, {0, -1, -1}, {0, 2, 2}}, 1e-12)) << weights;
}

TEST(GradientDescent, TakesOneStepABatchTheLastOneShorter) {
  const EncodedRows rows{.rows = 5, .numbers = {1, 2, 3, 4, 5}, .levels = {}};
  auto settings = plain_sgd(1e-3, 0, 3);
  settings.batch = 2;
  Matrix weights = Matrix::Zero(1, 2);
  std::vector<double> state(1);
  ASSERT_TRUE(descend(settings, linear_link(), rows, std::vector<double>(5, 1.0), 1, weights, state));
  EXPECT_EQ(state[0], 9) << "3 passes of 3 steps";
}

TEST(GradientDescent, ARowCountsHalfAsMuchAsOneThatCameAHalfLifeLater) {
  // Two rows, the older says -3 and the newer 3 at w = b = 0: importance 2/3 and 4/3, gradient by b (2/3 x 3 - 4/3 x 3) / 2 = -1.
  const EncodedRows rows{.rows = 2, .numbers = {0, 0}, .levels = {}};
  auto settings = plain_sgd(0.1, 0);
  settings.half_life = 1;
  Matrix weights = Matrix::Zero(1, 2);
  std::vector<double> state(1);
  ASSERT_TRUE(descend(settings, linear_link(), rows, std::vector<double>{-3, 3}, 1, weights, state));
  EXPECT_DOUBLE_EQ(weights(0, 1), 0.1);
}

TEST(GradientDescent, TellsWhenWeightsOrStateLeaveTheirRange) {
  const EncodedRows rows{.rows = 1, .numbers = {1}, .levels = {}};
  Matrix weights{{0.0, 0.0}};
  std::vector<double> state(1);
  EXPECT_FALSE(descend(plain_sgd(1000, 0, 10), linear_link(), rows, std::vector<double>{1}, 1, weights, state));
  weights.setZero();
  state[0] = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(descend(plain_sgd(0.1, 0), linear_link(), rows, std::vector<double>{1}, 1, weights, state));
}

}  // namespace
}  // namespace driftd::updaters
