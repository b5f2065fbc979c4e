#include "updaters/models/linear/gradient_descent.h"

#include <gtest/gtest.h>

#include <limits>

#include "updaters/models/linear/generalized_linear.h"
#include "updaters/models/linear/linear.h"
#include "updaters/models/linear/softmax.h"

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

std::vector<double> state_of(const Matrix& weights) {
  return std::vector<double>(plain_sgd(1, 0).optimizer.make()->state_size(static_cast<std::size_t>(weights.size())));
}

TEST(GradientDescent, TakesTheStepOfTheMeanSquaredError) {
  // y = w x + b at w = 1, b = 0: residuals 1 - 3 = -2 and 2 - 0 = 2, gradient by w (-2 x 1 + 2 x 2) / 2 = 1, by b 0; l2 adds .5 x 1 to w's.
  const EncodedRows rows{.rows = 2, .numbers = {1, 2}};
  Matrix weights{{1.0, 0.0}};
  std::vector<double> state = state_of(weights);
  ASSERT_TRUE(descend(plain_sgd(0.1, 0.5), linear_link(), rows, std::vector<double>{3, 0}, 1, weights, state));
  EXPECT_DOUBLE_EQ(weights(0, 0), 1 - 0.1 * 1.5);
  EXPECT_DOUBLE_EQ(weights(0, 1), 0);
}

TEST(GradientDescent, TakesTheStepOfTheSoftmaxLogLossThroughLevels) {
  // One row, level input 1 of {0, 1}, class 2 of 3, zeros before: means 1/3 each.
  const EncodedRows rows{.rows = 1, .numbers = {}, .sparse = {.begins = {0, 1}, .inputs = {1}, .values = {1}}};
  Matrix weights = Matrix::Zero(3, 3);
  std::vector<double> state = state_of(weights);
  ASSERT_TRUE(descend(plain_sgd(3, 0), softmax_link(), rows, std::vector<double>{2}, 1, weights, state));
  EXPECT_TRUE(weights.isApprox(Matrix{{0, -1, -1}, {0, -1, -1}, {0, 2, 2}}, 1e-12)) << weights;
}

// Sparse inputs 1 .. 5 behind one number; rows have 2 on with 3, and 4 with -1. Residuals at zero: -1 and -2; gradients by the number
// (-1 x 1 - 2 x 2) / 2, by input 2 -1 x 3 / 2, by input 4 -2 x -1 / 2, by the bias -3 / 2.
TEST(GradientDescent, TakesTheStepOfSparseInputsAndLeavesTheOthersAlone) {
  const EncodedRows rows{.rows = 2, .numbers = {1, 2}, .sparse = {.begins = {0, 1, 2}, .inputs = {2, 4}, .values = {3, -1}}};
  Matrix weights{{0, 7, 0, 7, 0, 7, 0}};
  std::vector<double> state = state_of(weights);
  ASSERT_TRUE(descend(plain_sgd(1, 0.5), linear_link(), rows, std::vector<double>{1, 2}, 1, weights, state));
  EXPECT_TRUE(weights.isApprox(Matrix{{2.5, 7, 1.5, 7, -1, 7, 1.5}}, 1e-12)) << "inputs that are off are not shrunk either: " << weights;
}

TEST(GradientDescent, TakesTheSameStepsWhetherInputsAreDenseOrSparse) {
  const EncodedRows dense{.rows = 4, .numbers = {1, 0, 0, 2, 3, 0, 0, -1}};
  const EncodedRows sparse{
      .rows = 4, .numbers = {}, .sparse = {.begins = {0, 1, 2, 3, 4}, .inputs = {0, 1, 0, 1}, .values = {1, 2, 3, -1}}};
  auto settings = plain_sgd(0.1, 0.01, 3);
  settings.batch = 4;
  const std::vector<double> targets{1, -1, 2, 0};
  Matrix by_dense = Matrix::Zero(1, 3);
  Matrix by_sparse = Matrix::Zero(1, 3);
  std::vector<double> dense_state = state_of(by_dense);
  std::vector<double> sparse_state = state_of(by_sparse);
  ASSERT_TRUE(descend(settings, linear_link(), dense, targets, 1, by_dense, dense_state));
  ASSERT_TRUE(descend(settings, linear_link(), sparse, targets, 1, by_sparse, sparse_state));
  EXPECT_TRUE(by_sparse.isApprox(by_dense, 1e-12)) << by_sparse << "\n" << by_dense;
}

TEST(GradientDescent, TakesOneStepABatchTheLastOneShorter) {
  const EncodedRows rows{.rows = 5, .numbers = {1, 2, 3, 4, 5}};
  auto settings = plain_sgd(1e-3, 0, 3);
  settings.batch = 2;
  Matrix weights = Matrix::Zero(1, 2);
  std::vector<double> state = state_of(weights);
  ASSERT_TRUE(descend(settings, linear_link(), rows, std::vector<double>(5, 1.0), 1, weights, state));
  EXPECT_EQ(state.back(), 9) << "3 passes of 3 steps";
}

TEST(GradientDescent, ARowCountsHalfAsMuchAsOneThatCameAHalfLifeLater) {
  // Two rows, the older says -3 and the newer 3 at w = b = 0: importance 2/3 and 4/3, gradient by b (2/3 x 3 - 4/3 x 3) / 2 = -1.
  const EncodedRows rows{.rows = 2, .numbers = {0, 0}};
  auto settings = plain_sgd(0.1, 0);
  settings.half_life = 1;
  Matrix weights = Matrix::Zero(1, 2);
  std::vector<double> state = state_of(weights);
  ASSERT_TRUE(descend(settings, linear_link(), rows, std::vector<double>{-3, 3}, 1, weights, state));
  EXPECT_DOUBLE_EQ(weights(0, 1), 0.1);
}

TEST(GradientDescent, TellsWhenWeightsOrStateLeaveTheirRange) {
  const EncodedRows rows{.rows = 1, .numbers = {1}};
  Matrix weights{{0.0, 0.0}};
  std::vector<double> state = state_of(weights);
  EXPECT_FALSE(descend(plain_sgd(1000, 0, 10), linear_link(), rows, std::vector<double>{1}, 1, weights, state));
  weights.setZero();
  state.assign(state.size(), std::numeric_limits<double>::infinity());
  EXPECT_FALSE(descend(plain_sgd(0.1, 0), linear_link(), rows, std::vector<double>{1}, 1, weights, state));
}

}  // namespace
}  // namespace driftd::updaters
