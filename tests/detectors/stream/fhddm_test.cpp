#include "detectors/stream/fhddm.h"

#include <gtest/gtest.h>

#include "tests/detectors/stream/made_streams.h"

namespace driftd::detectors {
namespace {

using namespace tests;

// River 0.26 documents its values as 1 = error and alarms where they fall: an error rate that rises from .1 to .9 is none to it.
TEST(Fhddm, AlarmsWhereErrorsRiseWhichRiverDoesNot) {
  const auto worse = joined(random_errors(0.1, 500, 1), random_errors(0.9, 500, 2));
  Fhddm fhddm;
  EXPECT_LT(fhddm.update(worse), worse.size());
  EXPECT_EQ(fhddm.signal().direction, Direction::up);
  Fhddm on_the_other_side;
  EXPECT_EQ(on_the_other_side.update(turned(worse)), worse.size());
}

TEST(Fhddm, HoldsTheNewestRateAgainstTheLowestByHoeffdingsBound) {
  Fhddm fhddm({.window = 10, .delta = 0.01});
  fhddm.update(then(10, 0, 3, 1));
  EXPECT_DOUBLE_EQ(fhddm.signal().statistic, 0.3);
  EXPECT_DOUBLE_EQ(fhddm.signal().threshold, std::sqrt(std::log(100.0) / 20));  // .48
  EXPECT_EQ(fhddm.signal().since_change, 3U);
  EXPECT_EQ(fhddm.update(std::vector<double>(10, 1)), 2U);
}

TEST(Fhddm, LearnsUntilItsWindowIsFull) {
  Fhddm fhddm({.window = 10, .delta = 0.01});
  EXPECT_EQ(fhddm.update(then(5, 0, 4, 1)), 9U);
  EXPECT_EQ(fhddm.level(), Level::learning);
}

TEST(Fhddm, NoticesALeapSoonerWithAShortWindowBesides) {
  const auto values = joined(errors_every(2, 600), std::vector<double>(300, 1));
  const auto taken = [&values](std::int64_t short_window) {
    return Fhddm({.window = 300, .short_window = short_window, .delta = 0.001}).update(values);
  };
  EXPECT_LT(taken(30), taken(0));
}

}  // namespace
}  // namespace driftd::detectors
