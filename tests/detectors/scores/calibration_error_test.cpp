#include "detectors/scores/calibration_error.h"

#include <gtest/gtest.h>

#include <cmath>

#include "detectors/catalogue.h"

namespace driftd::detectors {
namespace {

using config::Task;

ScorePointer ece(int bins) {
  config::Problems problems;
  return scores().find("ece")->choose({{"bins", bins}}, "", problems, {}).make();
}

TEST(CalibrationError, OfTwoClassesIsThatOfClassOne) {
  const auto score = ece(2);
  ScoreSums sums(Task::binary, score->needs());
  sums.add({.predicted = 0, .truth = 0, .truth_probability = 0.75});  // 0.25 for class 1, which did not come
  sums.add({.predicted = 0, .truth = 1, .truth_probability = 0.25});
  sums.add({.predicted = 1, .truth = 1, .truth_probability = 0.75});
  sums.add({.predicted = 1, .truth = 1, .truth_probability = 0.5});  // on the edge: the bin above
  EXPECT_DOUBLE_EQ(score->value(sums).value(), (0.5 * std::abs(0.5 - 0.25)) + 0.5 * std::abs(1 - 0.625));
}

TEST(CalibrationError, PutsEqualProbabilitiesIntoOneBinWhateverCameTrue) {
  for (const double p : {0.1, 0.2, 0.3, 0.6, 0.7, 0.9}) {
    const auto score = ece(10);
    ScoreSums sums(Task::binary, score->needs());
    sums.add({.predicted = 1, .truth = 1, .truth_probability = p});
    sums.add({.predicted = 1, .truth = 0, .truth_probability = 1 - p});
    EXPECT_NEAR(score->value(sums).value(), std::abs(0.5 - p), 1e-12) << p;
  }
}

TEST(CalibrationError, OfSeveralClassesIsThatOfThePredictedOne) {
  const auto score = ece(1);
  ScoreSums sums(Task::multiclass, score->needs());
  for (int i = 0; i < 4; ++i) {
    Outcome outcome{.predicted = 2, .truth = i == 0 ? 3.0 : 2.0};
    outcome.give(2, 1);
    outcome.give(3, 0);
    sums.add(outcome);
  }
  EXPECT_DOUBLE_EQ(score->value(sums).value(), 0.25);
}

TEST(CalibrationError, IsUndefinedWhereNoProbabilityOrNoBinsWereKept) {
  ScoreSums sums(Task::binary, ece(5)->needs());
  sums.add({.predicted = 1, .truth = 1});
  EXPECT_FALSE(ece(5)->value(sums).has_value());
  sums.add({.predicted = 1, .truth = 1, .truth_probability = 1});
  EXPECT_EQ(ece(5)->value(sums), 0);
  EXPECT_FALSE(ece(7)->value(sums).has_value());
  EXPECT_FALSE(ece(7)->is_told_by(sums.needs()));
}

}  // namespace
}  // namespace driftd::detectors
