#include "daemon/engine/decay_monitor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

#include "detectors/catalogue.h"

namespace driftd::engine {
namespace {

using detectors::Level;

constexpr std::uint64_t kSeed = 11;

double unit(std::mt19937_64& random) {
  return static_cast<double>(random() >> 11U) * 0x1p-53;
}

std::vector<DecayRule> adwin_and_accuracy() {
  auto rules = default_decay_rules();
  rules.emplace_back(ScoreRule{.score = detectors::scores().choose_default("accuracy"), .below = 0.8, .min_labels = 100});
  return rules;
}

/// Outcomes of a binary model that errs with probability `error`. Counts changes of level.
int outcomes(DecayMonitor& monitor, std::mt19937_64& random, int count, double error) {
  int changes = 0;
  for (int i = 0; i < count; ++i) changes += monitor.add({.predicted = 1, .truth = unit(random) < error ? 0.0 : 1.0}) ? 1 : 0;
  return changes;
}

TEST(DecayMonitor, IsQuietWhileTheQualityHolds) {
  DecayMonitor monitor(config::Task::binary, adwin_and_accuracy(), 1000);
  std::mt19937_64 random(kSeed);
  outcomes(monitor, random, 5000, 0.1);
  for (const auto& check : monitor.checks()) EXPECT_EQ(check.signal.level, Level::stable) << check.detector;
}

TEST(DecayMonitor, TakesWhatAVersionPromisedForUsual) {
  const std::vector<double> promised(400, 0.0);
  for (const bool is_promised : {false, true}) {
    DecayMonitor monitor(config::Task::binary, default_decay_rules(), 1000);
    if (is_promised) monitor.expect(promised);
    std::mt19937_64 random(kSeed);
    outcomes(monitor, random, 300, 0.4);
    const auto level = monitor.checks()[0].signal.level;
    EXPECT_EQ(level == Level::drift, is_promised) << "a version that errs evenly from its first outcome on decays by its promise alone";
    EXPECT_EQ(monitor.outcomes(), 300U) << "what was promised is no outcome";
  }
}

TEST(DecayMonitor, ForgetsAPromiseThatWasNotKeptEvenThen) {
  std::vector<double> promised(200, 0.0);
  promised.resize(400, 1.0);
  promised.push_back(std::numeric_limits<double>::quiet_NaN());
  DecayMonitor monitor(config::Task::binary, default_decay_rules(), 1000);
  monitor.expect(promised);
  std::mt19937_64 random(kSeed);
  outcomes(monitor, random, 10, 1);
  EXPECT_NE(monitor.checks()[0].signal.level, Level::drift) << "a change within the promise is no alarm of the version's";
}

TEST(DecayMonitor, TellsADecayByDetectorAndByScore) {
  DecayMonitor monitor(config::Task::binary, adwin_and_accuracy(), 1000);
  std::mt19937_64 random(kSeed);
  outcomes(monitor, random, 2000, 0.1);
  EXPECT_GE(outcomes(monitor, random, 1000, 0.5), 2);
  EXPECT_EQ(monitor.checks()[0].signal.level, Level::drift);
  EXPECT_EQ(monitor.checks()[1].signal.level, Level::drift);
  EXPECT_LT(monitor.checks()[1].signal.statistic, 0.8);
}

TEST(DecayMonitor, AScoreWaitsForItsLabels) {
  DecayMonitor monitor(
      config::Task::binary,
      std::vector<DecayRule>{ScoreRule{.score = detectors::scores().choose_default("accuracy"), .below = 0.8, .min_labels = 300}}, 1000);
  std::mt19937_64 random(kSeed);
  outcomes(monitor, random, 299, 0.9);
  EXPECT_EQ(monitor.checks()[0].signal.level, Level::learning);
  outcomes(monitor, random, 1, 0.9);
  EXPECT_EQ(monitor.checks()[0].signal.level, Level::drift);
}

TEST(DecayMonitor, AnErrorThatFallsIsNoDecay) {
  DecayMonitor monitor(config::Task::binary, default_decay_rules(), 1000);
  std::mt19937_64 random(kSeed);
  outcomes(monitor, random, 2000, 0.6);
  EXPECT_EQ(outcomes(monitor, random, 2000, 0.1), 1) << "only that the detector, begun anew, has learnt again";
  EXPECT_EQ(monitor.checks()[0].signal.level, Level::stable);
  EXPECT_LT(monitor.checks()[0].signal.window, 2000U) << "it begins anew where the error fell";
  outcomes(monitor, random, 1000, 0.6);
  EXPECT_EQ(monitor.checks()[0].signal.level, Level::drift) << "and notices when the gain is lost again";
}

TEST(DecayMonitor, AnAlarmStandsUntilItIsReset) {
  DecayMonitor monitor(config::Task::binary, default_decay_rules(), 1000);
  std::mt19937_64 random(kSeed);
  outcomes(monitor, random, 2000, 0.1);
  outcomes(monitor, random, 1000, 0.6);
  ASSERT_EQ(monitor.checks()[0].signal.level, Level::drift);
  const double statistic = monitor.checks()[0].signal.statistic;
  EXPECT_EQ(outcomes(monitor, random, 500, 0.1), 0);
  EXPECT_EQ(monitor.checks()[0].signal.statistic, statistic);
  monitor.reset_alarms();
  EXPECT_EQ(monitor.checks()[0].signal.level, Level::learning);
}

TEST(DecayMonitor, ErrorsOfNumbersHaveNoUnit) {
  for (const double unit_of_label : {1e-6, 1.0, 1e6}) {
    DecayMonitor monitor(config::Task::regression, default_decay_rules(), 1000);
    std::mt19937_64 random(kSeed);
    for (int i = 0; i < 3000; ++i) monitor.add({.predicted = 0, .truth = unit(random) * unit_of_label});
    EXPECT_EQ(monitor.checks()[0].signal.level, Level::stable) << unit_of_label;
    for (int i = 0; i < 2000; ++i) monitor.add({.predicted = 0, .truth = unit(random) * 5 * unit_of_label});
    EXPECT_EQ(monitor.checks()[0].signal.level, Level::drift) << unit_of_label;
  }
}

TEST(DecayMonitor, KeepsProbabilitiesOnlyWhereARuleAsksForThem) {
  const auto names = [](const std::vector<DecayRule>& rules) {
    std::vector<std::string> shown;
    for (const auto& score : DecayMonitor(config::Task::binary, rules, 1000).scores()) shown.push_back(score.name);
    return shown;
  };
  const std::vector<DecayRule> with_area{ScoreRule{.score = detectors::scores().choose_default("roc_auc"), .below = 0.8}};
  EXPECT_EQ(std::ranges::count(names(adwin_and_accuracy()), "roc_auc"), 0);
  EXPECT_EQ(std::ranges::count(names(with_area), "roc_auc"), 1);
}

TEST(DecayMonitor, ShowsAScoreAsItsRuleConfiguresIt) {
  config::Problems problems;
  const auto of_class_zero = detectors::scores().find("recall")->choose({{"class", "0"}}, "", problems, {});
  DecayMonitor monitor(config::Task::binary, std::vector<DecayRule>{ScoreRule{.score = of_class_zero, .below = 0.1}}, 1000);
  for (int i = 0; i < 100; ++i) monitor.add({.predicted = 1, .truth = i % 2 * 1.0});
  const auto shown = monitor.scores();
  EXPECT_EQ(std::ranges::find(shown, "recall", &ShownScore::name)->reading.value, 0) << "no 0 is found, though every 1 is";
}

TEST(DecayMonitor, SaysHowWellTheWindowTellsItsScores) {
  DecayMonitor monitor(config::Task::binary, adwin_and_accuracy(), 1000);
  std::mt19937_64 random(kSeed);
  outcomes(monitor, random, 900, 0.3);
  const auto accuracy = monitor.scores().front();
  ASSERT_EQ(accuracy.name, "accuracy");
  ASSERT_TRUE(accuracy.reading.interval.has_value());
  EXPECT_LT(accuracy.reading.interval->low, 0.7);
  EXPECT_GT(accuracy.reading.interval->high, 0.7);
  EXPECT_NEAR(accuracy.reading.interval->high - accuracy.reading.interval->low, 0.06, 0.01);
}

TEST(DecayMonitor, AScoreBeyondItsBoundByChanceIsAWarning) {
  DecayMonitor monitor(config::Task::binary, adwin_and_accuracy(), 1000);
  for (int i = 0; i < 1000; ++i) monitor.add({.predicted = 1, .truth = i % 100 < 79 ? 1.0 : 0.0});
  EXPECT_EQ(monitor.checks()[1].signal.level, Level::warning) << ".79 of 1000 may be .81";
  for (int i = 0; i < 1000; ++i) monitor.add({.predicted = 1, .truth = i % 100 < 75 ? 1.0 : 0.0});
  EXPECT_EQ(monitor.checks()[1].signal.level, Level::drift);
}

TEST(DecayMonitor, GoesOnFromItsStateAsIfNothingHadHappened) {
  DecayMonitor monitor(config::Task::binary, adwin_and_accuracy(), 1000);
  std::mt19937_64 random(kSeed);
  outcomes(monitor, random, 1777, 0.1);
  detectors::StateWriter state;
  monitor.save(state);
  DecayMonitor restored(config::Task::binary, adwin_and_accuracy(), 1000);
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  ASSERT_FALSE(reader.failed());
  ASSERT_TRUE(reader.at_end());
  auto same_random = random;
  outcomes(monitor, random, 500, 0.5);
  outcomes(restored, same_random, 500, 0.5);
  EXPECT_EQ(monitor.checks()[0].signal.statistic, restored.checks()[0].signal.statistic);
  EXPECT_EQ(monitor.scores()[0].reading.value, restored.scores()[0].reading.value);
}

}  // namespace
}  // namespace driftd::engine
