#include "detectors/stream/optwin.h"

#include <gtest/gtest.h>

#include "tests/detectors/stream/made_streams.h"

namespace driftd::detectors {
namespace {

using namespace tests;

TEST(OptwinCuts, AreInTheMiddleOfAWindowTooShortForItsRigour) {
  const OptwinCuts cuts{OptwinParameters{}};
  EXPECT_EQ(cuts.at(30).older, 16U);
  EXPECT_EQ(cuts.at(31).older, 16U);
}

TEST(OptwinCuts, LeaveAsFewNewerValuesAsTheRigourAllows) {
  const OptwinCuts cuts{OptwinParameters{}};
  const auto newer = [&cuts](std::size_t window) { return window - cuts.at(window).older; };
  EXPECT_LT(newer(1000), newer(500));
  EXPECT_GT(newer(1000), 30U);
}

TEST(Optwin, TestsTheMeansByWelch) {
  Optwin optwin({.drift = 0.999999, .min_window = 30, .max_window = 30, .noise = 1e-9});
  auto values = errors_every(2, 30);
  optwin.update(values);
  const double older = 0.5 * 0.5 / 16;  // 8 errors of 16
  const double newer = 0.5 * 0.5 / 14;  // 7 of 14
  EXPECT_NEAR(optwin.signal().statistic, 0 / std::sqrt(older + newer), 1e-9);
  EXPECT_EQ(optwin.signal().since_change, 14U);
}

TEST(Optwin, AlarmsWhereTheMeanRises) {
  Optwin optwin;
  const auto values = joined(random_normals(0, 1, 1500, 1), random_normals(1, 1, 500, 2));
  EXPECT_LT(optwin.update(values), values.size());
  EXPECT_EQ(optwin.signal().direction, Direction::up);
}

TEST(Optwin, SaysTheSameInAnyUnit) {
  const auto small = joined(random_normals(0, 1, 1500, 3), random_normals(1, 1, 500, 4));
  auto large = small;
  for (double& value : large) value *= 1024;
  EXPECT_EQ(Optwin().update(small), Optwin().update(large));
}

TEST(Optwin, KeepsItsDigitsWhereValuesAreLargeAndDifferencesSmall) {
  auto values = joined(random_normals(0, 1, 1500, 5), random_normals(1, 1, 500, 6));
  const std::size_t expected = Optwin().update(values);
  for (double& value : values) value += 1e9;
  EXPECT_EQ(Optwin().update(values), expected);
}

TEST(Optwin, EmptiesItsWindowWhereTheSpreadGrewAndTheMeanFell) {
  Optwin optwin;
  const auto values = joined(random_normals(0, 1, 500, 7), random_normals(-50, 20, 100, 8));
  EXPECT_EQ(optwin.update(values), values.size());
  EXPECT_LT(optwin.signal().window, 200U);
}

}  // namespace
}  // namespace driftd::detectors
