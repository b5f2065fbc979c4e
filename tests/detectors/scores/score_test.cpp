#include "detectors/scores/score.h"

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

TEST(ScoreSums, CountsEachClass) {
  ScoreSums sums(Task::multiclass);
  sums.add({.predicted = 7, .truth = 7});
  sums.add({.predicted = 7, .truth = 3});
  sums.add({.predicted = 5, .truth = 7});
  EXPECT_EQ(sums.count(), 3U);
  EXPECT_EQ(sums.correct(), 1U);
  ASSERT_EQ(sums.classes().size(), 3U);
  EXPECT_EQ(sums.classes()[0].code, 3);
  EXPECT_EQ(sums.classes()[1].code, 5);
  const auto& seven = sums.classes()[2];
  EXPECT_EQ(seven.code, 7);
  EXPECT_EQ(seven.true_positives, 1U);
  EXPECT_EQ(seven.predicted, 2U);
  EXPECT_EQ(seven.actual, 2U);
}

TEST(ScoreSums, KeepsNoRowsForNumbers) {
  ScoreSums sums(Task::regression);
  sums.add({.predicted = 1, .truth = 3});
  sums.add({.predicted = 5, .truth = 4});
  EXPECT_TRUE(sums.classes().empty());
  EXPECT_EQ(sums.absolute_error_sum(), 3);
  EXPECT_EQ(sums.squared_error_sum(), 5);
}

TEST(ScoreSums, IgnoresWhatIsNotFinite) {
  for (const Task task : {Task::binary, Task::regression}) {
    ScoreSums sums(task);
    sums.add({.predicted = kNan, .truth = 1});
    sums.add({.predicted = 1, .truth = std::numeric_limits<double>::infinity()});
    EXPECT_EQ(sums.count(), 0U);
  }
}

TEST(ScoreSums, StaysBoundedWhereClassesDoNotEnd) {
  ScoreSums sums(Task::multiclass);
  for (int i = 0; i < 1000; ++i) sums.add({.predicted = static_cast<double>(i), .truth = static_cast<double>(i)});
  EXPECT_EQ(sums.classes().size(), ScoreSums::kMostClasses);
  EXPECT_EQ(sums.count(), 1000U);
  ScoreSums others(Task::multiclass);
  others.add({.predicted = 5000, .truth = 5000});
  sums.merge(others);
  EXPECT_EQ(sums.classes().size(), ScoreSums::kMostClasses);
  EXPECT_EQ(sums.count(), 1001U);
}

std::string state_of(const ScoreSums& sums) {
  StateWriter writer;
  sums.save(writer);
  return writer.take();
}

TEST(ScoreSums, RefusesAStateOfAnotherTaskOrCutShort) {
  ScoreSums sums(Task::binary);
  sums.add({.predicted = 1, .truth = 1, .truth_probability = 0.7});
  const std::string bytes = state_of(sums);
  ScoreSums other(Task::regression);
  StateReader reader(bytes);
  other.load(reader);
  EXPECT_TRUE(reader.failed());
  EXPECT_EQ(other.count(), 0U);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    StateReader part(std::string_view(bytes).substr(0, size));
    ScoreSums loaded(Task::binary);
    loaded.load(part);
    EXPECT_TRUE(part.failed()) << size;
    EXPECT_EQ(state_of(loaded), state_of(ScoreSums(Task::binary)));
  }
}

}  // namespace
}  // namespace driftd::detectors
