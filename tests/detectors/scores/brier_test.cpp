#include "detectors/scores/brier.h"

#include <gtest/gtest.h>

#include "detectors/catalogue.h"

namespace driftd::detectors {
namespace {

TEST(Brier, OfTwoClassesIsTheSquaredDistanceOfClassOne) {
  ScoreSums sums(config::Task::binary);
  sums.add({.predicted = 1, .truth = 1, .truth_probability = 0.75});
  sums.add({.predicted = 1, .truth = 0, .truth_probability = 0.5});
  sums.add({.predicted = 1, .truth = 0});
  EXPECT_DOUBLE_EQ(scores().choose_default("brier").make()->value(sums).value(), (0.0625 + 0.25) / 2);
}

TEST(Brier, OfSeveralClassesIsTheSumOverAll) {
  ScoreSums sums(config::Task::multiclass);
  Outcome outcome{.predicted = 3, .truth = 5};
  for (const auto& [code, probability] : {std::pair{3.0, 0.5}, {4, 0.25}, {5, 0.25}}) outcome.give(code, probability);
  sums.add(outcome);
  sums.add({.predicted = 3, .truth = 3, .truth_probability = 0.5});
  EXPECT_DOUBLE_EQ(scores().choose_default("brier").make()->value(sums).value(), 0.25 + 0.0625 + 0.5625) << "where all are known";
}

}  // namespace
}  // namespace driftd::detectors
