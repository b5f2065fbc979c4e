#include "detectors/scores/regression_scores.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

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

ScoreSums sums_of(const std::vector<Outcome>& outcomes) {
  ScoreSums sums(config::Task::regression);
  for (const Outcome& outcome : outcomes) sums.add(outcome);
  return sums;
}

TEST(Mape, LeavesOutTruthsOfZero) {
  const auto mape = scores().choose_default("mape").make();
  EXPECT_DOUBLE_EQ(mape->value(sums_of({{1, 2}, {5, 4}, {3, 0}})).value(), (0.5 + 0.25) / 2);
  EXPECT_FALSE(mape->value(sums_of({{3, 0}})).has_value());
}

TEST(R2, IsUndefinedWhereTheTruthIsConstant) {
  const auto r2 = scores().choose_default("r2").make();
  EXPECT_DOUBLE_EQ(r2->value(sums_of({{1, 1}, {2, 3}, {5, 5}})).value(), 1 - 1.0 / 8);
  EXPECT_FALSE(r2->value(sums_of({{1, 3}, {2, 3}})).has_value());
  EXPECT_FALSE(r2->value(sums_of({{1, 3}})).has_value());
}

TEST(Pinball, WeighsErrorsByTheSideOnWhichTheyFall) {
  config::Problems problems;
  const auto pinball = scores().find("pinball")->choose({{"quantile", 0.9}}, "", problems, {}).make();
  EXPECT_DOUBLE_EQ(pinball->value(sums_of({{1, 3}, {5, 4}})).value(), (0.9 * 2 + 0.1 * 1) / 2);
  EXPECT_DOUBLE_EQ(scores().choose_default("pinball").make()->value(sums_of({{1, 3}, {5, 4}})).value(), 1.5 / 2);
}

TEST(RegressionScores, StayFiniteForNumbersOfAnySize) {
  const auto sums = sums_of({{1e70, -1e70}, {1e-300, 1}, {-1e70, 1e69}, {1, 1e-300}});
  for (const char* name : {"mae", "rmse", "mape", "r2", "pinball"}) {
    const auto score = scores().choose_default(name).make();
    EXPECT_TRUE(std::isfinite(score->value(sums).value_or(0))) << name;
    const Interval interval = score->interval(sums).value_or(Interval{});
    EXPECT_TRUE(std::isfinite(interval.low) && std::isfinite(interval.high)) << name;
  }
}

TEST(RegressionScores, FitNumbersOnly) {
  for (const char* name : {"mae", "rmse", "mape", "r2", "pinball"}) {
    const auto score = scores().choose_default(name).make();
    EXPECT_TRUE(score->fits(config::Task::regression));
    EXPECT_FALSE(score->fits(config::Task::binary));
    EXPECT_FALSE(score->fits(config::Task::multiclass));
  }
}

}  // namespace
}  // namespace driftd::detectors
