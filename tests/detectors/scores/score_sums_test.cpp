#include "detectors/scores/score_sums.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace driftd::detectors {
namespace {

using config::Task;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(ScoreSums, CountsEachClass) {
  ScoreSums sums(Task::multiclass);
  sums.add({.predicted = 7, .truth = 7});
  sums.add({.predicted = 7, .truth = 3});
  sums.add({.predicted = 5, .truth = 7});
  EXPECT_EQ(sums.count(), 3U);
  EXPECT_EQ(sums.correct(), 1U);
  ASSERT_EQ(sums.classes().rows().size(), 3U);
  EXPECT_EQ(sums.classes().rows()[0].code, 3);
  EXPECT_EQ(sums.classes().rows()[1].code, 5);
  const auto& seven = sums.classes().rows()[2];
  EXPECT_EQ(seven.code, 7);
  EXPECT_EQ(seven.true_positives, 1U);
  EXPECT_EQ(seven.predicted, 2U);
  EXPECT_EQ(seven.actual, 2U);
}

TEST(ScoreSums, KeepsNoRowsForNumbers) {
  ScoreSums sums(Task::regression);
  sums.add({.predicted = 1, .truth = 3});
  sums.add({.predicted = 5, .truth = 4});
  EXPECT_TRUE(sums.classes().rows().empty());
  EXPECT_EQ(sums.above().sum, 2);
  EXPECT_EQ(sums.below().sum, 1);
  EXPECT_EQ(sums.moments().squares, 5);
}

TEST(ScoreSums, IgnoresWhatIsNotFiniteOrTooLarge) {
  for (const Task task : {Task::binary, Task::regression}) {
    ScoreSums sums(task);
    sums.add({.predicted = kNan, .truth = 1});
    sums.add({.predicted = 1, .truth = std::numeric_limits<double>::infinity()});
    sums.add({.predicted = 1e80, .truth = 1});
    EXPECT_EQ(sums.count(), 0U);
  }
}

TEST(ScoreSums, IgnoreAProbabilityThatIsNone) {
  ScoreSums sums(Task::binary, {.probabilities = true, .confusions = false, .calibrations = {10}});
  sums.add({.predicted = 1, .truth = 1, .truth_probability = kNan});
  sums.add({.predicted = 1, .truth = 1});
  EXPECT_EQ(sums.count(), 2U);
  EXPECT_EQ(sums.brier().count, 0U);
  EXPECT_TRUE(sums.probabilities().rows().empty());
  sums.add({.predicted = 1, .truth = 1, .truth_probability = std::numeric_limits<double>::infinity()});
  EXPECT_EQ(sums.brier().sum, 0) << "beyond 1 is 1";
}

TEST(ScoreSums, KeepWhatIsAskedFor) {
  ScoreSums bare(Task::binary);
  ScoreSums sums(Task::binary, {.probabilities = true, .confusions = false, .calibrations = {2, 5}});
  for (ScoreSums* one : {&bare, &sums}) one->add({.predicted = 1, .truth = 1, .truth_probability = 0.75});
  EXPECT_TRUE(bare.probabilities().rows().empty());
  EXPECT_EQ(bare.calibration(2), nullptr);
  EXPECT_EQ(sums.probabilities().rows().size(), 1U);
  ASSERT_NE(sums.calibration(5), nullptr);
  EXPECT_EQ(sums.calibration(5)->gaps()[3].count, 1U);
  EXPECT_EQ(sums.calibration(3), nullptr);
}

TEST(ScoreNeeds, AddUp) {
  ScoreNeeds needs{.probabilities = true, .confusions = false, .calibrations = {10}};
  needs.add({.probabilities = false, .confusions = true, .calibrations = {5, 10}});
  EXPECT_EQ(needs, (ScoreNeeds{.probabilities = true, .confusions = true, .calibrations = {5, 10}}));
}

TEST(ScoreSums, StaysBoundedWhereClassesDoNotEnd) {
  ScoreSums sums(Task::multiclass);
  for (int i = 0; i < 1000; ++i) sums.add({.predicted = static_cast<double>(i), .truth = static_cast<double>(i)});
  EXPECT_EQ(sums.classes().rows().size(), ClassTable::kMostClasses);
  EXPECT_EQ(sums.count(), 1000U);
  ScoreSums others(Task::multiclass);
  others.add({.predicted = 5000, .truth = 5000});
  sums.merge(others);
  EXPECT_EQ(sums.classes().rows().size(), ClassTable::kMostClasses);
  EXPECT_EQ(sums.count(), 1001U);
}

std::string state_of(const ScoreSums& sums) {
  StateWriter writer;
  sums.save(writer);
  return writer.take();
}

TEST(ScoreSums, RefusesAStateOfAnotherTaskOrCutShort) {
  const ScoreNeeds all{.probabilities = true, .confusions = true, .calibrations = {3}};
  ScoreSums sums(Task::binary, all);
  sums.add({.predicted = 1, .truth = 1, .truth_probability = 0.7});
  sums.add({.predicted = 1, .truth = 0, .truth_probability = 0.4});
  const std::string bytes = state_of(sums);
  for (ScoreSums other : {ScoreSums(Task::regression, all), ScoreSums(Task::binary),
                          ScoreSums(Task::binary, {.probabilities = true, .confusions = true, .calibrations = {4}})}) {
    StateReader reader(bytes);
    other.load(reader);
    EXPECT_TRUE(reader.failed());
    EXPECT_EQ(other.count(), 0U);
  }
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    StateReader part(std::string_view(bytes).substr(0, size));
    ScoreSums loaded(Task::binary, all);
    loaded.load(part);
    EXPECT_TRUE(part.failed()) << size;
    EXPECT_EQ(state_of(loaded), state_of(ScoreSums(Task::binary, all)));
  }
}

}  // namespace
}  // namespace driftd::detectors
