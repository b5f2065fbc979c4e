#include "detectors/scores/outcome.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace driftd::detectors {
namespace {

using config::Task;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(ErrorOf, IsZeroOrOneForClassesAndADistanceForNumbers) {
  EXPECT_EQ(error_of(Task::binary, {.predicted = 1, .truth = 1}), 0);
  EXPECT_EQ(error_of(Task::multiclass, {.predicted = 4, .truth = 9}), 1);
  EXPECT_EQ(error_of(Task::regression, {.predicted = 4, .truth = 9}), 5);
}

TEST(LossOf, IsTheLogLikelihoodWhereThereIsOne) {
  EXPECT_DOUBLE_EQ(loss_of(Task::binary, {.predicted = 1, .truth = 1, .truth_probability = 0.8}), -std::log(0.8));
  EXPECT_DOUBLE_EQ(loss_of(Task::binary, {.predicted = 1, .truth = 0, .truth_probability = 0}), -std::log(1e-15));
  EXPECT_EQ(loss_of(Task::binary, {.predicted = 1, .truth = 1, .truth_probability = 1.5}), 0);
  EXPECT_EQ(loss_of(Task::binary, {.predicted = 1, .truth = 0}), 1);
  EXPECT_EQ(loss_of(Task::multiclass, {.predicted = 3, .truth = 3, .truth_probability = kNan}), 0);
  EXPECT_EQ(loss_of(Task::regression, {.predicted = 4, .truth = 9}), 25);
}

TEST(Outcome, TakesTheProbabilitiesOfItsClasses) {
  Outcome outcome{.predicted = 2, .truth = 7};
  outcome.give(2, 0.5);
  outcome.give(5, 0.25);
  outcome.give(7, 0.25);
  EXPECT_EQ(outcome.truth_probability, 0.25);
  EXPECT_EQ(outcome.predicted_probability, 0.5);
  EXPECT_EQ(outcome.squared_probabilities, 0.375);
}

TEST(Outcome, KnowsNoProbabilityOfAClassThatWasNotGiven) {
  Outcome outcome{.predicted = 2, .truth = 7};
  outcome.give(2, 0.5);
  EXPECT_LT(outcome.truth_probability, 0);
}

}  // namespace
}  // namespace driftd::detectors
