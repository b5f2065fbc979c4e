#include "detectors/stream/rddm.h"

#include <gtest/gtest.h>

#include "tests/detectors/stream/made_streams.h"

namespace driftd::detectors {
namespace {

using namespace tests;

TEST(Rddm, JudgesFromItsWarmUpOn) {
  Rddm rddm;
  rddm.update(errors_every(4, 128));
  EXPECT_EQ(rddm.level(), Level::learning);
  rddm.update(std::vector<double>{0});
  EXPECT_EQ(rddm.level(), Level::stable);
}

TEST(Rddm, HoldsRatePlusDeviationAgainstTheMinimum) {
  Rddm rddm({.warm_up = 4, .warning = 100, .drift = 100, .min_concept = 10});
  rddm.update(std::vector<double>{1, 0, 0, 0, 1});
  EXPECT_DOUBLE_EQ(rddm.signal().statistic, 0.4 + std::sqrt(0.048));
  EXPECT_DOUBLE_EQ(rddm.signal().threshold, 0.25 + 100 * std::sqrt(3.0 / 64));
}

TEST(Rddm, AlarmsWhereAWarningLastsTooLong) {
  const RddmParameters parameters{.warm_up = 20, .warning = 0.5, .drift = 50, .min_concept = 20, .warning_limit = 10};
  Rddm rddm(parameters);
  const auto values = joined(errors_every(5, 200), errors_every(3, 400));
  ASSERT_LT(rddm.update(values), values.size());
  EXPECT_EQ(rddm.signal().since_change, 11U);
  EXPECT_GT(rddm.signal().statistic, rddm.signal().threshold) << "the threshold is that of the warning then";
}

TEST(Rddm, TakesALongSteadyConceptAnewFromItsNewest) {
  Rddm rddm({.warm_up = 20, .max_concept = 1000, .min_concept = 100});
  rddm.update(errors_every(5, 999));
  EXPECT_EQ(rddm.signal().window, 999U);
  rddm.update(std::vector<double>{1});
  EXPECT_EQ(rddm.signal().window, 100U);
  EXPECT_EQ(rddm.level(), Level::stable);
}

TEST(Rddm, NoticesAfterAVeryLongTimeSoonerThanWithoutShortening) {
  const auto values = joined(errors_every(10, 200'000), errors_every(4, 5000));
  const auto taken = [&values](std::int64_t max_concept) { return Rddm({.max_concept = max_concept}).update(values); };
  EXPECT_LT(taken(40'000), taken(1'000'000));
}

}  // namespace
}  // namespace driftd::detectors
