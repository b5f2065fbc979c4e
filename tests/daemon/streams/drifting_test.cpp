#include "daemon/streams/drifting.h"

#include <gmock/gmock.h>

#include "daemon/streams/catalogue.h"
#include "daemon/streams/sine1.h"
#include "tests/daemon/streams/sampling.h"

namespace driftd::streams {
namespace {

Drifting stream(const DriftSchedule& schedule, std::uint64_t seed = kSampleSeed) {
  return {std::make_unique<Sine1>(), schedule, seed};
}

std::vector<Row> rows_of(Drifting drifting, std::size_t count) {
  std::vector<Row> rows(count);
  for (Row& row : rows) drifting.next(row);
  return rows;
}

TEST(Drifting, AnAbruptDriftSetsInAtItsRow) {
  const auto rows = rows_of(stream({.drifts = {100, 250}}), 400);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t expected = i < 100 ? 0 : (i < 250 ? 1 : 2);
    ASSERT_EQ(rows[i].concept_number, expected) << "row " << i;
  }
}

TEST(Drifting, WithoutDriftsThereIsOneConcept) {
  EXPECT_EQ(share_of(rows_of(stream({}), 1000), [](const Row& row) { return row.concept_number == 0; }), 1);
}

// Over many streams, each row comes from the next concept as often as the sigmoid says.
TEST(Drifting, AGradualDriftFollowsTheSigmoid) {
  constexpr std::size_t kStreams = 4000;
  constexpr double kWidth = 40;
  std::vector<double> drifted(201);
  for (std::size_t seed = 0; seed < kStreams; ++seed) {
    const auto rows = rows_of(stream({.drifts = {100}, .width = static_cast<std::int64_t>(kWidth)}, seed), drifted.size());
    for (std::size_t i = 0; i < rows.size(); ++i) drifted[i] += static_cast<double>(rows[i].concept_number);
  }
  for (const std::size_t row : {60U, 80U, 90U, 100U, 110U, 120U, 140U}) {
    expect_share(drifted[row] / kStreams, 1 / (1 + std::exp(-4 * (static_cast<double>(row) - 100) / kWidth)), kStreams);
  }
}

TEST(Drifting, FarFromAGradualDriftNothingIsMixed) {
  const auto rows = rows_of(stream({.drifts = {1000}, .width = 20}), 2000);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 800 && i < 1200) continue;
    ASSERT_EQ(rows[i].concept_number, i < 1000 ? 0U : 1U) << "row " << i;
  }
}

TEST(Drifting, OverlappingDriftsGoThroughAllConcepts) {
  const auto rows = rows_of(stream({.drifts = {500, 510, 520}, .width = 200}), 4000);
  for (std::size_t concept_number = 0; concept_number < 4; ++concept_number) {
    EXPECT_GT(share_of(rows, [&](const Row& row) { return row.concept_number == concept_number; }), 0) << concept_number;
  }
  EXPECT_EQ(rows.back().concept_number, 3U);
}

TEST(Drifting, NoiseTurnsItsShareOfLabels) {
  constexpr std::size_t kRows = 50'000;
  const auto rows = rows_of(stream({.noise = 0.1}), kRows);
  expect_share(share_of(rows, [](const Row& row) { return row.label != Sine1().best_label(0, row.values); }), 0.1, kRows);
}

TEST(Drifting, NoiseAmongManyClassesSparesNoneAndKeepsTheRightOneOut) {
  constexpr std::size_t kRows = 50'000;
  const auto rows = rows_of({generators().choose_default("led").make(), {.noise = 0.9}, kSampleSeed}, kRows);
  const auto led = generators().choose_default("led").make();
  for (std::size_t step = 0; step < 10; ++step) {
    const double share = share_of(
        rows, [&](const Row& row) { return static_cast<std::size_t>(row.label - led->best_label(0, row.values) + 10) % 10 == step; });
    expect_share(share, 0.1, kRows);
  }
}

TEST(Drifting, TheSameSeedMakesTheSameStream) {
  const DriftSchedule schedule{.drifts = {50}, .width = 20, .noise = 0.2};
  const auto one = rows_of(stream(schedule, 5), 100);
  const auto same = rows_of(stream(schedule, 5), 100);
  const auto other = rows_of(stream(schedule, 6), 100);
  for (std::size_t i = 0; i < one.size(); ++i) {
    ASSERT_EQ(one[i].values, same[i].values);
    ASSERT_EQ(one[i].label, same[i].label);
    ASSERT_NE(one[i].values, other[i].values);
  }
}

TEST(Drifting, NoiseLeavesTheValuesAlone) {
  const auto clean = rows_of(stream({.drifts = {50}, .width = 20}), 100);
  const auto noisy = rows_of(stream({.drifts = {50}, .width = 20, .noise = 0.5}), 100);
  for (std::size_t i = 0; i < clean.size(); ++i) {
    ASSERT_EQ(clean[i].values, noisy[i].values);
    ASSERT_EQ(clean[i].concept_number, noisy[i].concept_number);
  }
}

TEST(DriftingDeathTest, DriftsOutOfOrderAreABug) {
  EXPECT_DEATH(stream({.drifts = {2, 1}}), "broken invariant");
}

}  // namespace
}  // namespace driftd::streams
