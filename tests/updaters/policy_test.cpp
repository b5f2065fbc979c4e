#include "updaters/policy.h"

#include <gtest/gtest.h>

#include "tests/updaters/policy_situations.h"
#include "updaters/strategies/catalogue.h"

namespace driftd::updaters {
namespace {

using namespace std::chrono_literals;

UpdateSettings settings() {
  UpdateSettings settings;
  settings.cooldown = 30min;
  settings.new_rows = 300;
  settings.at_most = {.updates = 3, .per = 24h};
  settings.attempts = 2;
  return settings;
}

TEST(Policy, BeginsNothingThatIsNotOwed) {
  Policy policy(settings());
  EXPECT_FALSE(policy.decide(rows(10'000), kStart));
}

TEST(Policy, AnAlarmMakesAnUpdateOwed) {
  Policy policy(settings());
  policy.owe(decay());
  const auto plan = policy.decide(rows(10'000), kStart);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->cause.text, "adwin on error");
  EXPECT_EQ(plan->strategy.window.to, 9'800U) << "200 rows are held out";
  EXPECT_EQ(plan->attempt, 1);
}

TEST(Policy, SaysThatOlderRowsAreLearntAlongAndRemembersIt) {
  auto incremental = settings();
  config::Problems problems;
  incremental.strategy = strategies().find("incremental")->choose({{"replay", 0.5}}, "", problems, {});
  Policy policy(incremental);
  policy.owe(decay());
  auto situation = rows(10'000);
  situation.champion_learnt = 9000;
  const auto plan = policy.decide(situation, kStart);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->strategy.reason,
            "the champion goes on with the 800 labelled rows that it has not seen; with 400 of the 9000 rows before them");
  auto failure = lost();
  failure.cause = FailureCause::infrastructure;
  policy.failed(failure);
  detectors::StateWriter state;
  policy.save(state);
  Policy restored(incremental);
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  ASSERT_FALSE(reader.failed());
  const auto again = restored.decide(situation, kStart + 1h);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->again, 7U);
  EXPECT_EQ(again->strategy.replayed, plan->strategy.replayed);
}

Cause broken() {
  return {.kind = Cause::Kind::broken, .text = "feature price: 92 % missing against 1 % in the reference", .change = 0};
}

TEST(Policy, BrokenDataAreNeitherDriftNorDecay) {
  Policy policy(settings());
  policy.owe(decay());
  policy.hold(broken());
  EXPECT_FALSE(policy.owed()) << "what the fault may have raised is struck off";
  for (const auto kind : {Cause::Kind::decay, Cause::Kind::drift}) policy.owe({.kind = kind, .text = "", .change = 0});
  EXPECT_FALSE(policy.owed());
  EXPECT_FALSE(policy.decide(rows(10'000), kStart));
  EXPECT_EQ(policy.blocked(kStart, 10'000), "the data are broken: feature price: 92 % missing against 1 % in the reference");
}

TEST(Policy, WhatAPersonCommandsBeginsThoughTheDataAreBroken) {
  Policy policy(settings());
  policy.hold(broken());
  policy.owe({.kind = Cause::Kind::command, .text = "ops", .change = 0});
  EXPECT_EQ(policy.blocked(kStart, 10'000), "");
  EXPECT_TRUE(policy.decide(rows(10'000), kStart));
}

TEST(Policy, GoesOnWhenTheDataAreWhole) {
  Policy policy(settings());
  policy.hold(broken());
  policy.release();
  EXPECT_EQ(policy.blocked(kStart, 10'000), "");
  policy.owe(decay());
  EXPECT_EQ(policy.decide(rows(10'000), kStart)->attempt, 1);
}

TEST(Policy, RemembersThatTheDataAreBroken) {
  Policy policy(settings());
  policy.hold(broken());
  detectors::StateWriter state;
  policy.save(state);
  Policy restored(settings());
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  EXPECT_FALSE(reader.failed());
  EXPECT_EQ(restored.held(), broken());
}

TEST(Policy, HoldsOutAtMostAThird) {
  Policy policy(settings());
  policy.owe(decay());
  EXPECT_EQ(policy.decide(rows(300), kStart)->strategy.window.to, 200U);
}

TEST(Policy, CoolsDownByTimeAndByRows) {
  Policy policy(settings());
  policy.owe(decay());
  ASSERT_TRUE(policy.decide(rows(10'000), kStart));
  policy.helped();
  policy.owe(decay());
  EXPECT_FALSE(policy.decide(rows(20'000), kStart + 29min));
  EXPECT_NE(policy.blocked(kStart + 29min, 20'000).find("cooling down"), std::string::npos);
  EXPECT_FALSE(policy.decide(rows(10'299), kStart + 31min));
  EXPECT_NE(policy.blocked(kStart + 31min, 10'299).find("299 labelled rows"), std::string::npos);
  EXPECT_TRUE(policy.decide(rows(10'300), kStart + 31min));
}

TEST(Policy, KeepsTheLimit) {
  Policy policy(settings());
  for (int i = 0; i < 3; ++i) {
    policy.owe(decay());
    ASSERT_TRUE(policy.decide(rows(10'000 + static_cast<std::uint64_t>(i) * 1000), kStart + i * 1h));
    policy.helped();
  }
  policy.owe({.kind = Cause::Kind::command, .text = "ops", .change = 0});
  EXPECT_FALSE(policy.decide(rows(50'000), kStart + 23h)) << "not even at an operator's word";
  EXPECT_TRUE(policy.decide(rows(50'000), kStart + 24h));
}

TEST(Policy, ACommandDoesNotWaitForTheCoolDown) {
  Policy policy(settings());
  policy.owe(decay());
  ASSERT_TRUE(policy.decide(rows(10'000), kStart));
  policy.helped();
  policy.owe({.kind = Cause::Kind::command, .text = "ops", .change = 0});
  EXPECT_TRUE(policy.decide(rows(10'001), kStart + 1s));
}

TEST(Policy, ALostAttemptIsTriedAgainUntilAllAreSpent) {
  Policy policy(settings());
  policy.owe(decay());
  ASSERT_TRUE(policy.decide(rows(10'000), kStart));
  policy.failed(lost());
  EXPECT_TRUE(policy.owed());
  EXPECT_EQ(policy.decide(rows(11'000), kStart + 1h)->attempt, 2);
  EXPECT_EQ(policy.failed(lost(11'100)), Ladder::Step::open);
  EXPECT_FALSE(policy.owed());
}

TEST(Policy, TheOpenCircuitClosesWithNewLabelsAndNotWithTime) {
  auto hasty = settings();
  hasty.attempts = 1;
  Policy policy(hasty);
  policy.owe(decay());
  ASSERT_TRUE(policy.decide(rows(10'000), kStart));
  policy.failed(lost(10'100));
  policy.owe(decay());
  policy.labelled(11'099);
  EXPECT_FALSE(policy.decide(rows(11'099), kStart + 24h * 300)) << "a year brings nothing to learn from";
  EXPECT_EQ(
      policy.blocked(kStart + 24h * 300, 11'099),
      "the circuit is open, the champion stays: 1 attempts came to nothing, 1 of them lost at the gate; 1 more labelled rows close it");
  policy.labelled(11'100);
  EXPECT_FALSE(policy.ladder().open());
  EXPECT_EQ(policy.decide(rows(11'100), kStart + 1h)->attempt, 1);
}

TEST(Policy, APersonIsHeardThoughTheCircuitIsOpen) {
  auto hasty = settings();
  hasty.attempts = 1;
  Policy policy(hasty);
  policy.owe(decay());
  ASSERT_TRUE(policy.decide(rows(10'000), kStart));
  policy.failed(lost());
  policy.owe({.kind = Cause::Kind::command, .text = "ops", .change = 0});
  EXPECT_TRUE(policy.decide(rows(10'010), kStart + 1min));
}

Failure killed(std::uint64_t job = 7) {
  return {.cause = FailureCause::infrastructure, .text = "killed by signal 9", .job = job, .now = kStart, .rows = 10'000};
}

TEST(Policy, WhatTheMachineFailedIsDoneAgainAsItWas) {
  Policy policy(settings());
  policy.owe(decay());
  const auto first = policy.decide(rows(10'000), kStart);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->again, 0U);
  EXPECT_EQ(policy.failed(killed(7)), Ladder::Step::again);
  EXPECT_FALSE(policy.decide(rows(10'001), kStart + 29s)) << "the backoff of a minute, less half at the most";
  const auto second = policy.decide(rows(10'001), kStart + 91s);
  ASSERT_TRUE(second) << "neither the cool-down nor new rows are waited for";
  EXPECT_EQ(second->again, 7U);
  EXPECT_EQ(second->attempt, 1);
  EXPECT_EQ(second->strategy.window, first->strategy.window);
}

TEST(Policy, AnotherChampionNeedsAnotherPlan) {
  Policy policy(settings());
  policy.owe(decay());
  ASSERT_TRUE(policy.decide(rows(10'000), kStart));
  policy.failed(killed());
  auto later = rows(10'050);
  later.champion_learnt = 9000;
  const auto plan = policy.decide(later, kStart + 5min);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->again, 0U);
  EXPECT_EQ(plan->strategy.window.to, 9'850U);
}

TEST(Policy, KeepsTheDaysBudgetOfProcessorTime) {
  auto poor = settings();
  poor.budget.cpu = 600s;
  poor.budget.cpu_per_day = 1000s;
  Policy policy(poor);
  policy.spent(kStart, 700);
  policy.owe(decay());
  const auto plan = policy.decide(rows(10'000), kStart + 1min);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->cpu, Duration(300s)) << "no more than what is left";
  policy.spent(kStart + 2min, 300);
  policy.helped();
  policy.owe({.kind = Cause::Kind::command, .text = "ops", .change = 0});
  EXPECT_FALSE(policy.decide(rows(20'000), kStart + 23h)) << "not even at an operator's word";
  EXPECT_EQ(policy.blocked(kStart + 23h, 20'000), "trainings have used 1000 s of processor time in a day, and may use 16m40s");
  EXPECT_TRUE(policy.decide(rows(20'000), kStart + 25h));
}

TEST(Policy, EachFurtherAttemptWaitsForTwiceTheNewRows) {
  auto patient = settings();
  patient.attempts = 4;
  Policy policy(patient);
  policy.owe(decay());
  ASSERT_TRUE(policy.decide(rows(10'000), kStart));
  policy.failed(lost());
  ASSERT_TRUE(policy.decide(rows(10'300), kStart + 1h));
  policy.failed(lost());
  EXPECT_FALSE(policy.decide(rows(10'899), kStart + 2h));
  EXPECT_TRUE(policy.decide(rows(10'900), kStart + 2h));
}

TEST(Policy, ComesBackFromItsState) {
  Policy policy(settings());
  policy.owe(decay());
  ASSERT_TRUE(policy.decide(rows(10'000), kStart));
  policy.failed(lost());
  detectors::StateWriter state;
  policy.save(state);
  Policy restored(settings());
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  ASSERT_FALSE(reader.failed());
  EXPECT_EQ(restored.owed(), policy.owed());
  EXPECT_EQ(restored.blocked(kStart + 1min, 10'000), policy.blocked(kStart + 1min, 10'000));
  EXPECT_EQ(restored.decide(rows(11'000), kStart + 1h)->attempt, 2);
}

TEST(Policy, RemembersWhatIsToBeDoneAgain) {
  Policy policy(settings());
  policy.owe(decay());
  const auto first = policy.decide(rows(10'000), kStart);
  ASSERT_TRUE(first);
  policy.failed(killed());
  policy.spent(kStart, 12);
  detectors::StateWriter state;
  policy.save(state);
  Policy restored(settings());
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  ASSERT_FALSE(reader.failed());
  EXPECT_TRUE(reader.at_end());
  EXPECT_EQ(restored.cpu_of_day(kStart), 12);
  const auto second = restored.decide(rows(10'001), kStart + 2min);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->again, 7U);
  EXPECT_EQ(second->strategy.window, first->strategy.window);
}

TEST(Policy, AProvenChallengerWaitsForNoAttemptAndNoCircuit) {
  Policy policy(settings());
  policy.owe(decay());
  for (std::uint64_t end : {10'000U, 20'000U}) {
    ASSERT_TRUE(policy.decide(rows(end), kStart + std::chrono::hours(end / 1000)));
    policy.failed(lost(end));
  }
  const Time later = kStart + 100h;
  auto situation = rows(20'400);
  policy.owe(decay());
  EXPECT_FALSE(policy.decide(situation, later)) << "the circuit is open";
  Cause proven = decay("rival on model");
  proven.proven = true;
  policy.owe(proven);
  situation.rival_ahead = true;
  const auto plan = policy.decide(situation, later);
  ASSERT_TRUE(plan) << policy.blocked(later, 20'400);
  EXPECT_EQ(plan->strategy.strategy, "online");
}

TEST(Policy, ARivalThatFellBackIsNoCauseAnyMore) {
  Policy policy(settings());
  Cause proven = decay("rival on model");
  proven.proven = true;
  policy.owe(proven);
  EXPECT_FALSE(policy.decide(rows(10'000), kStart));
  EXPECT_FALSE(policy.owed());
}

}  // namespace
}  // namespace driftd::updaters
