#include "updaters/ladder.h"

#include <gtest/gtest.h>

#include <set>

namespace driftd::updaters {
namespace {

using namespace std::chrono_literals;
using Step = Ladder::Step;

const config::Time kNow(std::chrono::hours(24 * 10'000));
const Recourse kAdagrad{.optimizer = "adam", .rate = true};

Failure failure(FailureCause cause, std::uint64_t job = 1) {
  return {.cause = cause, .text = "because", .family = "xgboost", .job = job, .now = kNow, .rows = 5000};
}

StrategyPlan plan() {
  return {.strategy = "retrain", .window = {.from = 4000, .to = 5000}, .reason = "as planned"};
}
StrategyPlan climbed(const Ladder& ladder, StrategyPlan from = plan()) {
  return ladder.climb(std::move(from), {.first = 0, .end = 5200});
}

void lose(Ladder& ladder, int times) {
  for (int i = 0; i < times; ++i) ladder.failed(failure(FailureCause::lost));
}

TEST(Ladder, TheFootIsWhatTheStrategyPlanned) {
  const Ladder ladder({}, kAdagrad);
  const auto same = climbed(ladder);
  EXPECT_FALSE(same.adjustments.any());
  EXPECT_EQ(same.window, plan().window);
  EXPECT_EQ(same.reason, "as planned");
}

TEST(Ladder, EachLossIsARungUp) {
  Ladder ladder({}, {.optimizer = "adam", .rate = true, .chooses_family = true});
  lose(ladder, 1);
  EXPECT_EQ(climbed(ladder).adjustments, Adjustments{.optimizer = "adam"});
  lose(ladder, 1);
  EXPECT_EQ(climbed(ladder).adjustments, Adjustments{.wider = 2});
  EXPECT_EQ(climbed(ladder).window, (DataWindow{.from = 3000, .to = 5000}));
  lose(ladder, 1);
  EXPECT_EQ(climbed(ladder).adjustments, (Adjustments{.wider = 2, .without = "xgboost"}));
  EXPECT_EQ(ladder.attempt(), 4);
  EXPECT_EQ(ladder.failed(failure(FailureCause::lost)), Step::open);
}

TEST(Ladder, WidensOverTheRowsThatWereToBeReplayed) {
  Ladder ladder({}, {.optimizer = "adam", .rate = true, .chooses_family = true});
  auto going_on = plan();
  going_on.strategy = "incremental";
  going_on.continues_champion = true;
  going_on.replayed = replayed_from({.from = 0, .to = 4000}, 1600);
  lose(ladder, 2);
  const auto wider = climbed(ladder, going_on);
  EXPECT_EQ(wider.window.from, 3000U);
  EXPECT_EQ(wider.replayed, replayed_from({.from = 0, .to = 3000}, 1500));
  lose(ladder, 1);
  EXPECT_EQ(climbed(ladder, going_on).replayed.rows, 0U) << "from scratch, there is nothing to forget";
}

TEST(Ladder, StartsFromNoArtefactOfAFamilyThatLost) {
  Ladder ladder({}, {.optimizer = "adam", .rate = true, .chooses_family = true});
  auto transfer = plan();
  transfer.strategy = "transfer";
  transfer.transfer = TransferOrder{.from = {.model = "other"}};
  lose(ladder, 1);
  EXPECT_EQ(climbed(ladder, transfer).transfer, transfer.transfer);
  EXPECT_EQ(climbed(ladder, transfer).adjustments.optimizer, "adam") << "it begins anew, so that another one can";
  lose(ladder, 2);
  EXPECT_EQ(climbed(ladder, transfer).transfer, std::nullopt);
  EXPECT_EQ(climbed(ladder, transfer).strategy, "retrain");
}

TEST(Ladder, SaysWhatItChangedInTheReason) {
  Ladder ladder({}, kAdagrad);
  lose(ladder, 2);
  EXPECT_EQ(climbed(ladder).reason, "as planned; on up to 2 times the rows");
}

TEST(Ladder, WhatHasNoOptimizerGoesSlower) {
  Ladder ladder({}, {.rate = true});
  lose(ladder, 1);
  EXPECT_NEAR(climbed(ladder).adjustments.rate_factor, 1.0 / 3, 1e-12);
}

TEST(Ladder, WhatIsContinuedKeepsItsOptimizer) {
  Ladder ladder({}, kAdagrad);
  lose(ladder, 1);
  auto continued = plan();
  continued.continues_champion = true;
  const auto adjustments = climbed(ladder, continued).adjustments;
  EXPECT_EQ(adjustments.optimizer, "");
  EXPECT_NEAR(adjustments.rate_factor, 1.0 / 3, 1e-12);
}

TEST(Ladder, WhatHasNeitherIsTriedAsTheStrategyPlansIt) {
  Ladder ladder({}, {});
  lose(ladder, 1);
  EXPECT_FALSE(climbed(ladder).adjustments.any());
  EXPECT_EQ(ladder.attempt(), 2);
}

TEST(Ladder, AnotherFamilyBeginsFromScratch) {
  Ladder ladder({}, {.chooses_family = true});
  lose(ladder, 3);
  auto continued = plan();
  continued.strategy = "incremental";
  continued.continues_champion = true;
  const auto other = climbed(ladder, continued);
  EXPECT_FALSE(other.continues_champion);
  EXPECT_EQ(other.strategy, "retrain");
}

TEST(Ladder, AWindowCannotBeWiderThanWhatThereIs) {
  Ladder ladder({}, kAdagrad);
  lose(ladder, 2);
  const auto same = ladder.climb(plan(), {.first = 4000, .end = 5200});
  EXPECT_EQ(same.window, plan().window);
  EXPECT_FALSE(same.adjustments.any()) << "what was not changed is not told";
}

TEST(Ladder, AStrategyMayRefuseToBeChanged) {
  Ladder ladder({}, kAdagrad);
  lose(ladder, 2);
  auto archived = plan();
  archived.adjustable = false;
  EXPECT_EQ(climbed(ladder, archived).window, plan().window);
}

TEST(Ladder, UndecidedIsNoLoss) {
  Ladder ladder({}, kAdagrad);
  EXPECT_EQ(ladder.failed(failure(FailureCause::inconclusive)), Step::further);
  EXPECT_EQ(ladder.attempt(), 2);
  EXPECT_FALSE(climbed(ladder).adjustments.any());
  EXPECT_FALSE(ladder.at_once()) << "it waits for more rows";
}

TEST(Ladder, WhatTheMachineFailedIsDoneAgainAtMostThreeTimes) {
  for (const auto cause : {FailureCause::infrastructure, FailureCause::serving}) {
    Ladder ladder({.retries = 3}, kAdagrad);
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(ladder.failed(failure(cause, 12)), Step::again);
      EXPECT_EQ(ladder.again(), 12U);
      EXPECT_TRUE(ladder.at_once());
      EXPECT_EQ(ladder.attempt(), 1);
      const double waited = static_cast<double>((ladder.not_before() - kNow).count());
      const double minutes = static_cast<double>(config::Duration(1min).count()) * (1 << i);
      EXPECT_GE(waited, 0.5 * minutes);
      EXPECT_LT(waited, 1.5 * minutes);
      ladder.began();
      EXPECT_FALSE(ladder.again());
    }
    EXPECT_EQ(ladder.failed(failure(cause, 12)), Step::open);
    EXPECT_EQ(ladder.why_open(), std::string(name_of(cause)) + " failed 4 times in a row, at last: because");
  }
}

TEST(Ladder, WhatTookTooLongIsNotDoneOnceMoreAsItWas) {
  Ladder ladder({}, kAdagrad);
  EXPECT_EQ(ladder.failed(failure(FailureCause::overspent)), Step::further);
  EXPECT_EQ(ladder.attempt(), 2);
  EXPECT_FALSE(ladder.again());
}

TEST(Ladder, JitterIsOfTheSeedAndTheJobAlone) {
  std::set<config::Duration> waits;
  for (std::uint64_t job = 1; job <= 50; ++job) {
    Ladder one({.seed = 5}, {});
    Ladder other({.seed = 5}, {});
    one.failed(failure(FailureCause::infrastructure, job));
    other.failed(failure(FailureCause::infrastructure, job));
    EXPECT_EQ(one.not_before(), other.not_before());
    waits.insert(one.not_before() - kNow);
  }
  EXPECT_GT(waits.size(), 45U) << "not all machines come back in the same second";
}

TEST(Ladder, WhatRanAwayGoesAThirdAsFastAtOnce) {
  Ladder ladder({}, kAdagrad);
  EXPECT_EQ(ladder.failed(failure(FailureCause::training)), Step::smaller);
  EXPECT_TRUE(ladder.at_once());
  EXPECT_FALSE(ladder.again()) << "it is another job: the rate differs";
  EXPECT_NEAR(climbed(ladder).adjustments.rate_factor, 1.0 / 3, 1e-12);
  ladder.began();
  EXPECT_EQ(ladder.failed(failure(FailureCause::training)), Step::smaller);
  EXPECT_NEAR(climbed(ladder).adjustments.rate_factor, 1.0 / 9, 1e-12);
  EXPECT_EQ(ladder.failed(failure(FailureCause::training)), Step::further) << "and then it is a lost attempt";
  EXPECT_EQ(climbed(ladder).adjustments.optimizer, "adam");
}

TEST(Ladder, RowsThatTeachNothingAreWaitedOut) {
  Ladder ladder({}, kAdagrad);
  EXPECT_EQ(ladder.failed(failure(FailureCause::data)), Step::further);
  EXPECT_FALSE(ladder.at_once());
  EXPECT_FALSE(climbed(ladder).adjustments.any());
}

TEST(Ladder, TheCircuitClosesWithRows) {
  Ladder ladder({.attempts = 1, .circuit_rows = 300}, kAdagrad);
  EXPECT_EQ(ladder.failed(failure(FailureCause::lost)), Step::open);
  EXPECT_EQ(ladder.rows_to_close(5000), 300U);
  ladder.labelled(5299);
  EXPECT_TRUE(ladder.open());
  ladder.restart();
  EXPECT_TRUE(ladder.open()) << "a new cause does not close it";
  ladder.labelled(5300);
  EXPECT_FALSE(ladder.open());
  EXPECT_EQ(ladder.why_open(), "");
  EXPECT_FALSE(climbed(ladder).adjustments.any()) << "it begins at the foot";
}

TEST(Ladder, BeginsAtTheFootForAnotherCause) {
  Ladder ladder({}, kAdagrad);
  lose(ladder, 2);
  ladder.failed(failure(FailureCause::training));
  ladder.restart();
  EXPECT_EQ(ladder.attempt(), 1);
  EXPECT_FALSE(climbed(ladder).adjustments.any());
  EXPECT_FALSE(ladder.at_once());
}

TEST(Ladder, ComesBackFromItsState) {
  Ladder ladder({}, {.optimizer = "adam", .rate = true, .chooses_family = true});
  lose(ladder, 3);
  ladder.failed(failure(FailureCause::training));
  ladder.failed(failure(FailureCause::infrastructure, 9));
  detectors::StateWriter state;
  ladder.save(state);
  Ladder restored({}, {.optimizer = "adam", .rate = true, .chooses_family = true});
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  ASSERT_FALSE(reader.failed());
  EXPECT_TRUE(reader.at_end());
  EXPECT_EQ(climbed(restored).adjustments, climbed(ladder).adjustments);
  EXPECT_EQ(restored.again(), 9U);
  EXPECT_EQ(restored.not_before(), ladder.not_before());
  EXPECT_EQ(restored.attempt(), 4);
}

}  // namespace
}  // namespace driftd::updaters
