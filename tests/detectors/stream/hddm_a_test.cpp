#include "detectors/stream/hddm_a.h"

#include <gtest/gtest.h>

#include "tests/detectors/stream/made_streams.h"

namespace driftd::detectors {
namespace {

using namespace tests;

TEST(HddmA, ComparesWithTheSurestLowByHoeffdingsBound) {
  HddmA hddm({.drift = 0.5, .warning = 0.6});
  hddm.update(std::vector<double>{0, 0, 0, 1});
  // the low is at 3 values: 0; m = (4 - 3) / (3 * 4)
  EXPECT_DOUBLE_EQ(hddm.signal().statistic, 0.25);
  EXPECT_DOUBLE_EQ(hddm.signal().threshold, std::sqrt(1.0 / 12 / 2 * std::log(2 / 0.5)));
  EXPECT_EQ(hddm.signal().since_change, 1U);
}

TEST(HddmA, WarnsBeforeItAlarms) {
  HddmA hddm;
  ASSERT_EQ(hddm.update(errors_every(10, 500)), 500U);
  std::vector<Level> levels;
  for (const double& value : errors_every(2, 500)) {
    hddm.update({&value, 1});
    if (levels.empty() || levels.back() != hddm.level()) levels.push_back(hddm.level());
  }
  EXPECT_EQ(levels.front(), Level::stable);
  EXPECT_EQ(levels.back(), Level::drift);
  EXPECT_EQ(levels[levels.size() - 2], Level::warning);
}

TEST(HddmA, HearsTheSidesItIsToldTo) {
  const auto rise = joined(errors_every(10, 500), errors_every(2, 500));
  const auto fall = joined(errors_every(2, 500), errors_every(10, 500));
  const auto heard = [](Side side, const std::vector<double>& values) {
    HddmA hddm({.side = side});
    hddm.update(values);
    return hddm.signal().direction;
  };
  EXPECT_EQ(heard(Side::up, rise), Direction::up);
  EXPECT_EQ(heard(Side::up, fall), Direction::unknown);
  EXPECT_EQ(heard(Side::down, rise), Direction::unknown);
  EXPECT_EQ(heard(Side::down, fall), Direction::down);
  EXPECT_EQ(heard(Side::both, rise), Direction::up);
  EXPECT_EQ(heard(Side::both, fall), Direction::down);
}

TEST(HddmA, LearnsUntilSomethingCouldBeAWarning) {
  HddmA hddm;  // 2 ln(2 / .005) = 11.98
  hddm.update(std::vector<double>(10, 1));
  EXPECT_EQ(hddm.level(), Level::learning);
  hddm.update(std::vector<double>(1, 1));
  EXPECT_EQ(hddm.level(), Level::stable);
}

}  // namespace
}  // namespace driftd::detectors
