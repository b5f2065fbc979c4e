// Values against scikit-learn: tests/golden/joint_values_test.cpp.

#include "detectors/stats/logistic_regression.h"

#include <gtest/gtest.h>

#include <cmath>

namespace driftd::detectors {
namespace {

using Classes = std::vector<std::uint8_t>;

TEST(LogisticRegression, StaysFiniteWhereTheClassesPart) {
  const std::vector<double> rows{-2, -1, 1, 2};
  const auto model = fit_logistic(rows, 1, Classes{0, 0, 1, 1}, 1e-3);
  EXPECT_TRUE(std::isfinite(model.weights[0]));
  EXPECT_GT(model.weights[0], 3);
  EXPECT_NEAR(model.bias, 0, 1e-9);
}

TEST(LogisticRegression, SharesTheWeightAmongColumnsThatRepeatEachOther) {
  const std::vector<double> rows{-2, -2, -1, -1, 1, 1, 2, 2, 0.5, 0.5};
  const auto model = fit_logistic(rows, 2, Classes{0, 1, 1, 1, 0}, 1);
  EXPECT_NEAR(model.weights[0], model.weights[1], 1e-9);
}

TEST(LogisticRegression, ScoresAlikeWhereOnlyOneClassCame) {
  const std::vector<double> rows{1, 2, 3};
  const auto model = fit_logistic(rows, 1, Classes{1, 1, 1}, 1);
  EXPECT_EQ(model.score(std::vector<double>{5}), model.score(std::vector<double>{-5}));
}

TEST(LogisticRegression, KnowsTheShareOfAClassWhereTheColumnsSayNothing) {
  const std::vector<double> rows{0, 0, 0, 0};
  const auto model = fit_logistic(rows, 1, Classes{1, 1, 1, 0}, 1);
  EXPECT_NEAR(model.score(std::vector<double>{0}), std::log(3), 1e-9);
}

TEST(LogisticRegression, BearsRowsThatAreFarOut) {
  const std::vector<double> rows{1000, -1000, 1000, -1000, 999, 0.001};
  const auto model = fit_logistic(rows, 1, Classes{1, 0, 1, 1, 0, 1}, 1);
  EXPECT_TRUE(std::isfinite(model.weights[0]));
  EXPECT_TRUE(std::isfinite(model.bias));
}

}  // namespace
}  // namespace driftd::detectors
