#include "detectors/stream/kswin.h"

#include <gtest/gtest.h>

#include "tests/detectors/stream/made_streams.h"

namespace driftd::detectors {
namespace {

using namespace tests;

TEST(Kswin, ComparesTheNewestWithAllTheOthersWhereThereAreNoMore) {
  Kswin kswin({.alpha = 1e-9, .window = 8, .newest = 4});
  kswin.update(std::vector<double>{1, 2, 3, 4, 2.5, 3.5, 4.5, 5.5});
  EXPECT_DOUBLE_EQ(kswin.signal().statistic, 0.5);          // at 2.0 and 4.0: 2 of 4 and none; 4 of 4 and 2
  EXPECT_NEAR(kswin.signal().p_value, 0.7714285714, 1e-9);  // 54 of the 70 orders
  EXPECT_EQ(kswin.signal().threshold, 1e-9);
}

TEST(Kswin, CountsEqualValuesTogether) {
  Kswin kswin({.alpha = 1e-9, .window = 8, .newest = 4});
  kswin.update(std::vector<double>{1, 1, 1, 2, 2, 1, 1, 1});
  EXPECT_DOUBLE_EQ(kswin.signal().statistic, 0);
}

TEST(Kswin, NoticesASpreadThatChangesWhereTheMeanDoesNot) {
  const auto values = joined(random_normals(0, 0.1, 300, 1), random_normals(0, 5, 300, 2));
  Kswin kswin({.alpha = 1e-4});
  EXPECT_LT(kswin.update(values), values.size());
}

TEST(Kswin, TellsWhetherTheValuesRoseOrFell) {
  Kswin kswin;
  kswin.update(then(100, 0, 100, 1));
  EXPECT_EQ(kswin.signal().direction, Direction::up);
  kswin.reset();
  kswin.update(then(100, 1, 100, 0));
  EXPECT_EQ(kswin.signal().direction, Direction::down);
}

TEST(Kswin, NeverAlarmsOnAConstant) {
  EXPECT_EQ(Kswin().update(std::vector<double>(5000, 7)), 5000U);
}

TEST(Kswin, DrawsOtherSamplesWithAnotherSeed) {
  const auto values = random_normals(0, 1, 5000, 3);
  EXPECT_NE(Kswin({.alpha = 0.05, .seed = 1}).update(values), Kswin({.alpha = 0.05, .seed = 2}).update(values));
}

}  // namespace
}  // namespace driftd::detectors
