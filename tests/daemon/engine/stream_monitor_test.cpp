#include "daemon/engine/stream_monitor.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "detectors/catalogue.h"

namespace driftd::engine {
namespace {

using detectors::Level;

constexpr std::uint64_t kSeed = 23;
constexpr std::size_t kWindow = 500;

std::function<detectors::StreamDetectorPointer()> maker(const std::string& name, const config::Json& parameters) {
  config::Problems problems;
  auto chosen = detectors::stream_detectors().find(name)->choose(parameters, "", problems, {});
  EXPECT_TRUE(problems.empty()) << config::to_text(problems);
  return chosen.make;
}

/// Bets on columns a and b of three, and KSWIN on c.
StreamMonitor three_columns() {
  std::vector<StreamMonitor::Rule> rules;
  rules.push_back({.name = "e_sr",
                   .make = maker("e_sr", {{"reference", 200}, {"per", 1e7}, {"side", "both"}}),
                   .columns = {{.name = "a", .place = 0}, {.name = "b", .place = 1}}});
  rules.push_back({.name = "kswin", .make = maker("kswin", config::Json::object()), .columns = {{.name = "c", .place = 2}}});
  return {std::move(rules), kWindow};
}

class Feed {
 public:
  /// Rows of which b is moved by `shift`, until one brings a change to drift; how many that were, or `most`.
  int until_drift(StreamMonitor& monitor, int most, double shift, Earners earners = {}) {
    for (int i = 1; i <= most; ++i) {
      const std::array row{normal_(random_), normal_(random_) + shift, normal_(random_)};
      if (!monitor.add(row, earners)) continue;
      for (const auto& check : monitor.checks()) {
        if (check.changed() && check.signal.level == Level::drift && check.subject == "b") return i;
      }
    }
    return most;
  }

 private:
  std::mt19937_64 random_{kSeed};
  std::normal_distribution<double> normal_;
};

const StreamMonitor::Check& check_of(const StreamMonitor& monitor, const std::string& subject) {
  return *std::ranges::find(monitor.checks(), subject, &StreamMonitor::Check::subject);
}

TEST(StreamMonitor, HasADetectorOfItsOwnForEachColumnAndNamesTheOneThatMoved) {
  auto monitor = three_columns();
  EXPECT_EQ(monitor.checks().size(), 3U);
  EXPECT_EQ(monitor.keeping(), 1U) << "kswin keeps to no allowance";
  Feed feed;
  EXPECT_EQ(feed.until_drift(monitor, 1000, 0), 1000);
  EXPECT_LT(feed.until_drift(monitor, 400, 1), 400);
  EXPECT_EQ(check_of(monitor, "b").signal.level, Level::drift);
  EXPECT_EQ(monitor.name(check_of(monitor, "b")), "e_sr");
  EXPECT_GT(check_of(monitor, "b").signal.since_change, 0U);
  EXPECT_NE(check_of(monitor, "a").signal.level, Level::drift);
}

TEST(StreamMonitor, AnAlarmStandsForAWindowAndThenTheDetectorBeginsAnew) {
  auto monitor = three_columns();
  Feed feed;
  feed.until_drift(monitor, 1000, 0);
  ASSERT_LT(feed.until_drift(monitor, 400, 1), 400);
  feed.until_drift(monitor, static_cast<int>(kWindow) - 1, 1);
  EXPECT_EQ(check_of(monitor, "b").signal.level, Level::drift);
  feed.until_drift(monitor, 2, 1);
  EXPECT_EQ(check_of(monitor, "b").signal.level, Level::learning);
  EXPECT_EQ(feed.until_drift(monitor, 1000, 1), 1000) << "what was drift is the baseline now";
  EXPECT_LT(feed.until_drift(monitor, 400, 0), 400) << "and back is a change";
}

TEST(StreamMonitor, ResetAlarmsLetsTheOthersGoOn) {
  auto monitor = three_columns();
  Feed feed;
  feed.until_drift(monitor, 1000, 0);
  ASSERT_LT(feed.until_drift(monitor, 400, 1), 400);
  monitor.reset_alarms();
  EXPECT_EQ(check_of(monitor, "b").signal.level, Level::learning);
  EXPECT_EQ(check_of(monitor, "a").signal.level, Level::stable);
  monitor.restart();
  EXPECT_EQ(check_of(monitor, "a").signal.level, Level::learning);
}

TEST(StreamMonitor, AMissingValueIsPassedOver) {
  auto monitor = three_columns();
  for (int i = 0; i < 1000; ++i) monitor.add(std::array{0.1 * (i % 10), std::nan(""), 0.1 * (i % 7)});
  EXPECT_EQ(check_of(monitor, "b").signal.level, Level::learning);
  EXPECT_EQ(check_of(monitor, "a").signal.level, Level::stable);
}

TEST(StreamMonitor, IsSlowerToSpeakWhereLessIsAllowed) {
  const auto delay = [](double allowed) {
    auto monitor = three_columns();
    monitor.allow(allowed);
    Feed feed;
    feed.until_drift(monitor, 1000, 0);
    return feed.until_drift(monitor, 1000, 0.7);
  };
  EXPECT_LT(delay(1e-4), delay(1e-9)) << "seed " << kSeed;
}

TEST(StreamMonitor, DiscoversForTheOthersAndSpendsWhatItEarned) {
  Discoveries discoveries(Earning::lord, 0.05, 2);
  auto monitor = three_columns();
  monitor.allow(1e-5);
  Feed feed;
  feed.until_drift(monitor, 1000, 0, {&discoveries, 1});
  ASSERT_LT(feed.until_drift(monitor, 400, 1, {&discoveries, 1}), 400);
  discoveries.turn();
  EXPECT_GT(discoveries.level(0), 0) << "the alarm on b earns for the check beside";
  EXPECT_EQ(discoveries.level(1), 0);
  discoveries.discovered(0);
  discoveries.turn();
  EXPECT_EQ(check_of(monitor, "a").signal.earned, 0);
  feed.until_drift(monitor, 1000, 1, {&discoveries, 1});
  EXPECT_GT(check_of(monitor, "a").signal.earned, 0) << "from its next window on";
}

TEST(StreamMonitor, GoesOnFromItsState) {
  for (const int rows : {150, 700, 1210, 1600}) {
    auto monitor = three_columns();
    Feed feed;
    for (int i = 0; i < rows / 50; ++i) feed.until_drift(monitor, 50, i >= 20 ? 1 : 0);
    detectors::StateWriter state;
    monitor.save(state);
    auto restored = three_columns();
    detectors::StateReader reader(state.bytes());
    restored.load(reader);
    ASSERT_FALSE(reader.failed());
    ASSERT_TRUE(reader.at_end());
    Feed same = feed;
    EXPECT_EQ(feed.until_drift(monitor, 900, 1), same.until_drift(restored, 900, 1)) << rows;
    detectors::StateWriter one;
    detectors::StateWriter other;
    monitor.save(one);
    restored.save(other);
    EXPECT_EQ(one.bytes(), other.bytes()) << rows;
  }
}

}  // namespace
}  // namespace driftd::engine
