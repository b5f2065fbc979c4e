#include "updaters/gate/guards.h"

#include <gmock/gmock.h>

namespace driftd::updaters {
namespace {

using testing::HasSubstr;

/// 0 / 1 losses of two segments of 100 rows: in the first the challenger is better, in the second it is wrong so often.
struct Case {
  std::vector<double> champion = std::vector<double>(200, 0);
  std::vector<double> challenger = std::vector<double>(200, 0);
  GuardInputs inputs;

  explicit Case(std::size_t wrong_in_second) {
    std::fill_n(champion.begin(), 40, 1);
    std::fill_n(challenger.begin() + 100, wrong_in_second, 1);
    inputs.segments = {"country=DE", "country=FR", "country=other"};
    inputs.segment_of.assign(200, 0);
    std::fill_n(inputs.segment_of.begin() + 100, 100, 1);
  }
  std::vector<Evidence> ask(const GuardSettings& settings, MarginOf of = MarginOf::loss) const {
    return ask_guards(settings, {.champion = champion, .challenger = challenger}, inputs, of);
  }
};

TEST(Guards, NoneIsAskedUnlessSet) {
  EXPECT_TRUE(Case(50).ask({}).empty());
}

TEST(Guards, ASegmentThatPaysForTheOthersForbids) {
  const GuardSettings settings{.segments = SegmentGuard{.margin = 0.02, .min_rows = 50, .alpha = 0.05}};
  const auto said = Case(30).ask(settings);
  ASSERT_EQ(said.size(), 2U) << "the third has no rows";
  EXPECT_TRUE(said[0].holds);
  EXPECT_FALSE(said[1].holds);
  EXPECT_EQ(said[1].name, "segment country=FR");
  EXPECT_DOUBLE_EQ(said[1].bar, 0.025) << "two were tested";
  EXPECT_THAT(said[1].text, HasSubstr("loss 0.3 against 0 on 100 rows"));
  EXPECT_TRUE(Case(4).ask(settings)[1].holds) << "four of a hundred may be chance";
}

TEST(Guards, SegmentsOfFewRowsAreNotAsked) {
  const auto said = Case(90).ask({.segments = SegmentGuard{.min_rows = 101}});
  ASSERT_EQ(said.size(), 1U);
  EXPECT_TRUE(said[0].holds);
  EXPECT_THAT(said[0].text, HasSubstr("not asked"));
}

TEST(Guards, WhatWasKnownBeforeTheChangeMayNotBeForgotten) {
  Case one(0);
  const GuardSettings settings{.replay = ReplayGuard{.rise = 0.1}};
  EXPECT_THAT(one.ask(settings)[0].text, HasSubstr("not asked"));
  one.inputs.replay_champion = {0, 0, 1, 0, 0, 0, 1, 0, 0, 0};
  one.inputs.replay_challenger = {1, 0, 1, 0, 0, 0, 1, 0, 0, 0};
  EXPECT_TRUE(one.ask(settings)[0].holds);
  one.inputs.replay_challenger[1] = 1;
  EXPECT_FALSE(one.ask(settings)[0].holds);
  EXPECT_FALSE(one.ask({.replay = ReplayGuard{.rise = 0.5}}, MarginOf::share)[0].holds) << ".2 may rise by .1, not .2";
  EXPECT_TRUE(one.ask({.replay = ReplayGuard{.rise = 1.5}}, MarginOf::share)[0].holds);
}

TEST(Guards, CalibrationLatencyAndSizeHaveBarsOfTheirOwn) {
  Case one(0);
  const GuardSettings settings{
      .calibration = CalibrationGuard{.rise = 0.02}, .latency = LatencyGuard{.times = 2}, .size = SizeGuard{.bytes = 100}};
  for (const Evidence& said : one.ask(settings)) {
    EXPECT_TRUE(said.holds) << said.name;
    EXPECT_THAT(said.text, HasSubstr("not asked")) << "what cannot be had forbids nothing, and says so";
  }
  one.inputs.calibration_error = PairOfNumbers{.champion = 0.05, .challenger = 0.06};
  one.inputs.nanoseconds = PairOfNumbers{.champion = 100, .challenger = 150};
  one.inputs.bytes = 100;
  for (const Evidence& said : one.ask(settings)) EXPECT_TRUE(said.holds) << said.text;
  one.inputs.calibration_error->challenger = 0.08;
  one.inputs.nanoseconds->challenger = 201;
  one.inputs.bytes = 101;
  for (const Evidence& said : one.ask(settings)) EXPECT_FALSE(said.holds) << said.text;
}

}  // namespace
}  // namespace driftd::updaters
