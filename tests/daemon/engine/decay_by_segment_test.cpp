// The decay monitor with outcomes that are divided: by segment, into ranked lists.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "daemon/engine/decay_monitor.h"
#include "daemon/engine/event_codec.h"

namespace driftd::engine {
namespace {

using detectors::Level;

constexpr std::uint64_t kSeed = 12;

const DecayMonitor::Division kByCountry{.features = {{.name = "x"}, {.name = "country", .type = config::FeatureType::categorical}},
                                        .segments = {{.feature = "country", .most = 3}},
                                        .reference_rows = 100,
                                        .lists = {}};

DetectorRule detector(const std::string& name, const std::string& by) {
  return {.detector = detectors::stream_detectors().choose_default(name), .by = by};
}

ScoreRule accuracy_below(double bound, const std::string& by) {
  return {.score = detectors::scores().choose_default("accuracy"), .below = bound, .min_labels = 30, .by = by};
}

/// A model's outcomes in countries: DE with 80 % of them, FR with 15 %, LU with 5 %.
class World {
 public:
  explicit World(const std::vector<DecayRule>& rules, const DecayMonitor::Division& division = kByCountry)
      : monitor(config::Task::binary, rules, 1000, division) {
    for (int i = 0; i < 100; ++i) {
      enter(any_country());
      monitor.row(features_, texts_);
    }
  }

  void outcome(const std::string& country, double error) {
    enter(country);
    monitor.add({.predicted = 1, .truth = unit() < error ? 0.0 : 1.0}, {.features = features_, .categories = texts_, .answer = 1});
  }
  void outcomes(int count, double error, double error_in_luxembourg) {
    for (int i = 0; i < count; ++i) {
      const std::string country = any_country();
      outcome(country, country == "LU" ? error_in_luxembourg : error);
      for (const auto& check : monitor.checks()) raised += check.changed() && check.signal.level == Level::drift ? 1 : 0;
    }
  }
  Level level(const std::string& detector, const std::string& subject) const {
    for (const auto& check : monitor.checks()) {
      if (check.detector == detector && check.subject == subject) return check.signal.level;
    }
    ADD_FAILURE() << "there is no " << detector << " on " << subject;
    return Level::learning;
  }
  double unit() { return static_cast<double>(random() >> 11U) * 0x1p-53; }
  std::string any_country() {
    const double u = unit();
    return u < 0.8 ? "DE" : u < 0.95 ? "FR" : "LU";
  }

  DecayMonitor monitor;
  std::mt19937_64 random{kSeed};
  int raised = 0;

 private:
  void enter(const std::string& country) {
    texts_.clear();
    CategoryTexts::append(texts_, country);
    features_ = {1, config::category_code(country)};
  }

  std::vector<double> features_;
  std::string texts_;
};

TEST(DecayBySegment, IsFoundWhereTheWholeHidesIt) {
  World world({detector("adwin", ""), detector("adwin", "country"), accuracy_below(0.8, ""), accuracy_below(0.8, "country")});
  world.outcomes(10'000, 0.1, 0.1);
  EXPECT_EQ(world.raised, 0);
  world.outcomes(4000, 0.1, 0.5);
  EXPECT_EQ(world.level("adwin", "error"), Level::stable) << "a twentieth of the outcomes moves the whole by .02";
  EXPECT_EQ(world.level("accuracy", "score"), Level::stable);
  EXPECT_EQ(world.level("adwin", "error[country=LU]"), Level::drift);
  EXPECT_EQ(world.level("accuracy", "score[country=LU]"), Level::drift);
  EXPECT_EQ(world.level("adwin", "error[country=DE]"), Level::stable);
  EXPECT_EQ(world.level("accuracy", "score[country=FR]"), Level::stable);
}

TEST(DecayBySegment, TellsTheChangeInOutcomesOfTheModel) {
  World world({detector("adwin", "country")});
  world.outcomes(10'000, 0.1, 0.1);
  while (world.raised == 0 && world.monitor.outcomes() < 20'000) world.outcomes(1, 0.1, 0.6);
  const auto found = std::ranges::find(world.monitor.checks(), "error[country=LU]", &DecayCheck::subject);
  ASSERT_EQ(found->signal.level, Level::drift);
  const auto since = static_cast<double>(world.monitor.outcomes() - 10'000);
  EXPECT_GT(static_cast<double>(found->since_change), since / 5);
  EXPECT_LT(static_cast<double>(found->since_change), since * 5) << "not the twentieth of them that were Luxembourg's";
}

TEST(DecayBySegment, ScoresAddUpToTheWhole) {
  World world({accuracy_below(0.5, "")});
  world.outcomes(5000, 0.2, 0.4);
  world.outcome("JP", 0);
  std::uint64_t outcomes = 0;
  double right = 0;
  for (const auto& segment : world.monitor.segment_scores()) {
    ASSERT_EQ(segment.scores.size(), 1U) << "accuracy alone: no rule names another";
    outcomes += segment.outcomes;
    right += segment.scores[0].reading.value.value_or(0) * static_cast<double>(segment.outcomes);
  }
  const auto whole = world.monitor.scores().front();
  EXPECT_EQ(outcomes, whole.reading.outcomes);
  EXPECT_NEAR(right, *whole.reading.value * static_cast<double>(outcomes), 1e-6);
  EXPECT_EQ(world.monitor.segment_scores().back().segment, "country=other");
}

TEST(DecayBySegment, GoesOnForANewVersionWithTheSameSegments) {
  World world({detector("adwin", "country"), accuracy_below(0.8, "country")});
  world.outcomes(5000, 0.5, 0.5);
  const auto checks = world.monitor.checks().size();
  EXPECT_EQ(world.level("accuracy", "score[country=DE]"), Level::drift);
  EXPECT_TRUE(world.monitor.any_score_drifted());
  world.monitor.restart();
  EXPECT_EQ(world.monitor.checks().size(), checks);
  EXPECT_FALSE(world.monitor.any_score_drifted());
  for (const auto& check : world.monitor.checks()) EXPECT_EQ(check.signal.level, Level::learning) << check.subject;
}

TEST(DecayBySegment, KeepsToTheRulesAllowanceHoweverManySegmentsThereAre) {
  constexpr int kOutcomes = 200'000;
  constexpr double kAllowed = 1.0 / 4000;
  DecayMonitor::Division many = kByCountry;
  many.segments = {{.feature = "country", .most = 20}};
  World world({detector("e_sr", "country")}, many);
  EXPECT_EQ(world.monitor.keeping(), 1U) << "one share of the model's budget, not one a segment";
  int alarms = 0;
  for (int i = 0; i < kOutcomes; ++i) {
    world.monitor.allow(kAllowed);
    world.outcome("C" + std::to_string(world.random() % (1 + static_cast<std::uint64_t>(i) * 20 / kOutcomes)), 0.2);
    const bool raised = std::ranges::any_of(world.monitor.checks(), [](const auto& check) { return check.signal.level == Level::drift; });
    if (!raised) continue;
    ++alarms;
    world.monitor.reset_alarms();
  }
  EXPECT_LE(alarms, kOutcomes * kAllowed);
}

TEST(DecayBySegment, GoesOnFromItsState) {
  const std::vector<DecayRule> rules{detector("adwin", ""), detector("ddm", "country"), accuracy_below(0.8, "country"),
                                     accuracy_below(0.7, "")};
  World world(rules);
  world.outcomes(3000, 0.1, 0.4);
  detectors::StateWriter state;
  world.monitor.save(state);
  World restored(rules);
  restored.monitor = DecayMonitor(config::Task::binary, rules, 1000, kByCountry);
  detectors::StateReader reader(state.bytes());
  restored.monitor.load(reader);
  ASSERT_TRUE(!reader.failed() && reader.at_end());
  restored.random = world.random;
  world.outcomes(3000, 0.2, 0.6);
  restored.outcomes(3000, 0.2, 0.6);
  ASSERT_EQ(world.monitor.checks().size(), restored.monitor.checks().size());
  for (std::size_t i = 0; i < world.monitor.checks().size(); ++i) {
    EXPECT_EQ(world.monitor.checks()[i].subject, restored.monitor.checks()[i].subject);
    EXPECT_EQ(world.monitor.checks()[i].signal.level, restored.monitor.checks()[i].signal.level);
    EXPECT_EQ(world.monitor.checks()[i].signal.window, restored.monitor.checks()[i].signal.window);
  }
  EXPECT_EQ(world.monitor.segment_scores().back().scores[0].reading.value,
            restored.monitor.segment_scores().back().scores[0].reading.value);
}

TEST(DecayBySegment, RefusesAStateThatIsNone) {
  const std::vector<DecayRule> rules{detector("ddm", "country"), accuracy_below(0.8, "country")};
  World world(rules);
  world.outcomes(500, 0.1, 0.4);
  detectors::StateWriter state;
  world.monitor.save(state);
  for (std::size_t size = 0; size < state.bytes().size(); size += 7) {
    DecayMonitor restored(config::Task::binary, rules, 1000, kByCountry);
    detectors::StateReader reader(std::string_view(state.bytes()).substr(0, size));
    restored.load(reader);
    EXPECT_TRUE(reader.failed()) << size;
  }
}

TEST(DecayOfRankings, IsFoundByTheListsOfTheWindow) {
  const DecayMonitor::Division sessions{
      .features = {{.name = "session"}}, .segments = {}, .lists = ListSettings{.by = "session", .close_after = 5}};
  const std::vector<DecayRule> rules{
      RankingRule{.score = detectors::ranking_scores().choose_default("mrr"), .below = 0.5, .min_lists = 50}};
  DecayMonitor monitor(config::Task::regression, rules, 1000, sessions);
  double session = 0;
  const auto show = [&](int count, double place_of_the_best) {
    for (int i = 0; i < count; ++i, ++session) {
      for (double place = 0; place < 5; ++place) {
        const double stars = place == place_of_the_best ? 1 : 0;
        monitor.add({.predicted = -place, .truth = stars}, {.features = std::span(&session, 1), .answer = -place});
      }
    }
  };
  show(1000, 0);
  EXPECT_EQ(monitor.checks()[0].signal.level, Level::stable);
  EXPECT_EQ(monitor.checks()[0].signal.window, 200U) << "lists, of 5 outcomes each";
  show(400, 4);
  EXPECT_EQ(monitor.checks()[0].signal.level, Level::drift);
  EXPECT_NEAR(monitor.checks()[0].signal.statistic, 0.2, 0.02);
  const auto shown = monitor.scores();
  EXPECT_EQ(std::ranges::count(shown, "ndcg", &ShownScore::name), 1);
  EXPECT_EQ(std::ranges::count(shown, "mae", &ShownScore::name), 1);
}

}  // namespace
}  // namespace driftd::engine
