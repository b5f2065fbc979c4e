#include "daemon/replay/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <random>

#include "config/json.h"
#include "daemon/streams/generate.h"
#include "tests/daemon/replay/replayed.h"
#include "updaters/strategies/catalogue.h"

namespace driftd::replay {
namespace {

using tests::accuracy;
using tests::only_model;

/// Rows of a generator, as a file would bring them.
class Generated {
 public:
  explicit Generated(const streams::GeneratorOptions& options)
      : settings(only_model(of_a_linear_model(streams::example_settings(options)).dump())), stream_(*streams::make_stream(options)) {}

  const streams::LabelledRow& next() {
    stream_.next(drawn_);
    row_.number = count_++;
    row_.features = drawn_.values;
    row_.texts.assign(row_.features.size(), "");
    row_.label = drawn_.label;
    row_.time = config::Time(std::chrono::minutes(row_.number));
    return row_;
  }

  engine::ModelSettings settings;

 private:
  /// What is tested here is the loop; it is quicker to follow with one family.
  static config::Json of_a_linear_model(config::Json settings) {
    settings["models"][0]["model"] = "logistic";
    return settings;
  }

  streams::Drifting stream_;
  streams::Row drawn_;
  streams::LabelledRow row_;
  std::uint64_t count_ = 0;
};

TEST(Replay, AStationaryStreamEndsWithNoUpdateAtAll) {
  Generated rows({.name = "sea", .rows = 200'000, .seed = 3, .noise = 0.1});
  Replay replay(rows.settings, {});
  for (int i = 0; i < 200'000; ++i) replay.row(rows.next());
  ASSERT_TRUE(replay.finish());
  EXPECT_TRUE(replay.report().updates.empty()) << to_json(replay.report())["updates"];
  EXPECT_EQ(replay.version(), 1U);
}

TEST(Replay, AConceptThatTurnsIsNoticedLearntAndSwappedIn) {
  Generated rows({.name = "sine1", .rows = 12'000, .seed = 7, .drifts = {4000, 8000}, .noise = 0.05});
  Replay replay(rows.settings, {});
  for (int i = 0; i < 12'000; ++i) replay.row(rows.next());
  ASSERT_TRUE(replay.finish());
  const auto& report = replay.report();
  EXPECT_GE(report.swaps, 2U);
  EXPECT_GT(accuracy(report.closed_loop), accuracy(report.first_model) + 0.1);
  ASSERT_FALSE(report.updates.empty());
  EXPECT_GT(report.updates.front().row, 4000U);
  EXPECT_LT(report.updates.front().row, 4600U);
}

TEST(Replay, AVersionThatStartsFromTheOneInForceIsSwappedIn) {
  Generated rows({.name = "sine1", .rows = 8000, .seed = 7, .drifts = {4000}, .noise = 0.05});
  config::Problems problems;
  rows.settings.update.strategy = updaters::strategies().find("transfer")->choose(config::Json::object(), "", problems, {});
  ASSERT_TRUE(problems.empty());
  rows.settings.rival.watch = false;
  Replay replay(rows.settings, {});
  for (int i = 0; i < 8000; ++i) replay.row(rows.next());
  ASSERT_TRUE(replay.finish());
  const auto& updates = replay.report().updates;
  ASSERT_FALSE(updates.empty());
  EXPECT_EQ(updates.front().strategy, "transfer");
  EXPECT_THAT(updates.front().reason, testing::HasSubstr("version 1 carries over x, y"));
  EXPECT_GE(replay.report().swaps, 1U) << to_json(replay.report())["updates"];
}

TEST(Replay, KnowsNoOtherModelsVersions) {
  Generated rows({.name = "sine1", .rows = 8000, .seed = 7, .drifts = {4000}, .noise = 0.05});
  config::Problems problems;
  rows.settings.update.strategy = updaters::strategies().find("transfer")->choose({{"from", {{"model", "other"}}}}, "", problems, {});
  Replay replay(rows.settings, {});
  for (int i = 0; i < 8000; ++i) replay.row(rows.next());
  ASSERT_TRUE(replay.finish());
  EXPECT_EQ(replay.version(), 0U);
}

/// sine1 with a turn at 4,000 and one at 8,000, measured.
std::unique_ptr<Replay> sine1_turned(LabelDelay delay, std::vector<std::uint64_t> changes) {
  Generated rows({.name = "sine1", .rows = 12'000, .seed = 7, .drifts = {4000, 8000}, .noise = 0.05});
  auto replay = std::make_unique<Replay>(rows.settings, delay, ChangeDelays::of({.rows = std::move(changes)}, 1000).value());
  for (int i = 0; i < 12'000; ++i) replay->row(rows.next());
  return replay;
}

TEST(Replay, TellsOfKnownChangesWhenTheyWereNoticedAnsweredAndOver) {
  const auto replay = sine1_turned({}, {4000, 8000});
  ASSERT_TRUE(replay->finish());
  const auto& changes = replay->report().changes.value();
  EXPECT_EQ(changes.false_decay, 0U);
  for (const auto& change : changes.changes) {
    EXPECT_LT(change.decay.first.value().rows, 300U) << "change at " << change.row;
    EXPECT_EQ(change.decay.first->seen, change.decay.first->rows + 1) << "labels came at once";
    EXPECT_GE(change.promoted, 1U);
    EXPECT_GT(change.swapped.value(), change.decay.first->rows);
    EXPECT_NEAR(change.recovered.before.value(), 0.05, 0.08);
    EXPECT_GT(change.recovered.worst.value(), 0.4);
    EXPECT_GT(change.recovered.rows.value(), change.swapped.value());
  }
}

TEST(Replay, TellsOfKnownChangesHowManyLateLabelsItTookToNoticeThem) {
  const auto replay = sine1_turned({.rows = 500}, {4000, 8000});
  ASSERT_TRUE(replay->finish());
  for (const auto& change : replay->report().changes.value().changes) {
    EXPECT_LT(change.decay.first.value().seen, 300U) << "change at " << change.row;
    EXPECT_EQ(change.decay.first->rows, change.decay.first->seen - 1 + 500);
  }
}

TEST(Replay, RefusesKnownChangesThatTheStreamDidNotReach) {
  const auto replay = sine1_turned({}, {4000, 12'000});
  const auto finished = replay->finish();
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error(), "a change at row 12000 is not in the stream, which ends with row 11999");
}

/// Rows of a shop that sells in Germany and, three in a hundred, in Luxembourg. From `turns` on what is true there does not depend on x.
class Shop {
 public:
  explicit Shop(std::uint64_t turns) : turns_(turns) {}

  const streams::LabelledRow& next() {
    const auto unit = [this] { return static_cast<double>(random_() >> 11U) * 0x1p-53; };
    row_.number = count_++;
    const std::string country = unit() < 0.03 ? "LU" : "DE";
    const double x = unit();
    const bool turned = country == "LU" && row_.number >= turns_;
    row_.features = {x, config::category_code(country)};
    row_.texts = {"", country};
    row_.label = (turned || x > 0.5) != (unit() < 0.1) ? 1 : 0;
    row_.time = config::Time(std::chrono::minutes(row_.number));
    return row_;
  }

 private:
  std::mt19937_64 random_{17};
  streams::LabelledRow row_;
  std::uint64_t turns_;
  std::uint64_t count_ = 0;
};

Report sell(const std::string& by, std::uint64_t turns) {
  const auto settings = only_model(
      R"({"models": [{"name": "shop", "task": "binary", "model": "logistic", "drift": [], "rival": {"watch": false}, "update": {"gate": {"alpha": 0.1}},
      "features": [{"name": "x"}, {"name": "country", "type": "categorical"}], "segments": ["country"],
      "decay": [{"detector": "adwin", "on": "error")" +
      by + R"(}, {"score": "accuracy", "below": 0.7, "min_labels": 30)" + by + R"(}]}]})");
  Replay replay(settings, {});
  Shop shop(turns);
  for (int i = 0; i < 24'000; ++i) replay.row(shop.next());
  if (const auto finished = replay.finish(); !finished) throw std::runtime_error(finished.error());
  return replay.report();
}

std::vector<engine::SignalRecord> alarms(const Report& report) {
  std::vector<engine::SignalRecord> alarms;
  std::ranges::copy_if(report.signals, std::back_inserter(alarms), [](const auto& record) {
    return record.signal.level == detectors::Level::drift && record.detector != engine::kCircuitDetector;
  });
  return alarms;
}

TEST(Replay, ADecayOfOneSegmentIsFoundWhereTheWholeHidesIt) {
  constexpr std::uint64_t kTurns = 10'000;
  const auto of_all = sell("", kTurns);
  EXPECT_TRUE(alarms(of_all).empty()) << "a hundredth of the outcomes is worse: " << to_json(of_all)["signals"];
  EXPECT_TRUE(alarms(sell(R"(, "by": "country")", 1'000'000)).empty()) << "where nothing turns nobody cries";

  const auto of_each = sell(R"(, "by": "country")", kTurns);
  ASSERT_FALSE(alarms(of_each).empty());
  for (const auto& signal : alarms(of_each)) {
    EXPECT_THAT(signal.subject, testing::HasSubstr("[country=LU]"));
    EXPECT_GT(signal.row, kTurns);
  }
  EXPECT_GE(of_each.swaps, 1U) << to_json(of_each)["updates"];
}

TEST(Replay, AConceptThatComesBackBringsItsVersionBack) {
  const auto settings =
      only_model(R"({"models": [{"name": "season", "task": "binary", "model": "logistic", "drift": [], "rival": {"watch": false},
      "features": [{"name": "x"}], "update": {"on": "any", "cooldown": "1m", "at_most": {"updates": 100, "per": "1d"}}}]})");
  Replay replay(settings, {});
  std::mt19937_64 random(29);
  const auto unit = [&] { return static_cast<double>(random() >> 11U) * 0x1p-53; };
  streams::LabelledRow row;
  for (std::uint64_t i = 0; i < 24'000; ++i) {
    const bool winter = i / 8000 % 2 == 1;
    const double x = unit();
    row.number = i;
    row.time = config::Time(std::chrono::minutes(i));
    row.features = {x};
    row.texts = {""};
    row.label = ((x > 0.5) != winter) != (unit() < 0.1) ? 1 : 0;
    replay.row(row);
  }
  ASSERT_TRUE(replay.finish());
  const auto report = replay.report();
  EXPECT_TRUE(std::ranges::any_of(report.updates, [](const auto& update) {
    return update.strategy == "reuse" && update.verdict.decision == updaters::Decision::promote;
  })) << to_json(report)["updates"];
}

TEST(Replay, RankedListsAreScoredOverTheWholeRun) {
  const auto settings = only_model(R"({"models": [{"name": "shelf", "task": "regression", "drift": [], "decay": [],
      "features": [{"name": "x"}, {"name": "session", "type": "categorical"}], "lists": {"by": "session", "close_after": 20}}]})");
  Replay replay(settings, {});
  std::mt19937_64 random(23);
  streams::LabelledRow row;
  for (std::uint64_t i = 0; i < 6000; ++i) {
    const double x = static_cast<double>(random() >> 11U) * 0x1p-53;
    const std::string session = std::to_string(i / 10);
    row.number = i;
    row.features = {x, config::category_code(session)};
    row.texts = {"", session};
    row.label = (x > 0.8) != (random() % 10 == 0) ? 1 : 0;
    row.time = config::Time(std::chrono::minutes(i));
    replay.row(row);
  }
  replay.finish();
  const auto report = to_json(replay.report());
  EXPECT_GT(report["scores"]["closed_loop"]["mrr"], 0.8) << "a random order has .5";
  EXPECT_LT(report["score_intervals"]["closed_loop"]["mrr"][0], report["scores"]["closed_loop"]["mrr"]);
  EXPECT_FALSE(report["scores"]["first_model"].contains("mrr"));
}

TEST(Replay, ScoresOfSegmentsAndIntervalsAreInTheReport) {
  const auto report = to_json(sell("", 10'000));
  ASSERT_EQ(report["segments"].size(), 2U);
  EXPECT_EQ(report["segments"][0]["segment"], "country=DE");
  EXPECT_GT(report["segments"][0]["scores"]["accuracy"], report["segments"][1]["scores"]["accuracy"]);
  for (const auto* whose : {"closed_loop", "first_model"}) {
    const double value = report["scores"][whose]["accuracy"];
    EXPECT_LT(report["score_intervals"][whose]["accuracy"][0], value);
    EXPECT_GT(report["score_intervals"][whose]["accuracy"][1], value);
  }
}

}  // namespace
}  // namespace driftd::replay
