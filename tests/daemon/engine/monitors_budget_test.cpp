// What a model's monitors make of its alarm budget: every check states its part, and the parts sum to no more than is allowed.

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>
#include <set>
#include <string>

#include "daemon/engine/monitors.h"

namespace driftd::engine {
namespace {

using config::Json;
using detectors::Level;

constexpr std::uint64_t kSeed = 41;

ModelSettings settings_with(const Json& false_alarms) {
  Json json{{"name", "m"},
            {"task", "binary"},
            {"features", {{{"name", "a"}}, {{"name", "b"}}}},
            {"reference", {{"first", 500}}},
            {"window", {{"events", 200}}},
            {"drift",
             {{{"detector", "ks"}},
              {{"detector", "psi"}},
              {{"detector", "e_sr"}},
              {{"detector", "kswin"}},
              {{"detector", "mann_whitney"}, {"on", "prediction"}}}},
            {"decay", {{{"detector", "e_sr"}}, {{"detector", "adwin"}}}}};
  if (!false_alarms.is_null()) json["false_alarms"] = false_alarms;
  ModelSettings settings;
  config::Problems problems;
  model_declaration().read(settings, json, "", problems);
  EXPECT_TRUE(problems.empty()) << config::to_text(problems);
  return settings;
}

class Stream {
 public:
  void feed(Monitors& monitors, int rows, double shift, const Monitors::Found& found = [](const Finding&) {}) {
    for (int i = 0; i < rows; ++i) {
      const std::array row{normal_(random_) + shift, normal_(random_)};
      monitors.row({.value = normal_(random_) + shift / 4, .features = row}, {}, found);
    }
  }

 private:
  std::mt19937_64 random_{kSeed};
  std::normal_distribution<double> normal_;
};

TEST(MonitorsBudget, IsStatedInEverySignalByPartsThatSumToIt) {
  const Monitors monitors(settings_with({{"at_most", 4}, {"discoveries", "none"}}));
  std::map<std::string, double> allowed;
  for (const auto& status : monitors.signals()) allowed[status.detector + " on " + status.subject] = status.signal.allowed;
  EXPECT_DOUBLE_EQ(allowed.at("e_sr on error"), 2) << "half of all is the quality's";
  EXPECT_TRUE(std::isnan(allowed.at("adwin on error")));
  for (const auto* test : {"ks on a", "ks on b", "mann_whitney on prediction"}) EXPECT_DOUBLE_EQ(allowed.at(test), 2.0 / 3) << test;
  for (const auto* stream : {"e_sr on a", "e_sr on b"}) EXPECT_DOUBLE_EQ(allowed.at(stream), 1.0 / 3) << stream;
  for (const auto* none : {"psi on a", "psi on b", "kswin on a"}) EXPECT_TRUE(std::isnan(allowed.at(none))) << none;
}

TEST(MonitorsBudget, KeepsBackWhatDiscoveriesMayEarn) {
  const Monitors monitors(settings_with({{"at_most", 4}, {"wrong", 0.1}}));
  for (const auto& status : monitors.signals()) {
    if (status.detector == "ks") {
      EXPECT_DOUBLE_EQ(status.signal.allowed, 0.8 * 2 / 3);
    }
  }
}

TEST(MonitorsBudget, IsStatedNowhereWhereThereIsNone) {
  const Monitors monitors(settings_with(nullptr));
  for (const auto& status : monitors.signals()) EXPECT_TRUE(std::isnan(status.signal.allowed)) << status.detector;
}

TEST(MonitorsBudget, ADiscoveryOnTheFeaturesRaisesTheLevelOfTheTestOfTheAnswers) {
  const auto level_of_answers = [](const char* discoveries) {
    Monitors monitors(settings_with({{"discoveries", discoveries}}));
    Stream stream;
    stream.feed(monitors, 700, 0);
    bool found = false;
    stream.feed(monitors, 400, 2,
                [&](const Finding& finding) { found = found || (finding.detector == "ks" && finding.alarm == Finding::Alarm::raised); });
    EXPECT_TRUE(found) << discoveries;
    for (const auto& status : monitors.signals()) {
      if (status.subject != "prediction") continue;
      EXPECT_EQ(status.signal.earned > 0, std::string(discoveries) != "none");
      return status.signal.threshold;
    }
    return 0.0;
  };
  const double none = level_of_answers("none");
  EXPECT_NEAR(none, 200 * 0.5 / 3 / 100'000, 1e-12) << "its third of the data's half, for a window";
  EXPECT_GT(level_of_answers("lord"), none);
  EXPECT_GT(level_of_answers("saffron"), none);
}

TEST(MonitorsBudget, AFeatureThatMovesIsFoundBeforeItsWindowIsFull) {
  Monitors monitors(settings_with({{"per", "100000 events"}}));
  Stream stream;
  stream.feed(monitors, 1100, 0);
  std::set<std::string> alarms;
  stream.feed(monitors, 100, 2, [&](const Finding& finding) {
    if (finding.alarm == Finding::Alarm::raised) alarms.insert(finding.detector + " on " + finding.subject);
  });
  EXPECT_TRUE(alarms.contains("e_sr on a")) << "seed " << kSeed;
  EXPECT_FALSE(alarms.contains("ks on a")) << "whose window is not full";
}

TEST(MonitorsBudget, GoesOnFromItsState) {
  Monitors monitors(settings_with({{"discoveries", "lord"}}));
  Stream stream;
  stream.feed(monitors, 930, 0);
  stream.feed(monitors, 333, 2);
  detectors::StateWriter state;
  monitors.save(state);
  Monitors restored(settings_with({{"discoveries", "lord"}}));
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  ASSERT_FALSE(reader.failed());
  ASSERT_TRUE(reader.at_end());
  Stream same = stream;
  stream.feed(monitors, 700, 1);
  same.feed(restored, 700, 1);
  detectors::StateWriter one;
  detectors::StateWriter other;
  monitors.save(one);
  restored.save(other);
  EXPECT_EQ(one.bytes(), other.bytes());
}

}  // namespace
}  // namespace driftd::engine
