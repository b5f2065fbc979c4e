#include "detectors/stream/cusum.h"

#include <gtest/gtest.h>

#include "tests/detectors/stream/made_streams.h"

namespace driftd::detectors {
namespace {

using namespace tests;

TEST(Cusum, AddsUpDeviationsFromTheRunningMean) {
  Cusum cusum({.warm_up = 1, .delta = 0.5, .threshold = 100});
  cusum.update(std::vector<double>{2, 4, 6});  // means 2 3 4; sums 0 .5 2
  EXPECT_DOUBLE_EQ(cusum.signal().statistic, 2);
  EXPECT_EQ(cusum.signal().since_change, 2U);
}

TEST(Cusum, HearsTheSidesItIsToldTo) {
  const auto heard = [](Side side, const std::vector<double>& values) {
    Cusum cusum({.threshold = 20, .side = side});
    cusum.update(values);
    return cusum.signal().direction;
  };
  EXPECT_EQ(heard(Side::up, then(100, 0, 400, 1)), Direction::up);
  EXPECT_EQ(heard(Side::up, then(100, 1, 400, 0)), Direction::unknown);
  EXPECT_EQ(heard(Side::down, then(100, 0, 400, 1)), Direction::unknown);
  EXPECT_EQ(heard(Side::both, then(100, 1, 400, 0)), Direction::down);
}

TEST(Cusum, TellsHowManyValuesCameSinceTheChange) {
  Cusum cusum({.threshold = 20});
  const std::size_t taken = cusum.update(then(100, 0, 400, 1));
  EXPECT_EQ(cusum.signal().since_change, taken - 100);
}

TEST(Cusum, SaysNothingDuringItsWarmUp) {
  Cusum cusum({.warm_up = 30, .threshold = 0.1});
  EXPECT_EQ(cusum.update(then(10, 0, 19, 100)), 29U);
  EXPECT_EQ(cusum.update(std::vector<double>{100, 100}), 1U);
}

}  // namespace
}  // namespace driftd::detectors
