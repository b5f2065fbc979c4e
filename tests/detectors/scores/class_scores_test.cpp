#include "detectors/scores/class_scores.h"

#include <gtest/gtest.h>

#include <vector>

#include "detectors/catalogue.h"

namespace driftd::detectors {
namespace {

using config::Task;

std::optional<double> score(const std::string& name, Task task, const std::vector<Outcome>& outcomes) {
  ScoreSums sums(task);
  for (const Outcome& outcome : outcomes) sums.add(outcome);
  return scores().choose_default(name).make()->value(sums);
}

// Class 1: predicted 3 times, 2 of them right, of 4 that there were.
const std::vector<Outcome> kBinary{{1, 1}, {1, 1}, {1, 0}, {0, 1}, {0, 1}, {0, 0}};

TEST(BinaryScores, AreThoseOfClassOne) {
  EXPECT_DOUBLE_EQ(score("accuracy", Task::binary, kBinary).value(), 3.0 / 6);
  EXPECT_DOUBLE_EQ(score("precision", Task::binary, kBinary).value(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(score("recall", Task::binary, kBinary).value(), 2.0 / 4);
  EXPECT_DOUBLE_EQ(score("f1", Task::binary, kBinary).value(), 4.0 / 7);
}

TEST(BinaryScores, AreUndefinedWithoutPositives) {
  const std::vector<Outcome> never_predicted{{0, 1}, {0, 0}};
  EXPECT_FALSE(score("precision", Task::binary, never_predicted).has_value());
  EXPECT_EQ(score("recall", Task::binary, never_predicted), 0);
  EXPECT_EQ(score("f1", Task::binary, never_predicted), 0);
  const std::vector<Outcome> never_true{{1, 0}, {0, 0}};
  EXPECT_EQ(score("precision", Task::binary, never_true), 0);
  EXPECT_FALSE(score("recall", Task::binary, never_true).has_value());
  EXPECT_FALSE(score("f1", Task::binary, {{0, 0}}).has_value());
}

TEST(MulticlassScores, AverageOverTheClassesSeen) {
  // Class 10: 1 of 2 predictions right, 1 of 1 found. Class 20: 1 of 1, 1 of 2. Class 30: 1 of 2, 1 of 1. Class 40: never predicted.
  const std::vector<Outcome> outcomes{{10, 10}, {20, 20}, {10, 20}, {30, 30}, {30, 40}};
  EXPECT_DOUBLE_EQ(score("accuracy", Task::multiclass, outcomes).value(), 3.0 / 5);
  EXPECT_DOUBLE_EQ(score("precision", Task::multiclass, outcomes).value(), (0.5 + 1 + 0.5 + 0) / 4);
  EXPECT_DOUBLE_EQ(score("recall", Task::multiclass, outcomes).value(), (1 + 0.5 + 1 + 0) / 4);
  EXPECT_DOUBLE_EQ(score("f1", Task::multiclass, outcomes).value(), (2.0 / 3 + 2.0 / 3 + 2.0 / 3 + 0) / 4);
}

ScorePointer made(const std::string& name, const config::Json& parameters) {
  config::Problems problems;
  return scores().find(name)->choose(parameters, "", problems, {}).make();
}

std::optional<double> score(const std::string& name, const config::Json& parameters, Task task, const std::vector<Outcome>& outcomes) {
  ScoreSums sums(task);
  for (const Outcome& outcome : outcomes) sums.add(outcome);
  return made(name, parameters)->value(sums);
}

TEST(BinaryScores, AreThoseOfEitherClassOrOfBoth) {
  EXPECT_DOUBLE_EQ(score("specificity", Task::binary, kBinary).value(), 1.0 / 2);
  EXPECT_DOUBLE_EQ(score("balanced_accuracy", Task::binary, kBinary).value(), (0.5 + 0.5) / 2);
  EXPECT_DOUBLE_EQ(score("precision", {{"class", "0"}}, Task::binary, kBinary).value(), 1.0 / 3);
  EXPECT_DOUBLE_EQ(score("precision", {{"class", "1"}}, Task::binary, kBinary).value(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(score("precision", {{"average", "binary"}}, Task::binary, kBinary).value(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(score("precision", {{"average", "micro"}}, Task::binary, kBinary).value(), 3.0 / 6);
  EXPECT_DOUBLE_EQ(score("precision", {{"average", "macro"}}, Task::binary, kBinary).value(), (1.0 / 3 + 2.0 / 3) / 2);
  EXPECT_DOUBLE_EQ(score("precision", {{"average", "weighted"}}, Task::binary, kBinary).value(), (2 * (1.0 / 3) + 4 * (2.0 / 3)) / 6);
}

TEST(MulticlassScores, MayBeOfOneClass) {
  const double red = config::category_code("red");
  const double blue = config::category_code("blue");
  const std::vector<Outcome> outcomes{{red, red}, {red, blue}, {blue, blue}, {7, 7}};
  EXPECT_DOUBLE_EQ(score("precision", {{"class", "red"}}, Task::multiclass, outcomes).value(), 1.0 / 2);
  EXPECT_DOUBLE_EQ(score("specificity", {{"class", "red"}}, Task::multiclass, outcomes).value(), 2.0 / 3);
  EXPECT_FALSE(score("recall", {{"class", "green"}}, Task::multiclass, outcomes).has_value());
}

TEST(BalancedAccuracy, IsOverTheClassesThatCameTrue) {
  EXPECT_DOUBLE_EQ(score("balanced_accuracy", Task::multiclass, {{1, 1}, {2, 1}, {3, 3}}).value(), (0.5 + 1) / 2);
}

TEST(ClassScores, AreOfOneClassOrAnAverage) {
  config::Problems problems;
  scores().find("f1")->choose({{"class", "red"}, {"average", "micro"}}, "/d", problems, {});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].path, "/d/average");
}

TEST(ClassScores, OfClassOneAreNoneOfSeveralClasses) {
  EXPECT_FALSE(made("f1", {{"average", "binary"}})->fits(Task::multiclass));
  EXPECT_FALSE(made("f1", {{"class", "red"}})->fits(Task::binary));
  EXPECT_TRUE(made("f1", {{"class", "red"}})->fits(Task::multiclass));
}

TEST(ClassScores, AreUnsureWhereNothingWasMissed) {
  ScoreSums sums(Task::binary);
  for (int i = 0; i < 10; ++i) sums.add({.predicted = i % 2 * 1.0, .truth = i % 2 * 1.0});
  for (const char* name : {"accuracy", "balanced_accuracy", "precision", "recall", "f1", "specificity"}) {
    const auto interval = scores().choose_default(name).make()->interval(sums).value();
    EXPECT_LT(interval.low, 0.8) << name;
    EXPECT_EQ(interval.high, 1) << name;
  }
}

TEST(ClassScores, OfSeveralClassesTellHowSureTheyAreWhereConfusionsAreKept) {
  const auto f1 = made("f1", {{"average", "macro"}});
  ScoreSums bare(Task::multiclass);
  ScoreSums sums(Task::multiclass, f1->needs());
  for (ScoreSums* one : {&bare, &sums}) {
    for (int i = 0; i < 90; ++i) one->add({.predicted = i % 10 == 0 ? 1.0 : i % 3 * 1.0, .truth = i % 3 * 1.0});
  }
  EXPECT_EQ(f1->value(bare), f1->value(sums));
  EXPECT_FALSE(f1->interval(bare).has_value());
  EXPECT_TRUE(f1->interval(sums).has_value());
}

TEST(ClassScores, DoNotFitNumbers) {
  for (const char* name : {"accuracy", "balanced_accuracy", "precision", "recall", "f1", "specificity"}) {
    const auto made = scores().choose_default(name).make();
    EXPECT_TRUE(made->fits(Task::binary));
    EXPECT_TRUE(made->fits(Task::multiclass));
    EXPECT_FALSE(made->fits(Task::regression));
  }
}

}  // namespace
}  // namespace driftd::detectors
