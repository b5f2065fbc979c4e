#include "detectors/scores/agreement_scores.h"

#include <gtest/gtest.h>

#include <cmath>

#include "detectors/catalogue.h"

namespace driftd::detectors {
namespace {

using config::Task;

ScoreSums sums_of(Task task, const std::vector<Outcome>& outcomes) {
  ScoreSums sums(task, {.probabilities = false, .confusions = true, .calibrations = {}});
  for (const Outcome& outcome : outcomes) sums.add(outcome);
  return sums;
}

std::optional<double> value(const std::string& name, Task task, const std::vector<Outcome>& outcomes) {
  return scores().choose_default(name).make()->value(sums_of(task, outcomes));
}

TEST(AgreementScores, AreOnesOfTheTextbook) {
  // TP 2, FP 1, FN 2, TN 1.
  const std::vector<Outcome> outcomes{{1, 1}, {1, 1}, {1, 0}, {0, 1}, {0, 1}, {0, 0}};
  EXPECT_NEAR(value("mcc", Task::binary, outcomes).value(), 0, 1e-12);
  EXPECT_NEAR(value("kappa", Task::binary, outcomes).value(), (0.5 - 0.5) / 0.5, 1e-12);
  const std::vector<Outcome> better{{1, 1}, {1, 1}, {1, 0}, {0, 1}, {0, 0}, {0, 0}};
  EXPECT_NEAR(value("mcc", Task::binary, better).value(), (2 * 2 - 1 * 1) / std::sqrt(3.0 * 3 * 3 * 3), 1e-12);
  EXPECT_NEAR(value("kappa", Task::binary, better).value(), (4.0 / 6 - 0.5) / 0.5, 1e-12);
}

TEST(AgreementScores, AreOneForAPerfectModelAndSayHowLittleThatMeans) {
  std::vector<Outcome> outcomes;
  for (int i = 0; i < 20; ++i) outcomes.push_back({.predicted = i % 4 * 1.0, .truth = i % 4 * 1.0});
  for (const char* name : {"kappa", "mcc"}) {
    const auto score = scores().choose_default(name).make();
    const auto sums = sums_of(Task::multiclass, outcomes);
    EXPECT_DOUBLE_EQ(score->value(sums).value(), 1) << name;
    EXPECT_LT(score->interval(sums)->low, 0.9) << name;
    EXPECT_GT(score->interval(sums)->low, 0.5) << name;
  }
}

TEST(AgreementScores, AreUndefinedWhereChanceCouldNotDoWorse) {
  EXPECT_FALSE(value("kappa", Task::binary, {{1, 1}, {1, 1}}).has_value());
  EXPECT_FALSE(value("mcc", Task::binary, {{1, 1}, {1, 1}}).has_value());
  EXPECT_FALSE(value("mcc", Task::binary, {{1, 1}, {1, 0}}).has_value()) << "a constant prediction";
  EXPECT_EQ(value("kappa", Task::binary, {{1, 1}, {1, 0}}), 0);
}

}  // namespace
}  // namespace driftd::detectors
