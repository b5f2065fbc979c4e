#include "detectors/scores/ranking_scores.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "detectors/catalogue.h"

namespace driftd::detectors {
namespace {

using List = std::vector<double>;

RankingScorePointer score(const std::string& name, const config::Json& parameters = config::Json::object()) {
  config::Problems problems;
  return ranking_scores().find(name)->choose(parameters, "", problems, {}).make();
}

TEST(Ndcg, IsAShareOfTheBestOrders) {
  const double given = 3 / std::log2(3) + 1 / std::log2(5);
  EXPECT_DOUBLE_EQ(score("ndcg")->of(List{0, 3, 0, 1}).value(), given / (3 + 1 / std::log2(3)));
  EXPECT_DOUBLE_EQ(score("ndcg", {{"k", 2}, {"gain", "exponential"}})->of(List{0, 3, 0, 1}).value(),
                   7 / std::log2(3) / (7 + 1 / std::log2(3)));
  EXPECT_EQ(score("ndcg")->of(List{3, 1, 0, 0}), 1);
}

TEST(Map, IsThePrecisionAtEachRelevantPlace) {
  EXPECT_DOUBLE_EQ(score("map")->of(List{0, 3, 0, 1}).value(), (1.0 / 2 + 2.0 / 4) / 2);
  EXPECT_DOUBLE_EQ(score("map", {{"k", 3}})->of(List{0, 3, 0, 1, 1, 1}).value(), (1.0 / 2) / 3) << "three could have been found";
}

TEST(HitRateAndReciprocalRank, LookForTheFirstRelevantPlace) {
  EXPECT_EQ(score("hit_rate", {{"k", 2}})->of(List{0, 3, 0, 1}), 1);
  EXPECT_EQ(score("hit_rate", {{"k", 1}})->of(List{0, 3, 0, 1}), 0);
  EXPECT_EQ(score("mrr")->of(List{0, 3, 0, 1}), 0.5);
  EXPECT_EQ(score("mrr", {{"k", 1}})->of(List{0, 3, 0, 1}), 0);
}

class RankingLaws : public testing::TestWithParam<std::string> {};

std::vector<List> lists(double skill, unsigned seed, int count = 300) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform;
  std::vector<List> made;
  for (int i = 0; i < count; ++i) {
    List relevances(20);
    for (double& relevance : relevances) relevance = uniform(random) < 0.15 ? std::floor(1 + 3 * uniform(random)) : 0;
    if (uniform(random) < skill) std::ranges::sort(relevances, std::greater<>());
    made.push_back(relevances);
  }
  return made;
}

MeanSum events_of(const RankingScore& made, std::span<const List> given) {
  MeanSum events;
  for (const List& list : given) {
    if (const auto value = made.of(list)) events.add(*value);
  }
  return events;
}

TEST_P(RankingLaws, IsUndefinedWhereNothingWasRelevantOrKnown) {
  const auto made = score(GetParam());
  for (const List& list : {List{}, List{0, 0}, List{1, -1}, List{1, std::numeric_limits<double>::quiet_NaN()},
                           List{std::numeric_limits<double>::infinity()}}) {
    EXPECT_FALSE(made->of(list).has_value());
  }
  EXPECT_FALSE(made->value({}).has_value());
  EXPECT_FALSE(made->interval({}).has_value());
}

TEST_P(RankingLaws, IsHigherForABetterOrder) {
  const auto made = score(GetParam(), {{"k", 5}});
  EXPECT_GT(made->value(events_of(*made, lists(0.9, 1))), made->value(events_of(*made, lists(0.1, 1))));
}

TEST_P(RankingLaws, MergesAndLiesInItsInterval) {
  const auto made = score(GetParam(), {{"k", 5}});
  const auto given = lists(0.5, 2);
  const MeanSum all = events_of(*made, given);
  MeanSum merged = events_of(*made, std::span(given).first(100));
  merged.merge(events_of(*made, std::span(given).subspan(100)));
  EXPECT_NEAR(made->value(merged).value(), made->value(all).value(), 1e-12);
  const auto interval = made->interval(all).value();
  EXPECT_LT(interval.low, made->value(all).value());
  EXPECT_GT(interval.high, made->value(all).value());
  EXPECT_GE(interval.low, 0);
  EXPECT_LE(interval.high, 1);
}

TEST_P(RankingLaws, HasAnIntervalThatCoversAsOftenAsItSays) {
  const auto made = score(GetParam(), {{"k", 5}});
  const double truth = made->value(events_of(*made, lists(0.5, 3, 100'000))).value();
  int covered = 0;
  constexpr int kWindows = 500;
  for (unsigned window = 0; window < kWindows; ++window) {
    const auto interval = made->interval(events_of(*made, lists(0.5, 100 + window, 100))).value();
    if (interval.low <= truth && truth <= interval.high) ++covered;
  }
  EXPECT_GE(covered, kWindows * 92 / 100);
  EXPECT_LE(covered, kWindows * 98 / 100);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, RankingLaws, testing::ValuesIn(ranking_scores().row_names()),
                         [](const auto& row) { return row.param; });

}  // namespace
}  // namespace driftd::detectors
