#include "detectors/scores/recall_at_precision.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "detectors/catalogue.h"

namespace driftd::detectors {
namespace {

using config::Task;

using Given = std::vector<std::pair<int, double>>;

ScoreSums sums_of(const Given& given) {
  ScoreSums sums(Task::binary, {.probabilities = true, .confusions = false, .calibrations = {}});
  for (const auto& [truth, p] : given) {
    Outcome outcome{.predicted = 1, .truth = static_cast<double>(truth)};
    outcome.give(0, 1 - p);
    outcome.give(1, p);
    sums.add(outcome);
  }
  return sums;
}

ScorePointer score(double precision) {
  config::Problems problems;
  return scores().find("recall_at_precision")->choose({{"precision", precision}}, "", problems, {}).make();
}

const Given kGiven{{1, 0.9}, {0, 0.8}, {1, 0.7}, {1, 0.6}, {0, 0.5}, {0, 0.4}, {1, 0.3}, {0, 0.2}};

TEST(RecallAtPrecision, IsTheMostThatAPreciseEnoughThresholdFinds) {
  EXPECT_EQ(score(1)->value(sums_of(kGiven)), 1.0 / 4) << "the first alone";
  EXPECT_EQ(score(0.7)->value(sums_of(kGiven)), 3.0 / 4)
      << "three of four, though two of three right before were too few: the curve is not monotone";
  EXPECT_EQ(score(0.5)->value(sums_of(kGiven)), 1);
}

TEST(RecallAtPrecision, IsNoneWhereNoThresholdIsPreciseEnough) {
  EXPECT_EQ(score(0.9)->value(sums_of({{0, 0.9}, {1, 0.8}})), 0);
  EXPECT_FALSE(score(0.5)->value(sums_of({{0, 0.9}})).has_value()) << "nothing is to be found";
}

TEST(RecallAtPrecision, TakesTiesTogether) {
  EXPECT_EQ(score(0.6)->value(sums_of({{1, 0.5}, {0, 0.5}, {1, 0.25}})), 1);
  EXPECT_EQ(score(0.6)->value(sums_of({{1, 0.5}, {0, 0.5}, {1, 0.25}, {0, 0.25}})), 0);
}

TEST(RecallAtPrecision, IsNotSureOfAFewOutcomes) {
  const auto interval = score(0.5)->interval(sums_of({{1, 0.9}, {1, 0.8}, {0, 0.3}}));
  ASSERT_TRUE(interval);
  EXPECT_LT(interval->low, 0.1);
  EXPECT_EQ(interval->high, 1);
}

TEST(RecallAtPrecision, IsSureOfMany) {
  Given given;
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  for (int i = 0; i < 20'000; ++i) {
    const int truth = i % 10 == 0 ? 1 : 0;
    given.emplace_back(truth, 1 / (1 + std::exp(-(2 * truth - 2 + normal(random)))));
  }
  const auto sums = sums_of(given);
  const auto interval = score(0.5)->interval(sums).value();
  EXPECT_LT(interval.high - interval.low, 0.25);
  EXPECT_GT(interval.low, 0.2);
}

TEST(RecallAtPrecision, FitsBinaryTasksOnly) {
  EXPECT_TRUE(score(0.5)->fits(Task::binary));
  EXPECT_FALSE(score(0.5)->fits(Task::multiclass));
  EXPECT_FALSE(score(0.5)->fits(Task::regression));
}

}  // namespace
}  // namespace driftd::detectors
