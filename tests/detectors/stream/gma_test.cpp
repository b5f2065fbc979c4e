#include "detectors/stream/gma.h"

#include <gtest/gtest.h>

#include "tests/detectors/stream/made_streams.h"

namespace driftd::detectors {
namespace {

using namespace tests;

TEST(Gma, AveragesDeviationsWithShrinkingWeights) {
  Gma gma({.warm_up = 1, .threshold = 100, .alpha = 0.5});
  gma.update(std::vector<double>{2, 4, 6});  // deviations 0 1 2: .5 * (.5 * 1 + 2)
  EXPECT_DOUBLE_EQ(gma.signal().statistic, 1.25);
  EXPECT_EQ(gma.signal().since_change, 2U);
}

TEST(Gma, HearsTheSidesItIsToldTo) {
  const auto heard = [](Side side, const std::vector<double>& values) {
    Gma gma({.side = side});
    gma.update(values);
    return gma.signal().direction;
  };
  EXPECT_EQ(heard(Side::up, then(100, 0, 400, 1)), Direction::up);
  EXPECT_EQ(heard(Side::up, then(100, 1, 400, 0)), Direction::unknown);
  EXPECT_EQ(heard(Side::down, then(100, 0, 400, 1)), Direction::unknown);
  EXPECT_EQ(heard(Side::both, then(100, 1, 400, 0)), Direction::down);
}

TEST(Gma, NeverHearsErrorsWithTheThresholdOfMoa) {
  const auto values = then(1000, 0, 10'000, 1);
  EXPECT_EQ(Gma({.threshold = 1}).update(values), values.size());
}

}  // namespace
}  // namespace driftd::detectors
