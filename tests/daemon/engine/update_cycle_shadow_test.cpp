// A challenger that answers in the shadow, row by row.

#include <gtest/gtest.h>

#include "tests/daemon/engine/update_bench.h"

namespace driftd::engine {
namespace {

using namespace bench;

updaters::UpdateSettings in_shadow() {
  auto under = settings();
  under.gate.mode = updaters::GateMode::shadow;
  under.gate.shadow = {.labels = 200, .block = 20};
  return under;
}

TEST(UpdateCycleInTheShadow, InTheShadowAChallengerAnswersTheRowsThatComeAndIsPromotedOnEvidence) {
  Bench bench(in_shadow());
  bench.first_version();
  bench.add_samples(300, 1);
  bench.begin(300, 500);
  bench.trained();
  EXPECT_EQ(bench.cycle.phase(), Phase::judging);
  EXPECT_EQ(bench.last<Compare>(), nullptr) << "no row has come since";
  bench.add_samples(19, 1);
  EXPECT_FALSE(bench.cycle.busy());
  bench.add_samples(1, 1);
  ASSERT_TRUE(bench.cycle.busy());
  EXPECT_EQ(bench.last<Compare>()->rows.size(), 20U);
  EXPECT_EQ(bench.last<Compare>()->rows.front().prediction, 600U * 100 + 8);
  EXPECT_EQ(bench.compared(1, 1, 20), Happened::nothing);
  EXPECT_EQ(bench.compared(20, 0, 20), Happened::nothing) << "an answer that comes twice counts once";
  EXPECT_EQ(bench.cycle.phase(), Phase::judging);
  bench.add_samples(20, 1);
  bench.compared(20, 0, 20);
  EXPECT_EQ(bench.cycle.phase(), Phase::installing);
  EXPECT_EQ(bench.installed(), Happened::promoted);
  EXPECT_EQ(bench.last<UpdateRecord>()->verdict.test, updaters::GateTest::sequential);
}

TEST(UpdateCycleInTheShadow, InTheShadowAWorseOneIsRejectedAndAnUndecidedOneGivenUp) {
  for (const bool worse : {true, false}) {
    Bench bench(in_shadow());
    bench.first_version();
    bench.add_samples(300, 1);
    bench.begin(300, 500);
    bench.trained();
    Happened happened = Happened::nothing;
    int blocks = 0;
    while (happened == Happened::nothing && blocks < 20) {
      bench.add_samples(20, 1);
      happened = bench.compared(worse ? 0 : 1, worse ? 10 : 1, 20);
      ++blocks;
    }
    EXPECT_EQ(bench.last<UpdateRecord>()->outcome, worse ? "rejected" : "inconclusive");
    EXPECT_EQ(blocks, worse ? 1 : 10);
  }
}

TEST(UpdateCycleInTheShadow, WhatTheShadowGrantsTheGuardsMayForbid) {
  for (const std::uint64_t bytes : {100U, 101U}) {
    auto under = in_shadow();
    under.gate.guards.size = updaters::SizeGuard{.bytes = 100};
    under.gate.guards.replay = updaters::ReplayGuard{.rows = 50};
    Bench bench(under);
    bench.first_version();
    bench.add_samples(300, 1);
    bench.begin(300, 500);
    bench.trained();
    bench.add_samples(20, 1);
    EXPECT_FALSE(bench.last<Compare>()->guards);
    EXPECT_EQ(bench.compared(20, 0, 20), Happened::nothing);
    ASSERT_TRUE(bench.last<Compare>()->guards);
    EXPECT_EQ(bench.last<Compare>()->rows.size(), 20U);
    EXPECT_EQ(bench.last<Compare>()->before.size(), 50U);
    EXPECT_EQ(bench.last<Compare>()->before.front().prediction, 250U * 100 + 8) << "the newest rows from before those it learnt from";
    bench.compared(20, 0, 20, {.bytes = bytes});
    EXPECT_EQ(bench.cycle.phase(), bytes > 100 ? Phase::idle : Phase::installing);
    EXPECT_EQ(bench.last<UpdateRecord>()->verdict.evidence.size(), 3U);
  }
}

TEST(UpdateCycleInTheShadow, AChallengerInTheShadowSurvivesARestart) {
  Bench bench(in_shadow());
  bench.first_version();
  bench.add_samples(300, 1);
  bench.begin(300, 500);
  bench.trained();
  bench.add_samples(20, 1);
  bench.compared(3, 0, 20);
  bench.add_samples(20, 1);
  UpdateCycle restored = restarted(bench, in_shadow());
  const Compare asked = *bench.last<Compare>();
  bench.emitted.clear();
  restored.resume(bench.samples, bench.emit());
  ASSERT_NE(bench.last<Compare>(), nullptr);
  EXPECT_EQ(*bench.last<Compare>(), asked);
}

}  // namespace
}  // namespace driftd::engine
