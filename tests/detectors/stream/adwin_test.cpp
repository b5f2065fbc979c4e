#include "detectors/stream/adwin.h"

#include <gtest/gtest.h>

#include <vector>

namespace driftd::detectors {
namespace {

std::vector<double> then(std::size_t first_count, double first, std::size_t second_count, double second) {
  std::vector<double> values(first_count, first);
  values.insert(values.end(), second_count, second);
  return values;
}

TEST(Adwin, KeepsMeanAndVarianceOfItsWindow) {
  Adwin adwin;
  adwin.update(std::vector<double>{1, 2, 3, 4, 5, 6, 7});
  EXPECT_EQ(adwin.width(), 7);
  EXPECT_DOUBLE_EQ(adwin.mean(), 4);
  EXPECT_DOUBLE_EQ(adwin.variance(), 4);
}

TEST(Adwin, LearnsUntilItsFirstCheck) {
  Adwin adwin;
  adwin.update(std::vector<double>(31, 0.5));
  EXPECT_EQ(adwin.signal().level, Level::learning);
  adwin.update(std::vector<double>(1, 0.5));
  EXPECT_EQ(adwin.signal().level, Level::stable);
}

TEST(Adwin, NeverAlarmsOnAConstant) {
  Adwin adwin({.delta = 0.5, .clock = 1});
  EXPECT_EQ(adwin.update(std::vector<double>(20'000, 0.3)), 20'000U);
  EXPECT_EQ(adwin.signal().level, Level::stable);
  EXPECT_LT(adwin.signal().statistic, adwin.signal().threshold);
}

TEST(Adwin, ChecksOnlyWhenTheClockSaysSo) {
  Adwin adwin({.clock = 100});
  const std::size_t taken = adwin.update(then(510, 0, 500, 1));
  EXPECT_EQ(taken, 600U);
}

TEST(Adwin, DropsNearlyAllThatCameBeforeALeap) {
  Adwin adwin;
  const std::size_t taken = adwin.update(then(1000, 0, 1000, 1));
  const Signal alarm = adwin.signal();
  ASSERT_EQ(alarm.level, Level::drift);
  EXPECT_EQ(alarm.window, taken);
  EXPECT_EQ(static_cast<double>(alarm.since_change), adwin.width());
  EXPECT_GE(alarm.since_change, taken - 1000);
  EXPECT_LT(alarm.since_change, 100U) << "only whole buckets are dropped, but no more than one need straddle the leap";
}

TEST(Adwin, TellsWhetherTheValuesRoseOrFell) {
  Adwin adwin;
  adwin.update(then(1000, 0, 1000, 1));
  EXPECT_EQ(adwin.signal().direction, Direction::up);
  adwin.reset();
  adwin.update(then(1000, 1, 1000, 0));
  EXPECT_EQ(adwin.signal().direction, Direction::down);
}

TEST(Adwin, ComparesTheMeansWithTheBoundOfThePaper) {
  // Twelve values with variance 250,000, a bucket each.
  Adwin adwin({.delta = 0.9, .clock = 12, .max_buckets = 64, .min_window = 1, .grace = 0});
  ASSERT_EQ(adwin.update(then(6, 0, 6, 1000)), 12U);
  const Signal alarm = adwin.signal();
  ASSERT_EQ(alarm.level, Level::drift);
  // The cut 3 | 9 is the first whose difference, 1000 * 6/9, is above the bound.
  const double d = std::log(2 * std::log(12.0) / 0.9);
  const auto bound = [&](double older, double newer) {
    const double m = 1 / older + 1 / newer;
    return std::sqrt(2 * m * 250'000 * d) + 2.0 / 3 * m * d;
  };
  EXPECT_LT(1000 * 6 / 10.0, bound(2, 10));
  EXPECT_NEAR(alarm.statistic, 1000 * 6 / 9.0, 1e-9);
  EXPECT_NEAR(alarm.threshold, bound(3, 9), 1e-9);
}

TEST(Adwin, IgnoresPartsShorterThanTheShortest) {
  const auto late_leap = then(60, 0, 4, 1e6);
  EXPECT_EQ(Adwin({.clock = 1, .min_window = 5}).update(late_leap), late_leap.size());
}

TEST(AdwinWithTheSemanticsOfMoa, GoesOnWithWhatCameAfterTheChange) {
  Adwin adwin({.semantics = Semantics::moa});
  adwin.update(then(1000, 0, 1000, 1));
  ASSERT_EQ(adwin.level(), Level::drift);
  const double kept = adwin.width();
  EXPECT_EQ(adwin.update(std::vector<double>{1}), 0U) << "not before reset()";
  adwin.reset();
  EXPECT_EQ(adwin.level(), Level::stable);
  EXPECT_EQ(adwin.width(), kept);
  EXPECT_GT(adwin.mean(), 0.25) << "of all 2,000 values it would be near 0";
  adwin.reset();
  EXPECT_EQ(adwin.width(), 0) << "without an alarm there is nothing to go on from";
}

TEST(AdwinWithTheSemanticsOfMoa, DropsTheOlderPartSilentlyWhereValuesFell) {
  Adwin adwin({.semantics = Semantics::moa});
  EXPECT_EQ(adwin.update(then(1000, 1, 1000, 0)), 2000U);
  EXPECT_EQ(adwin.level(), Level::stable);
  EXPECT_LT(adwin.width(), 1100);
}

TEST(Adwin, RefusesAStateOfAnotherClock) {
  Adwin slow({.clock = 1000});
  slow.update(std::vector<double>(10, 1));
  StateWriter writer;
  slow.save(writer);
  StateReader reader(writer.bytes());
  Adwin fast;
  fast.load(reader);
  EXPECT_TRUE(reader.failed());
  EXPECT_EQ(fast.width(), 0);
}

}  // namespace
}  // namespace driftd::detectors
