#include "detectors/stream/page_hinkley.h"

#include <gtest/gtest.h>

#include <vector>

namespace driftd::detectors {
namespace {

std::vector<double> leap(double from, double to) {
  std::vector<double> values(100, from);
  values.insert(values.end(), 400, to);
  return values;
}

TEST(PageHinkley, SumsDeviationsFromTheRunningMean) {
  PageHinkley detector({.warm_up = 1, .delta = 0.5, .threshold = 100, .alpha = 0.5, .side = Side::up});
  detector.update(std::vector<double>{2, 4, 6});
  // means 2 3 4; deviations 0 1 2; up: -.5, .25, 1.625; lowest -.5
  EXPECT_DOUBLE_EQ(detector.signal().statistic, 2.125);
  EXPECT_EQ(detector.signal().threshold, 100);
  EXPECT_EQ(detector.signal().window, 3U);
  EXPECT_EQ(detector.signal().since_change, 2U);
}

TEST(PageHinkley, StartsTheHighestFallingSumAtMinusOne) {
  PageHinkley detector({.warm_up = 1, .delta = 0, .threshold = 100, .alpha = 1, .side = Side::down});
  detector.update(std::vector<double>{0, -6});
  // means 0 -3; deviations 0 -3; down: 0, -3; highest 0 (above -1)
  EXPECT_DOUBLE_EQ(detector.signal().statistic, 3);
  PageHinkley from_below({.warm_up = 1, .delta = 0, .threshold = 100, .alpha = 1, .side = Side::down});
  from_below.update(std::vector<double>{0});
  EXPECT_DOUBLE_EQ(from_below.signal().statistic, 0);
}

TEST(PageHinkley, NoticesEachSideThatItLooksAt) {
  const auto rise = leap(0, 1);
  const auto fall = leap(1, 0);
  const auto notices = [](Side side, const std::vector<double>& values) {
    return PageHinkley({.threshold = 20, .side = side}).update(values) < values.size();
  };
  EXPECT_TRUE(notices(Side::both, rise));
  EXPECT_TRUE(notices(Side::both, fall));
  EXPECT_TRUE(notices(Side::up, rise));
  EXPECT_FALSE(notices(Side::up, fall));
  EXPECT_FALSE(notices(Side::down, rise));
  EXPECT_TRUE(notices(Side::down, fall));
}

TEST(PageHinkley, HearsRisesOnlyWithTheSemanticsOfMoa) {
  const auto rise = leap(0, 1);
  const auto fall = leap(1, 0);
  const PageHinkleyParameters parameters{.threshold = 20, .semantics = Semantics::moa};
  EXPECT_LT(PageHinkley(parameters).update(rise), rise.size());
  EXPECT_EQ(PageHinkley(parameters).update(fall), fall.size());
}

TEST(PageHinkley, TellsHowManyValuesCameSinceTheChange) {
  for (const auto& values : {leap(0, 1), leap(1, 0)}) {
    PageHinkley detector({.threshold = 20});
    const std::size_t taken = detector.update(values);
    ASSERT_EQ(detector.signal().level, Level::drift);
    EXPECT_EQ(detector.signal().since_change, taken - 100);
    EXPECT_EQ(detector.signal().direction, values.back() > 0 ? Direction::up : Direction::down);
  }
}

TEST(PageHinkley, SaysNothingDuringItsWarmUp) {
  PageHinkley detector({.warm_up = 30, .threshold = 0.1});
  std::vector<double> wild(29);
  for (std::size_t i = 0; i < wild.size(); ++i) wild[i] = static_cast<double>(i * i);
  EXPECT_EQ(detector.update(wild), 29U);
  EXPECT_EQ(detector.signal().level, Level::learning);
  EXPECT_EQ(detector.update(std::vector<double>{1000, 1000}), 1U);
  EXPECT_EQ(detector.signal().level, Level::drift);
}

}  // namespace
}  // namespace driftd::detectors
