#include "detectors/stream/hddm_w.h"

#include <gtest/gtest.h>

#include "tests/detectors/stream/made_streams.h"

namespace driftd::detectors {
namespace {

using namespace tests;

TEST(HddmW, ComparesTwoWeightedMeansByMcDiarmidsBound) {
  HddmW hddm({.drift = 0.9, .warning = 0.95, .lambda = 0.5});
  hddm.update(std::vector<double>{0, 1});
  // the low is the first value: mean 0, b = .25 + .25 = .5; since then one value: mean 1, b the same
  EXPECT_DOUBLE_EQ(hddm.signal().statistic, 1);
  EXPECT_DOUBLE_EQ(hddm.signal().threshold, std::sqrt(1.0 / 2 * std::log(1 / 0.9)));
  EXPECT_EQ(hddm.level(), Level::drift);
}

TEST(HddmW, HearsTheSidesItIsToldTo) {
  const auto rise = joined(errors_every(20, 500), errors_every(1, 200));
  const auto heard = [](Side side, const std::vector<double>& values) {
    HddmW hddm({.side = side});
    hddm.update(values);
    return hddm.signal().direction;
  };
  EXPECT_EQ(heard(Side::up, rise), Direction::up);
  EXPECT_EQ(heard(Side::up, turned(rise)), Direction::unknown);
  EXPECT_EQ(heard(Side::down, rise), Direction::unknown);
  EXPECT_EQ(heard(Side::down, turned(rise)), Direction::down);
  EXPECT_EQ(heard(Side::both, turned(rise)), Direction::down);
}

TEST(HddmW, TellsHowManyValuesCameSinceTheLow) {
  HddmW hddm;
  const std::size_t taken = hddm.update(then(100, 0, 100, 1));
  ASSERT_EQ(hddm.level(), Level::drift);
  EXPECT_EQ(hddm.signal().since_change, taken - 100);
}

TEST(HddmW, LearnsForEverWhereNothingCouldBeAWarning) {
  HddmW hddm({.lambda = 0.9});
  EXPECT_EQ(hddm.update(then(500, 0, 500, 1)), 1000U);
  EXPECT_EQ(hddm.level(), Level::learning);
}

}  // namespace
}  // namespace driftd::detectors
