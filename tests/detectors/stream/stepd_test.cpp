#include "detectors/stream/stepd.h"

#include <gtest/gtest.h>

#include "tests/detectors/stream/made_streams.h"

namespace driftd::detectors {
namespace {

using namespace tests;

TEST(Stepd, TestsTheNewestAgainstAllBeforeThem) {
  Stepd stepd({.window = 4, .drift = 1e-9, .warning = 1e-8});
  stepd.update(std::vector<double>{0, 0, 1, 0, 0, 0, 1, 1, 1, 1});
  // 4 of the newest 4, 1 of the 6 before
  const double inverse = 1.0 / 6 + 1.0 / 4;
  const double z = (1 - 1.0 / 6 - inverse / 2) / std::sqrt(0.5 * 0.5 * inverse);
  EXPECT_NEAR(stepd.signal().statistic, z, 1e-12);
  EXPECT_NEAR(stepd.signal().p_value, std::erfc(z / std::sqrt(2.0)), 1e-12);
}

TEST(Stepd, LearnsUntilBothPartsAreLongEnough) {
  Stepd stepd;
  stepd.update(std::vector<double>(59, 0));
  EXPECT_EQ(stepd.level(), Level::learning);
  stepd.update(std::vector<double>(1, 0));
  EXPECT_EQ(stepd.level(), Level::stable);
}

// MOA takes the absolute value of what the correction made negative: one error in a thousand, none new, is drift to it.
TEST(Stepd, TakesADifferenceWithinTheCorrectionForNone) {
  Stepd stepd;
  auto values = std::vector<double>(3000, 0);
  values[10] = 1;
  EXPECT_EQ(stepd.update(values), values.size());
  EXPECT_EQ(stepd.signal().statistic, 0);
  EXPECT_EQ(stepd.level(), Level::stable);
}

TEST(Stepd, HearsTheSidesItIsToldTo) {
  const auto rise = joined(errors_every(10, 500), errors_every(2, 100));
  const auto heard = [](Side side, const std::vector<double>& values) {
    Stepd stepd({.side = side});
    stepd.update(values);
    return stepd.signal().direction;
  };
  EXPECT_EQ(heard(Side::both, rise), Direction::up);
  EXPECT_EQ(heard(Side::both, turned(rise)), Direction::down);
  EXPECT_EQ(heard(Side::up, turned(rise)), Direction::unknown);
  EXPECT_EQ(heard(Side::down, rise), Direction::unknown);
}

}  // namespace
}  // namespace driftd::detectors
