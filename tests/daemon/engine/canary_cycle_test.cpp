// A challenger that answers a share of the requests while it is judged, as the update cycle takes it through.

#include <gtest/gtest.h>

#include "daemon/engine/update_cycle.h"
#include "tests/daemon/engine/update_bench.h"

namespace driftd::engine {
namespace {

using namespace bench;

updaters::UpdateSettings with_canary() {
  auto under = settings();
  under.gate.mode = updaters::GateMode::canary;
  under.gate.canary.share = 0.25;
  under.gate.shadow = {.labels = 100, .block = 50};
  return under;
}

/// A canary that answers: version 2, on trial beside version 1.
void bring_out_canary(Bench& bench) {
  bench.first_version();
  bench.add_samples(300, 1);
  bench.begin(300, 500);
  bench.trained();
  bench.compared(0, 0, 100);
  bench.installed();
}

TEST(CanaryCycle, ACanaryAnswersItsShareOnceItsHoldOutSpeaksNotAgainstIt) {
  Bench bench(with_canary());
  bench.first_version();
  bench.add_samples(300, 1);
  bench.begin(300, 500);
  bench.trained();
  EXPECT_EQ(bench.last<Compare>()->rows.size(), 100U) << "the rows behind those that it learnt from";
  EXPECT_EQ(bench.compared(0, 0, 100), Happened::nothing);
  EXPECT_EQ(bench.last<Install>()->version, 2U);
  EXPECT_EQ(bench.last<Serve>()->canary, 0U) << "what is not in the registry answers nobody";
  EXPECT_EQ(bench.installed(), Happened::nothing);
  EXPECT_EQ(bench.cycle.phase(), Phase::canary);
  EXPECT_EQ(*bench.last<Serve>(), (Serve{.version = 1, .canary = 2, .share = 0.25}));
  EXPECT_EQ(bench.cycle.champion(), 1U);
  EXPECT_EQ(bench.last<UpdateRecord>()->outcome, "canary");
  EXPECT_EQ(bench.last<UpdateRecord>()->version, 2U);
}

TEST(CanaryCycle, AChallengerThatItsHoldOutShowsToBeWorseAnswersNobody) {
  Bench bench(with_canary());
  bench.first_version();
  bench.add_samples(300, 1);
  bench.begin(300, 500);
  bench.trained();
  EXPECT_EQ(bench.compared(0, 30, 100), Happened::ended_without_promotion);
  EXPECT_EQ(bench.last<UpdateRecord>()->outcome, "rejected");
  EXPECT_EQ(bench.last<Serve>()->canary, 0U);
}

TEST(CanaryCycle, WhatTheGuardsForbidAnswersNobodyEither) {
  auto under = with_canary();
  under.gate.guards.size = updaters::SizeGuard{.bytes = 1000};
  Bench bench(under);
  bench.first_version();
  bench.add_samples(300, 1);
  bench.begin(300, 500);
  bench.trained();
  EXPECT_TRUE(bench.last<Compare>()->guards);
  EXPECT_EQ(bench.compared(60, 0, 100, {.bytes = 1001}), Happened::ended_without_promotion);
  EXPECT_EQ(bench.last<UpdateRecord>()->outcome, "rejected");
}

TEST(CanaryCycle, ACanaryThatWinsOnTheRowsThatComeIsPromotedAsItStands) {
  Bench bench(with_canary());
  bring_out_canary(bench);
  bench.add_samples(49, 1);
  EXPECT_FALSE(bench.cycle.busy());
  bench.add_samples(1, 2);
  ASSERT_TRUE(bench.cycle.busy());
  EXPECT_EQ(bench.last<Compare>()->rows.size(), 50U) << "of both who answered";
  EXPECT_EQ(bench.compared(45, 0, 50), Happened::promoted);
  EXPECT_EQ(bench.cycle.champion(), 2U);
  EXPECT_EQ(bench.cycle.previous(), 1U);
  EXPECT_EQ(*bench.last<Serve>(), Serve{.version = 2});
  EXPECT_EQ(bench.cycle.watch_text(), "0 of 80 labels");
  EXPECT_EQ(bench.last<UpdateRecord>()->outcome, "promoted");
}

TEST(CanaryCycle, ACanaryThatLosesAnswersNobodyAnyMore) {
  Bench bench(with_canary());
  bring_out_canary(bench);
  bench.add_samples(50, 1);
  EXPECT_EQ(bench.compared(0, 45, 50), Happened::ended_without_promotion);
  EXPECT_EQ(bench.last<UpdateRecord>()->outcome, "rejected");
  EXPECT_EQ(*bench.last<Serve>(), Serve{.version = 1});
  EXPECT_EQ(bench.cycle.canary(), 0U);
}

TEST(CanaryCycle, ACanaryThatStaysUndecidedIsGivenUp) {
  Bench bench(with_canary());
  bring_out_canary(bench);
  bench.add_samples(50, 1);
  EXPECT_EQ(bench.compared(0, 0, 50), Happened::nothing);
  EXPECT_EQ(bench.cycle.phase(), Phase::canary);
  bench.add_samples(50, 1);
  EXPECT_EQ(bench.compared(0, 0, 50), Happened::ended_without_promotion);
  EXPECT_EQ(bench.last<UpdateRecord>()->outcome, "inconclusive");
  EXPECT_EQ(*bench.last<Serve>(), Serve{.version = 1});
}

TEST(CanaryCycle, ACanarySurvivesARestart) {
  Bench bench(with_canary());
  bring_out_canary(bench);
  bench.add_samples(50, 1);
  detectors::StateWriter state;
  bench.cycle.save(state);
  UpdateCycle restored(with_canary(), "logistic");
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  ASSERT_FALSE(reader.failed());
  EXPECT_TRUE(reader.at_end());
  bench.emitted.clear();
  restored.resume(bench.samples, bench.emit());
  ASSERT_EQ(bench.emitted.size(), 2U);
  EXPECT_EQ(std::get<Serve>(bench.emitted[0]), (Serve{.version = 1, .canary = 2, .share = 0.25}));
  EXPECT_EQ(std::get<Compare>(bench.emitted[1]).rows.size(), 50U);
  bench.cycle = std::move(restored);
  EXPECT_EQ(bench.compared(45, 0, 50), Happened::promoted);
  EXPECT_EQ(bench.cycle.champion(), 2U);
}

TEST(CanaryCycle, ARollbackEndsTheCanaryToo) {
  Bench bench(with_canary());
  bring_out_canary(bench);
  bench.add_samples(50, 1);
  bench.compared(45, 0, 50);
  bench.add_samples(300, 2);
  bench.begin(600, 800);
  bench.trained();
  bench.compared(0, 0, 100);
  bench.installed();
  ASSERT_EQ(bench.cycle.canary(), 3U);
  EXPECT_TRUE(bench.cycle.roll_back("ops", Time{}, bench.emit()));
  EXPECT_EQ(*bench.last<Serve>(), Serve{.version = 1});
  EXPECT_EQ(bench.last<UpdateRecord>()->outcome, "dropped");
  EXPECT_EQ(bench.cycle.phase(), Phase::idle);
}

}  // namespace
}  // namespace driftd::engine
