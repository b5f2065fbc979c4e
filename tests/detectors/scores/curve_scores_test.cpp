#include "detectors/scores/curve_scores.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "detectors/catalogue.h"

namespace driftd::detectors {
namespace {

using config::Task;

ScoreSums sums_of(const std::vector<std::pair<int, double>>& given) {
  ScoreSums sums(Task::binary, {.probabilities = true, .confusions = false, .calibrations = {}});
  for (const auto& [truth, p] : given) {
    Outcome outcome{.predicted = 1, .truth = static_cast<double>(truth)};
    outcome.give(0, 1 - p);
    outcome.give(1, p);
    sums.add(outcome);
  }
  return sums;
}

ScorePointer score(const std::string& name) {
  return scores().choose_default(name).make();
}

TEST(RocAuc, IsTheShareOfPairsInTheRightOrder) {
  // Of the six pairs four are in order, one is a tie.
  EXPECT_DOUBLE_EQ(score("roc_auc")->value(sums_of({{1, 0.75}, {1, 0.25}, {0, 0.5}, {0, 0.25}, {0, 0.125}})).value(), 4.5 / 6);
}

TEST(PrAuc, IsThePrecisionAtEachOneThatIsFound) {
  EXPECT_DOUBLE_EQ(score("pr_auc")->value(sums_of({{1, 0.75}, {0, 0.5}, {1, 0.25}, {0, 0.125}})).value(), (1.0 + 2.0 / 3) / 2);
  EXPECT_DOUBLE_EQ(score("pr_auc")->value(sums_of({{1, 0.5}, {0, 0.5}, {0, 0.5}})).value(), 1.0 / 3) << "all alike: how frequent 1 is";
}

TEST(CurveScores, AreUndefinedWithoutAPair) {
  EXPECT_FALSE(score("roc_auc")->value(sums_of({{1, 0.5}, {1, 0.7}})).has_value());
  EXPECT_FALSE(score("roc_auc")->value(sums_of({{0, 0.5}})).has_value());
  EXPECT_FALSE(score("pr_auc")->value(sums_of({{0, 0.5}})).has_value());
  EXPECT_EQ(score("pr_auc")->value(sums_of({{1, 0.5}})), 1);
}

TEST(CurveScores, AreNotSureBecauseAFewOutcomesAreInOrder) {
  const auto sums = sums_of({{1, 0.9}, {1, 0.8}, {1, 0.7}, {0, 0.3}, {0, 0.2}});
  for (const char* name : {"roc_auc", "pr_auc"}) {
    EXPECT_EQ(score(name)->value(sums), 1);
    EXPECT_LT(score(name)->interval(sums)->low, 0.5) << name;
    EXPECT_EQ(score(name)->interval(sums)->high, 1) << name;
  }
}

TEST(CurveScores, SayHowFarRoundingMayHaveMovedThem) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  std::vector<std::pair<int, double>> given;
  for (int i = 0; i < 60'000; ++i) {
    const int truth = i % 4 == 0 ? 1 : 0;
    given.emplace_back(truth, 1 / (1 + std::exp(-(2 * truth - 4 + normal(random)))));
  }
  const auto sums = sums_of(given);
  ASSERT_TRUE(sums.probabilities().is_rounded());
  std::ranges::sort(given, {}, [](const auto& one) { return one.second; });
  double zeros = 0;
  double pairs = 0;
  for (const auto& [truth, p] : given) (truth == 1 ? pairs : zeros) += truth == 1 ? zeros : 1;
  const double exact = pairs / (15'000.0 * 45'000.0);
  const double bound = roc_tie_bounds(sums.probabilities().rows()).up;
  EXPECT_LT(bound, 0.001);
  EXPECT_NEAR(score("roc_auc")->value(sums).value(), exact, bound);
  double found = 0;
  double precisions = 0;
  for (std::size_t i = given.size(); i-- > 0;) {
    if (given[i].first == 1) precisions += ++found / static_cast<double>(given.size() - i);
  }
  const auto bounds = pr_tie_bounds(sums.probabilities().rows());
  EXPECT_LT(bounds.up + bounds.down, 0.01);
  EXPECT_LE(score("pr_auc")->value(sums).value() - bounds.down, precisions / found);
  EXPECT_GE(score("pr_auc")->value(sums).value() + bounds.up, precisions / found);
}

TEST(CurveScores, FitBinaryTasksOnly) {
  for (const char* name : {"roc_auc", "pr_auc"}) {
    EXPECT_TRUE(score(name)->fits(Task::binary));
    EXPECT_FALSE(score(name)->fits(Task::multiclass));
    EXPECT_FALSE(score(name)->fits(Task::regression));
  }
}

}  // namespace
}  // namespace driftd::detectors
