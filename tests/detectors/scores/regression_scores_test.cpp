#include "detectors/scores/regression_scores.h"

#include <gtest/gtest.h>

#include <cmath>

#include "detectors/catalogue.h"

namespace driftd::detectors {
namespace {

TEST(RegressionScores, MeasureErrorsInTheUnitOfTheTruth) {
  ScoreSums sums(config::Task::regression);
  sums.add({.predicted = 1, .truth = 4});
  sums.add({.predicted = 6, .truth = 2});
  EXPECT_DOUBLE_EQ(scores().choose_default("mae").make()->value(sums).value(), 3.5);
  EXPECT_DOUBLE_EQ(scores().choose_default("rmse").make()->value(sums).value(), std::sqrt(12.5));
}

TEST(RegressionScores, FitNumbersOnly) {
  for (const char* name : {"mae", "rmse"}) {
    const auto score = scores().choose_default(name).make();
    EXPECT_TRUE(score->fits(config::Task::regression));
    EXPECT_FALSE(score->fits(config::Task::binary));
    EXPECT_FALSE(score->fits(config::Task::multiclass));
  }
}

}  // namespace
}  // namespace driftd::detectors
