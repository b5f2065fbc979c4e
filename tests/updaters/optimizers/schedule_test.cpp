#include "updaters/optimizers/schedule.h"

#include <gtest/gtest.h>

#include <cmath>

namespace driftd::updaters {
namespace {

SchedulePointer schedule(const std::string& kind, const config::Json& settings = config::Json::object()) {
  config::Problems problems;
  const auto chosen = schedules().find(kind)->choose(settings, "", problems, {});
  EXPECT_TRUE(problems.empty()) << to_text(problems);
  return chosen.make();
}

TEST(Schedule, EachBeginsWithTheWholeRateAndNeverExceedsIt) {
  for (const auto& name : schedules().row_names()) {
    const auto made = schedule(name);
    EXPECT_EQ(made->factor(0), 1) << name;
    for (double steps = 1; steps < 1e12; steps *= 1.7) {
      EXPECT_LE(made->factor(steps), 1) << name;
      EXPECT_GE(made->factor(steps), 0) << name;
    }
  }
}

TEST(Schedule, FallsByItsFormula) {
  EXPECT_EQ(schedule("constant")->factor(1e9), 1);
  EXPECT_DOUBLE_EQ(schedule("inverse_root", {{"decay", 3}})->factor(5), 0.25);
  EXPECT_DOUBLE_EQ(schedule("inverse", {{"decay", 0.5}})->factor(6), 0.25);
  EXPECT_DOUBLE_EQ(schedule("inverse", {{"decay", 1}, {"power", 0.25}})->factor(15), 0.5);
  EXPECT_DOUBLE_EQ(schedule("step", {{"every", 10}, {"factor", 0.1}})->factor(9), 1);
  EXPECT_DOUBLE_EQ(schedule("step", {{"every", 10}, {"factor", 0.1}})->factor(20), 0.01);
}

TEST(Schedule, CosineEndsAtItsFloorOrBeginsAnew) {
  const auto once = schedule("cosine", {{"period", 100}, {"floor", 0.2}});
  EXPECT_DOUBLE_EQ(once->factor(50), 0.6);
  EXPECT_DOUBLE_EQ(once->factor(100), 0.2);
  EXPECT_DOUBLE_EQ(once->factor(1e6), 0.2);
  const auto again = schedule("cosine", {{"period", 100}, {"floor", 0.2}, {"restart", true}});
  EXPECT_DOUBLE_EQ(again->factor(100), 1);
  EXPECT_DOUBLE_EQ(again->factor(350), 0.6);
}

TEST(Rate, RisesEvenlyOverTheWarmUpAndFallsFromThen) {
  config::Problems problems;
  const Rate rate(8, schedules().find("inverse")->choose({{"decay", 1}}, "", problems, {}), 3);
  EXPECT_DOUBLE_EQ(rate.at(0), 2);
  EXPECT_DOUBLE_EQ(rate.at(1), 4);
  EXPECT_DOUBLE_EQ(rate.at(2), 6);
  EXPECT_DOUBLE_EQ(rate.at(3), 8);
  EXPECT_DOUBLE_EQ(rate.at(4), 4);
}

}  // namespace
}  // namespace driftd::updaters
