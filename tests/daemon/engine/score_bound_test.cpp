#include "daemon/engine/score_bound.h"

#include <gtest/gtest.h>

#include <random>

#include "detectors/scores/interval.h"

namespace driftd::engine {
namespace {

using detectors::Interval;
using detectors::Level;

Level level_of(const ScoreBound& bound, double value, std::optional<Interval> interval, std::uint64_t outcomes = 1000) {
  return judge(bound, {.value = value, .interval = interval, .outcomes = outcomes}).level;
}

constexpr ScoreBound kAccuracy{.below = 0.7, .least = 300};
constexpr ScoreBound kLoss{.above = 2, .least = 300};

TEST(ScoreBound, IsBrokenWhereTheWholeIntervalIsBeyondIt) {
  EXPECT_EQ(level_of(kAccuracy, 0.72, Interval{.low = 0.68, .high = 0.76}), Level::stable);
  EXPECT_EQ(level_of(kAccuracy, 0.68, Interval{.low = 0.64, .high = 0.72}), Level::warning) << "it may be chance";
  EXPECT_EQ(level_of(kAccuracy, 0.65, Interval{.low = 0.61, .high = 0.69}), Level::drift);
  EXPECT_EQ(level_of(kLoss, 1.9, Interval{.low = 1.5, .high = 2.3}), Level::stable);
  EXPECT_EQ(level_of(kLoss, 2.1, Interval{.low = 1.7, .high = 2.5}), Level::warning);
  EXPECT_EQ(level_of(kLoss, 2.5, Interval{.low = 2.1, .high = 2.9}), Level::drift);
}

TEST(ScoreBound, GoesByTheScoreAloneWhereThatIsAskedFor) {
  ScoreBound bound = kAccuracy;
  bound.surely = false;
  EXPECT_EQ(level_of(bound, 0.699, Interval{.low = 0.6, .high = 0.8}), Level::drift);
  EXPECT_EQ(level_of(bound, 0.7, Interval{.low = 0.6, .high = 0.8}), Level::stable);
}

TEST(ScoreBound, GoesByTheScoreWhereThereIsNoInterval) {
  EXPECT_EQ(level_of(kAccuracy, 0.69, std::nullopt), Level::drift) << "silence would be worse";
}

TEST(ScoreBound, WaitsForItsLabelsAndForAScore) {
  EXPECT_EQ(level_of(kAccuracy, 0.1, Interval{.low = 0, .high = 0.2}, 299), Level::learning);
  EXPECT_EQ(judge(kAccuracy, {.value = {}, .interval = {}, .outcomes = 1000}).level, Level::learning);
}

TEST(ScoreBound, ShowsTheScoreAndTheBound) {
  const auto signal = judge(kLoss, {.value = 2.5, .interval = {}, .outcomes = 400});
  EXPECT_EQ(signal.statistic, 2.5);
  EXPECT_EQ(signal.threshold, 2);
  EXPECT_EQ(signal.window, 400U);
}

/// How many of 4000 windows of 500 outcomes with this accuracy are said to be below .8.
int alarms(const ScoreBound& bound, double accuracy) {
  constexpr std::uint64_t kSeed = 3;
  std::mt19937_64 random(kSeed);
  std::binomial_distribution<std::uint64_t> right(500, accuracy);
  int count = 0;
  for (int i = 0; i < 4000; ++i) {
    const std::uint64_t correct = right(random);
    const ScoreReading reading{.value = static_cast<double>(correct) / 500,
                               .interval = detectors::wilson_of(correct, 500, detectors::kDefaultLevel),
                               .outcomes = 500};
    count += judge(bound, reading).level == Level::drift ? 1 : 0;
  }
  return count;
}

TEST(ScoreBound, OfAModelRightAtItAlarmsInOneWindowOfForty) {
  const ScoreBound surely{.below = 0.8, .least = 300};
  const ScoreBound at_once{.below = 0.8, .least = 300, .surely = false};
  EXPECT_LT(alarms(surely, 0.8), 4000 * 0.04) << "2.5 % by its interval";
  EXPECT_GT(alarms(at_once, 0.8), 4000 * 0.4) << "every other window, by chance";
  EXPECT_GT(alarms(surely, 0.72), 4000 * 0.95) << "and misses nothing that is well below";
}

}  // namespace
}  // namespace driftd::engine
