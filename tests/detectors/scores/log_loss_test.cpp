#include "detectors/scores/log_loss.h"

#include <gtest/gtest.h>

#include <cmath>

#include "detectors/catalogue.h"

namespace driftd::detectors {
namespace {

TEST(LogLoss, IsTheMeanOverTheOutcomesWithAProbability) {
  ScoreSums sums(config::Task::binary);
  sums.add({.predicted = 1, .truth = 1, .truth_probability = 0.8});
  sums.add({.predicted = 1, .truth = 0});
  sums.add({.predicted = 1, .truth = 0, .truth_probability = 0.4});
  EXPECT_DOUBLE_EQ(scores().choose_default("log_loss").make()->value(sums).value(), -(std::log(0.8) + std::log(0.4)) / 2);
}

TEST(LogLoss, IsUndefinedWithoutAnyProbability) {
  ScoreSums sums(config::Task::multiclass);
  sums.add({.predicted = 1, .truth = 1});
  EXPECT_FALSE(scores().choose_default("log_loss").make()->value(sums).has_value());
}

}  // namespace
}  // namespace driftd::detectors
