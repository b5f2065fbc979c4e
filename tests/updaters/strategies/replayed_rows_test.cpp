#include "updaters/strategies/replayed_rows.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>

#include "tests/updaters/samples.h"
#include "updaters/catalogue.h"
#include "updaters/models/proper_loss.h"
#include "updaters/strategies/catalogue.h"

namespace driftd::updaters {
namespace {

ReplayedRows hundred_of(std::uint64_t from, std::uint64_t to, std::uint64_t seed = 7) {
  ReplayedRows replayed = replayed_from({.from = from, .to = to}, 100);
  replayed.seed = seed;
  return replayed;
}

TEST(ReplayedRows, AreDrawnEvenlyOverTheOlderRowsOneOfEachPart) {
  const auto drawn = draw(hundred_of(1000, 6000));
  ASSERT_EQ(drawn.size(), 100U);
  for (std::uint64_t part = 0; part < 100; ++part) {
    EXPECT_GE(drawn[part], 1000 + 50 * part);
    EXPECT_LT(drawn[part], 1000 + 50 * (part + 1));
  }
}

TEST(ReplayedRows, AreTheSameForASeedAndOthersForAnother) {
  EXPECT_EQ(draw(hundred_of(0, 5000, 1)), draw(hundred_of(0, 5000, 1)));
  EXPECT_NE(draw(hundred_of(0, 5000, 1)), draw(hundred_of(0, 5000, 2)));
}

TEST(ReplayedRows, TakeEveryPlaceOfAPartAlikeOften) {
  std::vector<int> times(10);
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    for (const auto index : draw(hundred_of(0, 1000, seed))) ++times[index % 10];
  }
  for (const int each : times) EXPECT_NEAR(each, 10'000, 5 * 95) << "five standard deviations";
}

TEST(ReplayedRows, LeaveAtLeastEverySecondOlderRow) {
  EXPECT_EQ(hundred_of(0, 150).rows, 75U);
  auto drawn = draw(hundred_of(0, 150));
  EXPECT_EQ(std::ranges::adjacent_find(drawn, std::greater_equal<>()), drawn.end()) << "none comes twice";
  EXPECT_EQ(hundred_of(0, 1).rows, 0U);
  EXPECT_EQ(hundred_of(9, 9), ReplayedRows{.seed = 7});
}

TEST(ReplayedRows, AreCutOffWhereTheWindowBegins) {
  const auto cut = cut_off(hundred_of(0, 1000), 120);
  EXPECT_EQ(cut.among, (DataWindow{.from = 0, .to = 120}));
  EXPECT_EQ(cut.rows, 60U);
  EXPECT_LT(draw(cut).back(), 120U);
  EXPECT_EQ(cut_off(hundred_of(0, 1000), 5000), hundred_of(0, 1000));
  EXPECT_EQ(cut_off(hundred_of(500, 1000), 100).rows, 0U);
}

TEST(ReplayedRows, SayWhatTheyAre) {
  EXPECT_EQ(text_of(hundred_of(0, 5000)), "with 100 of the 5000 rows before them");
  EXPECT_EQ(text_of(ReplayedRows{}), "");
}

TEST(ReplayedRows, ComeBackFromTheirStateAndTrustNone) {
  const auto read = [](const ReplayedRows& written, bool& failed) {
    detectors::StateWriter state;
    save(written, state);
    detectors::StateReader reader(state.bytes());
    ReplayedRows restored;
    load(restored, reader);
    failed = reader.failed();
    return restored;
  };
  bool failed = false;
  EXPECT_EQ(read(hundred_of(3, 900), failed), hundred_of(3, 900));
  EXPECT_FALSE(failed);
  for (const ReplayedRows& wrong : {ReplayedRows{.among = {.from = 9, .to = 3}}, ReplayedRows{.among = {.from = 0, .to = 100}, .rows = 51},
                                    ReplayedRows{.among = {.from = 0, .to = 1ULL << 40U}, .rows = 1}}) {
    EXPECT_EQ(read(wrong, failed), ReplayedRows{});
    EXPECT_TRUE(failed);
  }
}

/// A stream that shifts with row 2,000: what x has to reach for a 1 goes from 0 to .6, and rows with small x stay away.
Dataset shifted(std::uint64_t seed, std::size_t n) {
  Dataset rows{.columns = 2};
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < n; ++i) {
    const bool late = i >= 2000;
    const double x = late ? samples::uniform(random) : 2 * samples::uniform(random) - 1;
    rows.values.insert(rows.values.end(), {x, samples::normal(random)});
    rows.labels.push_back((x > (late ? 0.6 : 0.0)) != (samples::uniform(random) < 0.05) ? 1 : 0);
  }
  return rows;
}

Dataset rows_at(const Dataset& all, std::span<const std::uint64_t> indices) {
  Dataset chosen{.columns = all.columns};
  for (const auto index : indices) {
    const auto row = all.row(index);
    chosen.values.insert(chosen.values.end(), row.begin(), row.end());
    chosen.labels.push_back(all.labels[index]);
  }
  return chosen;
}

double mean_loss(const Model& model, const Dataset& rows) {
  const auto losses = proper_losses(model, rows);
  return std::accumulate(losses.begin(), losses.end(), 0.0) / static_cast<double>(losses.size());
}

/// Brier's score on fresh rows from before the change, after the champion has gone on with those behind it.
double forgotten(const std::string& family, double replay, std::uint64_t seed) {
  const config::ModelSchema schema{.task = config::Task::binary, .features = {{.name = "x"}, {.name = "y"}}};
  const Dataset stream = shifted(seed, 3200);
  const auto learner = models().choose_default(family).make();
  const auto champion = learner->train(schema, part(stream, schema, 0, 2000), nullptr, seed);
  config::Problems problems;
  const auto strategy = strategies().find("incremental")->choose({{"replay", replay}}, "", problems, {}).make();
  auto plan = strategy->plan({.first = 0,
                              .end = 3200,
                              .champion_learnt = 2000,
                              .change = 2000,
                              .has_champion = true,
                              .champion_continues = true,
                              .hold_out = 200,
                              .min_rows = 100});
  plan->replayed.seed = seed;
  auto indices = draw(plan->replayed);
  for (auto index = plan->window.from; index < plan->window.to; ++index) indices.push_back(index);
  const auto next = learner->train(schema, rows_at(stream, indices), champion->get(), seed);
  return mean_loss(**next, part(shifted(seed + 1000, 2000), schema, 0, 2000));
}

TEST(ReplayedRows, KeepAModelThatGoesOnFromForgetting) {
  for (const std::string family : {"logistic", "mlp"}) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      const double without = forgotten(family, 0, seed);
      const double quarter = forgotten(family, 0.25, seed);
      const double whole = forgotten(family, 1, seed);
      EXPECT_LT(quarter, 0.9 * without) << family << ", seed " << seed;
      EXPECT_LT(whole, quarter) << family << ", seed " << seed;
    }
  }
}

}  // namespace
}  // namespace driftd::updaters
