#include "daemon/engine/quality_monitor.h"

#include <gtest/gtest.h>

#include <random>

#include "config/missing_value.h"

namespace driftd::engine {
namespace {

using detectors::Level;

constexpr unsigned kSeed = 9;
constexpr std::size_t kPane = 50;
constexpr std::size_t kWindow = 1000;

config::Features features() {
  return {{.name = "price"}, {.name = "place", .type = config::FeatureType::categorical}};
}

/// Rows of a healthy feed, a minute apart, and what the monitor said of each.
class Feed {
 public:
  explicit Feed(const std::vector<QualityRule>& rules = default_quality_rules())
      : monitor(features(), rules, {.reference = 1000, .window = kWindow}) {}

  struct Row {
    double price;
    double place;
  };
  Row healthy() { return {.price = price_(random_), .place = static_cast<double>(random_() % 5)}; }
  void row(Row row) {
    const double values[] = {row.price, row.place};
    monitor.row({.id = "", .time = Time(std::chrono::minutes(minute++)), .value = 1, .features = values, .position = 100 * rows++},
                changed());
  }
  void rows_of(std::size_t count, const std::function<Row(Row)>& change = [](Row row) { return row; }) {
    for (std::size_t i = 0; i < count; ++i) row(change(healthy()));
  }
  QualityMonitor::Changed changed() {
    return [this](const QualityMonitor::Check& check, Level before) {
      said.push_back(check.name + " on " + check.subject + ": " + std::string(name_of(before)) + " to " +
                     std::string(name_of(check.signal.level)));
    };
  }
  std::vector<std::string> said_of_drift() const {
    std::vector<std::string> drift;
    for (const auto& text : said) {
      if (text.find("drift") != std::string::npos) drift.push_back(text);
    }
    return drift;
  }

  QualityMonitor monitor;
  std::vector<std::string> said;
  std::int64_t minute = 0;
  std::uint64_t rows = 0;

 private:
  std::mt19937_64 random_{kSeed};
  std::lognormal_distribution<double> price_{3, 0.8};
};

Feed::Row without_price(Feed::Row row) {
  return {.price = config::missing_value(), .place = row.place};
}

TEST(QualityMonitor, IsQuietOnAHealthyFeed) {
  Feed feed;
  feed.rows_of(100'000);
  EXPECT_TRUE(feed.said_of_drift().empty()) << feed.said_of_drift().front() << ", seed " << kSeed;
  EXPECT_FALSE(feed.monitor.broken());
}

TEST(QualityMonitor, KnowsOfASuddenFaultWithinAPane) {
  Feed feed;
  feed.rows_of(3000);
  feed.rows_of(kPane, without_price);
  EXPECT_TRUE(feed.monitor.broken());
  EXPECT_EQ(feed.monitor.causes(), std::vector<std::string>{"feature price: 100 % missing against 0 % in the reference"});
}

TEST(QualityMonitor, KnowsOfALeakAtTheEndOfAWindow) {
  Feed feed;
  feed.rows_of(3000);
  std::size_t i = 0;
  feed.rows_of(5 * kWindow, [&](Feed::Row row) { return i++ % 8 == 0 ? without_price(row) : row; });
  EXPECT_TRUE(feed.monitor.broken()) << "an eighth is missing: never enough in 50 rows";
}

TEST(QualityMonitor, IsBrokenUntilAWholeWindowHasPassedWithout) {
  Feed feed;
  feed.rows_of(3000);
  feed.rows_of(kPane, without_price);
  feed.rows_of(kWindow - kPane);
  EXPECT_TRUE(feed.monitor.broken());
  feed.rows_of(kPane);
  EXPECT_FALSE(feed.monitor.broken());
  EXPECT_EQ(feed.said_of_drift(), (std::vector<std::string>{"missing on price: stable to drift", "missing on price: drift to stable"}))
      << "once each, however long";
}

TEST(QualityMonitor, DoubtsTheRowsOfBadPanesAndNoOthers) {
  Feed feed;
  feed.rows_of(3000);
  feed.rows_of(2 * kPane, without_price);
  feed.rows_of(kWindow);
  for (const std::uint64_t row : {0U, 2999U, 3100U, 3500U}) EXPECT_FALSE(feed.monitor.doubts(100 * row)) << row;
  for (const std::uint64_t row : {3000U, 3050U, 3099U}) EXPECT_TRUE(feed.monitor.doubts(100 * row)) << row;
}

TEST(QualityMonitor, TellsOfWhichRowsItHasCometoDoubtOnce) {
  Feed feed;
  feed.rows_of(3000);
  feed.rows_of(kPane, without_price);
  const auto doubted = feed.monitor.take_doubted();
  ASSERT_TRUE(doubted);
  EXPECT_EQ(doubted->first, 300'000U);
  EXPECT_EQ(doubted->last, 304'900U);
  EXPECT_FALSE(feed.monitor.take_doubted());
}

TEST(QualityMonitor, SeesAFeatureThatFreezesAcrossPanes) {
  Feed feed;
  feed.rows_of(3025);
  feed.rows_of(60, [](Feed::Row row) { return Feed::Row{.price = 20, .place = row.place}; });
  feed.rows_of(15);
  EXPECT_EQ(feed.monitor.causes().size(), 1U);
  EXPECT_EQ(feed.said_of_drift(), std::vector<std::string>{"frozen on price: stable to drift"});
}

std::vector<QualityRule> only_frozen() {
  auto rules = default_quality_rules();
  std::erase_if(rules, [](const QualityRule& rule) { return rule.check.name != "frozen"; });
  return rules;
}

/// Half a year of a weather station whose missing values somebody filled in: 175 rows of one value.
TEST(QualityMonitor, TakesAFeatureThatMovesAgainForSoundOnceItHasMovedAsLongAsItStood) {
  Feed feed(only_frozen());
  feed.rows_of(3000);
  feed.rows_of(175, [](Feed::Row row) { return Feed::Row{.price = 20, .place = row.place}; });
  feed.rows_of(175);
  EXPECT_TRUE(feed.monitor.broken());
  feed.rows_of(2 * kPane);
  EXPECT_FALSE(feed.monitor.broken()) << "far less than a window";
  EXPECT_EQ(feed.said_of_drift(), (std::vector<std::string>{"frozen on price: stable to drift", "frozen on price: drift to stable"}));
  for (const std::uint64_t row : {3000U, 3100U, 3174U}) EXPECT_TRUE(feed.monitor.doubts(100 * row)) << row;
  EXPECT_FALSE(feed.monitor.doubts(100 * (feed.rows - 1)));
}

TEST(QualityMonitor, AsksForAWholeWindowBehindALongStandstill) {
  Feed feed(only_frozen());
  feed.rows_of(3000);
  feed.rows_of(3 * kWindow, [](Feed::Row row) { return Feed::Row{.price = 20, .place = row.place}; });
  feed.rows_of(kWindow - kPane);
  EXPECT_TRUE(feed.monitor.broken());
  feed.rows_of(kPane);
  EXPECT_FALSE(feed.monitor.broken());
}

TEST(QualityMonitor, SeesAThousandfoldPriceABatchSentTwiceAndAWrongType) {
  {
    Feed feed;
    feed.rows_of(3000);
    feed.rows_of(kPane, [](Feed::Row row) { return Feed::Row{.price = row.price * 1000, .place = row.place}; });
    EXPECT_EQ(feed.monitor.causes(), std::vector<std::string>{"feature price: its values are 1000 times those before: another unit"});
  }
  {
    Feed feed;
    feed.rows_of(3000);
    std::vector<Feed::Row> batch;
    feed.rows_of(kPane, [&](Feed::Row row) { return batch.emplace_back(row); });
    for (const auto& row : batch) feed.row(row);
    EXPECT_EQ(feed.monitor.causes(), std::vector<std::string>{"rows: 100 % sent before against 0 % in the reference"});
  }
  {
    Feed feed;
    feed.rows_of(3000);
    feed.rows_of(kPane, [](Feed::Row row) { return Feed::Row{.price = row.price, .place = config::wrong_type_value()}; });
    EXPECT_EQ(feed.monitor.causes(), std::vector<std::string>{"feature place: 100 % of a wrong type against 0 % in the reference"});
  }
}

TEST(QualityMonitor, HearsASilenceAndThatItEnds) {
  Feed feed;
  feed.rows_of(3000);
  feed.monitor.silence(3500, feed.changed());
  EXPECT_FALSE(feed.monitor.broken());
  feed.monitor.silence(3700, feed.changed());
  EXPECT_EQ(feed.monitor.causes(), std::vector<std::string>{"feed: no rows for 1h1m40s against at most 1m in the reference"});
  feed.minute += 120;
  feed.rows_of(1);
  EXPECT_TRUE(feed.monitor.broken()) << "the row that ends it tells how long it was";
  feed.rows_of(1);
  EXPECT_FALSE(feed.monitor.broken());
  EXPECT_FALSE(feed.monitor.doubts(100 * (feed.rows - 1))) << "the rows themselves are sound";
}

TEST(QualityMonitor, MissesLabelsThatUsedToCome) {
  Feed feed;
  const auto rows = [&](std::size_t count, double share) {
    for (std::size_t i = 0; i < count; ++i) {
      const Position position = 100 * feed.rows;
      const Time time(std::chrono::minutes(feed.minute));
      feed.rows_of(1);
      if (static_cast<double>(i % 10) < 10 * share)
        feed.monitor.labelled({.id = "", .time = time, .value = 1, .position = position}, time + std::chrono::minutes(5));
      feed.monitor.time(Time(std::chrono::minutes(feed.minute)), feed.changed());
    }
  };
  rows(4000, 0.9);
  EXPECT_FALSE(feed.monitor.broken());
  rows(500, 0.1);
  EXPECT_EQ(feed.monitor.causes(),
            std::vector<std::string>{"labels: 90 % of the predictions without a label in time against 10 % in the reference"});
  rows(3000, 0.9);
  EXPECT_FALSE(feed.monitor.broken());
}

TEST(QualityMonitor, SuspectsBeforeThePaneIsFull) {
  Feed feed;
  feed.rows_of(3010);
  EXPECT_FALSE(feed.monitor.suspects());
  feed.rows_of(30, [](Feed::Row row) { return Feed::Row{.price = row.price * 1000, .place = row.place}; });
  EXPECT_FALSE(feed.monitor.broken());
  EXPECT_TRUE(feed.monitor.suspects());
}

TEST(QualityMonitor, WithoutRulesSaysAndKeepsNothing) {
  Feed feed{std::vector<QualityRule>{}};
  feed.rows_of(2000, without_price);
  EXPECT_FALSE(feed.monitor.broken());
  EXPECT_TRUE(feed.monitor.checks().empty());
}

TEST(QualityMonitor, LooksAtTheFeaturesThatARuleNames) {
  auto rules = default_quality_rules();
  rules.resize(1);
  rules[0].only = {"place"};
  Feed feed(rules);
  ASSERT_EQ(feed.monitor.checks().size(), 1U);
  EXPECT_EQ(feed.monitor.checks()[0].subject, "place");
  feed.rows_of(3000, without_price);
  EXPECT_FALSE(feed.monitor.broken());
}

TEST(QualityMonitor, GoesOnFromACheckpointAsItWould) {
  for (const std::size_t stop : {1UL, 700UL, 1000UL, 3010UL, 3049UL, 3060UL}) {
    Feed whole;
    Feed restored;
    const auto change = [](Feed::Row row) { return without_price(row); };
    const auto feed_both = [&](Feed& feed, std::size_t from, std::size_t to) {
      for (std::size_t i = from; i < to; ++i) feed.row(i >= 3000 && i < 3100 ? change(feed.healthy()) : feed.healthy());
    };
    feed_both(whole, 0, stop);
    feed_both(restored, 0, stop);
    detectors::StateWriter state;
    restored.monitor.save(state);
    restored.monitor = QualityMonitor(features(), default_quality_rules(), {.reference = 1000, .window = kWindow});
    detectors::StateReader reader(state.bytes());
    restored.monitor.load(reader);
    ASSERT_FALSE(reader.failed()) << stop;
    ASSERT_TRUE(reader.at_end()) << stop;
    feed_both(whole, stop, 5000);
    feed_both(restored, stop, 5000);
    EXPECT_EQ(whole.said, restored.said) << stop;
    detectors::StateWriter left;
    detectors::StateWriter right;
    whole.monitor.save(left);
    restored.monitor.save(right);
    EXPECT_EQ(left.bytes(), right.bytes()) << stop;
  }
}

}  // namespace
}  // namespace driftd::engine
