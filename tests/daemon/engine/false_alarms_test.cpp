#include "daemon/engine/false_alarms.h"

#include <gtest/gtest.h>

namespace driftd::engine {
namespace {

using namespace std::chrono_literals;

struct Read {
  FalseAlarmSettings settings;
  config::Problems problems;
};

Read read(const config::Json& json) {
  Read read;
  false_alarms_declaration().read(read.settings, json, "/false_alarms", read.problems);
  return read;
}

Time at(Duration since) {
  return Time(1h) + since;
}

TEST(FalseAlarms, AreAllowedByEventsOrByTheClock) {
  EXPECT_EQ(std::get<FalseAlarmSettings::Events>(read({{"per", "250000 events"}}).settings.per).count, 250'000);
  EXPECT_EQ(std::get<Duration>(read({{"at_most", 2}, {"per", "30d"}}).settings.per), Duration(24h * 30));
  EXPECT_EQ(read({{"at_most", 2}, {"per", "30d"}}).settings.at_most, 2);
  for (const auto* text : {"250000 events", "30d"}) {
    EXPECT_EQ(false_alarms_declaration().write(read({{"per", text}}).settings)["per"], text);
  }
}

TEST(FalseAlarms, AreRefusedWhereNoPeriodIsMeant) {
  for (const auto* text : {"", "30", "events", "5 events", "-5000 events", "5000 rows", "1s", "30 d", "99999999999999 events"}) {
    const auto problems = read({{"per", text}}).problems;
    ASSERT_EQ(problems.size(), 1U) << text;
    EXPECT_EQ(problems[0].path, "/false_alarms/per");
  }
  EXPECT_EQ(read({{"per", 30}}).problems.size(), 1U);
  EXPECT_EQ(read({{"at_most", 0}}).problems.size(), 1U);
}

TEST(AlarmBudget, GivesHalfToTheQualityAndHalfToTheDataAndAllToOneThatStandsAlone) {
  const FalseAlarmSettings settings{.at_most = 2, .per = FalseAlarmSettings::Events{1000}, .discoveries = Earning::none};
  AlarmBudget both(settings, 2, 5);
  EXPECT_DOUBLE_EQ(both.of_outcome({}), 2.0 / 1000 / 2 / 2);
  EXPECT_DOUBLE_EQ(both.of_row({}), 2.0 / 1000 / 2 / 5);
  EXPECT_DOUBLE_EQ(AlarmBudget(settings, 2, 0).of_outcome({}), 2.0 / 1000 / 2);
  EXPECT_DOUBLE_EQ(AlarmBudget(settings, 0, 4).of_row({}), 2.0 / 1000 / 4);
}

TEST(AlarmBudget, KeepsBackOfTheDataWhatDiscoveriesMayEarn) {
  AlarmBudget budget({.at_most = 2, .per = FalseAlarmSettings::Events{1000}, .discoveries = Earning::lord, .wrong = 0.1}, 2, 5);
  EXPECT_DOUBLE_EQ(budget.of_outcome({}), 2.0 / 1000 / 2 / 2);
  EXPECT_DOUBLE_EQ(budget.of_row({}), 0.8 * 2.0 / 1000 / 2 / 5);
  EXPECT_DOUBLE_EQ(2 * budget.quality_share() + 5 * budget.data_share(), 1 + 0.8);
}

TEST(FalseAlarms, SayWhatDiscoveriesEarn) {
  EXPECT_EQ(read(config::Json::object()).settings.discoveries, Earning::lord);
  EXPECT_EQ(read({{"discoveries", "none"}}).settings.discoveries, Earning::none);
  EXPECT_EQ(read({{"wrong", 0.2}}).settings.wrong, 0.2);
  EXPECT_EQ(read({{"discoveries", "lords"}}).problems.size(), 1U);
  for (const double wrong : {0.0, 0.3}) EXPECT_EQ(read({{"wrong", wrong}}).problems.size(), 1U) << wrong;
}

TEST(AlarmBudget, GoesByTheTimeSinceTheEventBefore) {
  AlarmBudget budget({.at_most = 1, .per = Duration(100h)}, 1, 0);
  EXPECT_EQ(budget.of_outcome(at(0h)), 0) << "nothing has passed before the first";
  EXPECT_DOUBLE_EQ(budget.of_outcome(at(10h)), 0.1);
  EXPECT_EQ(budget.of_outcome(at(5h)), 0) << "an event that comes late allows nothing";
  EXPECT_DOUBLE_EQ(budget.of_outcome(at(11h)), 0.01) << "and nothing twice";
}

TEST(AlarmBudget, GoesOnFromItsState) {
  AlarmBudget budget({.at_most = 1, .per = Duration(100h)}, 1, 1);
  budget.of_outcome(at(0h));
  budget.of_row(at(3h));
  detectors::StateWriter state;
  budget.save(state);
  AlarmBudget restored({.at_most = 1, .per = Duration(100h)}, 1, 1);
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  EXPECT_EQ(restored.of_outcome(at(7h)), budget.of_outcome(at(7h)));
  EXPECT_EQ(restored.of_row(at(7h)), budget.of_row(at(7h)));
}

}  // namespace
}  // namespace driftd::engine
