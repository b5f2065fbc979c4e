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

TEST(ClassScores, DoNotFitNumbers) {
  for (const char* name : {"accuracy", "precision", "recall", "f1"}) {
    const auto made = scores().choose_default(name).make();
    EXPECT_TRUE(made->fits(Task::binary));
    EXPECT_TRUE(made->fits(Task::multiclass));
    EXPECT_FALSE(made->fits(Task::regression));
  }
}

}  // namespace
}  // namespace driftd::detectors
