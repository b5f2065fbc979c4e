// What a policy has seen of a model's updates, and tells the strategy that chooses.

#include <gtest/gtest.h>

#include "tests/updaters/policy_situations.h"

namespace driftd::updaters {
namespace {

using namespace std::chrono_literals;

UpdateSettings settings() {
  UpdateSettings settings;
  settings.cooldown = 0s;
  settings.new_rows = 300;
  settings.attempts = 2;
  return settings;
}

TEST(PolicyExperience, TellsTheStrategyWhatIsLeftOfTheDayAndWhatRetrainingTook) {
  auto poor = settings();
  poor.budget.cpu_per_day = 1000s;
  Policy policy(poor);
  policy.owe(decay());
  ASSERT_EQ(policy.decide(rows(10'000), kStart)->strategy.strategy, "retrain");
  policy.spent(kStart, 700);
  policy.took(700);
  policy.failed(lost(10'000));
  policy.helped();
  policy.owe(decay());
  const auto cheap = policy.decide(rows(20'000), kStart + 1h);
  ASSERT_TRUE(cheap);
  EXPECT_EQ(cheap->strategy.strategy, "incremental") << cheap->strategy.reason;
}

TEST(PolicyExperience, KeepsWhatIsKnownWhereTheInputsAloneHaveMoved) {
  Policy policy(settings());
  policy.owe({.kind = Cause::Kind::drift, .text = "ks on price", .change = 0});
  EXPECT_EQ(policy.decide(rows(10'000), kStart)->strategy.strategy, "incremental");
}

/// A day for every 10,000 rows, so that no limit of updates a day is met.
Time at(std::uint64_t rows) {
  return kStart + 24h * (rows / 10'000);
}

/// An alarm whose second attempt is an earlier version: at the gate it wins, or loses.
void try_an_earlier_version(Policy& policy, std::uint64_t end, bool wins) {
  auto situation = rows(end);
  situation.archived = 1;
  policy.owe(decay());
  ASSERT_EQ(policy.decide(situation, at(end))->strategy.strategy, "retrain");
  policy.failed(lost(end));
  situation.end = end + 10'000;
  ASSERT_EQ(policy.decide(situation, at(end + 10'000))->strategy.strategy, "reuse");
  if (wins) {
    policy.helped();
  } else {
    policy.failed(lost(end + 10'000));
    policy.dropped();
  }
}

std::string first_attempt(Policy& policy, std::uint64_t end) {
  auto situation = rows(end);
  situation.archived = 1;
  policy.owe(decay());
  const auto plan = policy.decide(situation, at(end));
  return plan ? plan->strategy.strategy : policy.blocked(at(end), end);
}

TEST(PolicyExperience, RemembersThatConceptsComeBack) {
  Policy policy(settings());
  try_an_earlier_version(policy, 20'000, true);
  try_an_earlier_version(policy, 40'000, true);
  detectors::StateWriter state;
  policy.save(state);
  Policy restored(settings());
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  ASSERT_FALSE(reader.failed());
  EXPECT_EQ(first_attempt(restored, 60'000), "reuse");
}

TEST(PolicyExperience, KeepsTheOrderOfTheAttemptsOnceAnAlarmHasBegun) {
  Policy policy(settings());
  try_an_earlier_version(policy, 20'000, true);
  try_an_earlier_version(policy, 40'000, true);
  ASSERT_EQ(first_attempt(policy, 60'000), "reuse");
  policy.failed(lost(60'000));
  auto situation = rows(70'000);
  situation.archived = 1;
  EXPECT_EQ(policy.decide(situation, at(70'000))->strategy.strategy, "retrain") << "not the earlier version once more";
}

TEST(PolicyExperience, ForgetsThatConceptsCameBackWhereAnEarlierVersionDisappointed) {
  Policy policy(settings());
  try_an_earlier_version(policy, 20'000, true);
  try_an_earlier_version(policy, 40'000, true);
  policy.disappointed("reuse");
  EXPECT_EQ(first_attempt(policy, 60'000), "retrain");
}

TEST(PolicyExperience, ForgetsThatConceptsCameBackWhereNoEarlierVersionFitsAnyMore) {
  Policy policy(settings());
  try_an_earlier_version(policy, 20'000, true);
  try_an_earlier_version(policy, 40'000, false);
  try_an_earlier_version(policy, 60'000, true);
  EXPECT_EQ(first_attempt(policy, 80'000), "retrain");
}

}  // namespace
}  // namespace driftd::updaters
