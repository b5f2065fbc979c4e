#include "daemon/engine/drift_monitor.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "detectors/catalogue.h"

namespace driftd::engine {
namespace {

using detectors::Level;

constexpr std::uint64_t kSeed = 11;

double unit(std::mt19937_64& random) {
  return static_cast<double>(random() >> 11U) * 0x1p-53;
}

DriftMonitor two_columns(std::size_t panes = 1, std::size_t gaps = detectors::NumericReference::kAllGaps) {
  std::vector<DriftMonitor::Rule> rules;
  rules.push_back({.name = "ks", .comparison = detectors::comparisons().choose_default("ks").make(), .columns = {0, 1}});
  return {{{.name = "a", .type = config::FeatureType::numeric}, {.name = "b", .type = config::FeatureType::numeric}},
          std::move(rules),
          {.reference = 500, .pane = 200 / panes, .panes = panes, .gaps = gaps}};
}

/// Feeds rows; column b is moved by `shift`. Counts windows that were judged.
int feed(DriftMonitor& monitor, std::mt19937_64& random, int rows, double shift) {
  int judged = 0;
  for (int i = 0; i < rows; ++i) {
    const std::array row{unit(random), unit(random) + shift};
    judged += monitor.add(row) ? 1 : 0;
  }
  return judged;
}

TEST(DriftMonitor, LearnsItsReferenceAndThenJudgesWindowByWindow) {
  auto monitor = two_columns();
  std::mt19937_64 random(kSeed);
  EXPECT_EQ(feed(monitor, random, 699, 0), 0);
  EXPECT_EQ(monitor.checks()[0].signal.level, Level::learning);
  EXPECT_EQ(feed(monitor, random, 1, 0), 1);
  EXPECT_EQ(monitor.checks()[0].signal.level, Level::stable);
  EXPECT_EQ(monitor.checks()[0].signal.window, 200U);
}

TEST(DriftMonitor, NamesTheColumnThatMovedAndNoOther) {
  auto monitor = two_columns();
  std::mt19937_64 random(kSeed);
  feed(monitor, random, 500, 0);
  EXPECT_EQ(feed(monitor, random, 200, 0.3), 1);
  EXPECT_EQ(monitor.checks()[0].signal.level, Level::stable);
  EXPECT_EQ(monitor.checks()[1].signal.level, Level::drift);
  EXPECT_LE(monitor.checks()[1].signal.p_value, monitor.checks()[1].signal.threshold);
}

TEST(DriftMonitor, AWindowOfPanesSlides) {
  auto monitor = two_columns(4);
  std::mt19937_64 random(kSeed);
  feed(monitor, random, 500, 0);
  EXPECT_EQ(feed(monitor, random, 200, 0), 1);
  EXPECT_EQ(feed(monitor, random, 100, 0), 2);
}

TEST(DriftMonitor, WithFewerGapsItKeepsLessAndIsOffByNoMoreThanOneOfThem) {
  constexpr std::size_t kGaps = 20;
  auto exact = two_columns();
  auto coarse = two_columns(1, kGaps);
  std::mt19937_64 random(kSeed);
  std::mt19937_64 the_same(kSeed);
  feed(exact, random, 700, 0.1);
  feed(coarse, the_same, 700, 0.1);
  const double distance = exact.checks()[0].signal.statistic;
  EXPECT_LE(coarse.checks()[0].signal.statistic, distance);
  EXPECT_GE(coarse.checks()[0].signal.statistic, distance - 1.0 / kGaps);
  detectors::StateWriter all;
  detectors::StateWriter few;
  exact.save(all);
  coarse.save(few);
  EXPECT_LT(few.bytes().size(), all.bytes().size() / 2);
}

TEST(DriftMonitor, IsHeldToItsAllowanceEvenWhereThatIsNothing) {
  auto monitor = two_columns();
  std::mt19937_64 random(kSeed);
  feed(monitor, random, 500, 0);
  monitor.allow(0);
  EXPECT_EQ(feed(monitor, random, 200, 0.3), 1);
  EXPECT_EQ(monitor.checks()[1].signal.threshold, 0);
  EXPECT_EQ(monitor.checks()[1].signal.level, Level::stable);
}

TEST(DriftMonitor, AddsWhatOthersDiscoveriesEarnedToItsLevel) {
  auto monitor = two_columns();
  Discoveries discoveries(Earning::lord, 0.05, 2);
  std::mt19937_64 random(kSeed);
  feed(monitor, random, 500, 0);
  monitor.allow(0.001);
  discoveries.discovered(0);
  discoveries.turn();
  const double earned = discoveries.level(1);
  ASSERT_GT(earned, 0);
  for (int i = 0; i < 200; ++i) monitor.add(std::array{unit(random), unit(random) + 0.3}, {.discoveries = &discoveries, .first = 1});
  EXPECT_DOUBLE_EQ(monitor.checks()[1].signal.threshold, 0.001 + earned);
  EXPECT_EQ(monitor.checks()[1].signal.earned, earned);
  EXPECT_LT(discoveries.level(1), earned) << "it was spent";
  discoveries.turn();
  EXPECT_GT(discoveries.level(0), 0) << "and its own alarm earns for the other";
}

TEST(DriftMonitor, RelearnsFromWhatItIsGiven) {
  auto monitor = two_columns();
  std::mt19937_64 random(kSeed);
  feed(monitor, random, 700, 0);
  std::vector<std::vector<double>> moved(2);
  for (int i = 0; i < 500; ++i) {
    moved[0].push_back(unit(random));
    moved[1].push_back(unit(random) + 0.3);
  }
  monitor.learn(moved);
  EXPECT_EQ(feed(monitor, random, 200, 0.3), 1);
  EXPECT_EQ(monitor.checks()[1].signal.level, Level::stable) << "what was drift is the baseline now";
}

TEST(DriftMonitor, GoesOnFromItsStateAsIfNothingHadHappened) {
  for (const int rows : {300, 500, 611, 700, 1234}) {
    auto monitor = two_columns(2);
    std::mt19937_64 random(kSeed);
    feed(monitor, random, rows, 0);
    detectors::StateWriter state;
    monitor.save(state);
    auto restored = two_columns(2);
    detectors::StateReader reader(state.bytes());
    restored.load(reader);
    ASSERT_FALSE(reader.failed());
    ASSERT_TRUE(reader.at_end());
    auto same_random = random;
    feed(monitor, random, 900, 0.1);
    feed(restored, same_random, 900, 0.1);
    EXPECT_EQ(monitor.checks()[1].signal.p_value, restored.checks()[1].signal.p_value) << rows;
  }
}

}  // namespace
}  // namespace driftd::engine
