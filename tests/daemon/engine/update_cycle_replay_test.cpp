// What an update learns along with its window, and that nobody judges by it.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/daemon/engine/update_bench.h"

namespace driftd::engine {
namespace {

using namespace bench;

updaters::UpdateSettings guarded() {
  auto under = settings();
  under.gate.guards.replay = updaters::ReplayGuard{.rows = 300};
  return under;
}

updaters::UpdatePlan going_on() {
  return {.cause = {.text = "adwin", .change = 300},
          .strategy = {.strategy = "incremental",
                       .continues_champion = true,
                       .window = {.from = 300, .to = 500},
                       .replayed = updaters::replayed_from({.from = 0, .to = 300}, 50),
                       .reason = "because"},
          .attempt = 1};
}

/// A champion, and rows behind those that it learnt from.
class UpdateCycleReplay : public testing::Test {
 protected:
  UpdateCycleReplay() {
    bench.first_version();
    bench.add_samples(300, 1);
  }

  static std::set<Position> places(const std::vector<Sample>& rows) {
    std::set<Position> places;
    for (const Sample& row : rows) places.insert(row.prediction);
    return places;
  }

  Bench bench{guarded()};
};

TEST_F(UpdateCycleReplay, OlderRowsAreLearntBeforeTheNewOnes) {
  bench.cycle.begin(going_on(), bench.samples, 7, Time{}, bench.emit());
  const auto rows = bench.last<Train>()->rows;
  ASSERT_EQ(rows.size(), 250U);
  EXPECT_TRUE(std::ranges::is_sorted(rows, {}, &Sample::prediction));
  EXPECT_LT(rows[49].prediction, 300U * 100);
  EXPECT_EQ(rows[50].prediction, 300U * 100 + 8);
  EXPECT_EQ(places(rows).size(), 250U) << "none comes twice";
  EXPECT_EQ(bench.last<UpdateRecord>()->rows, 250U);
  EXPECT_EQ(bench.last<UpdateRecord>()->window.size(), 200U);
}

TEST_F(UpdateCycleReplay, NeitherGateNorGuardJudgesOnARowThatWasLearnt) {
  bench.cycle.begin(going_on(), bench.samples, 7, Time{}, bench.emit());
  const auto learnt = places(bench.last<Train>()->rows);
  bench.trained();
  const auto* compare = bench.last<Compare>();
  ASSERT_NE(compare, nullptr);
  EXPECT_EQ(compare->rows.size(), 100U);
  EXPECT_EQ(compare->before.size(), 250U) << "of the 300 rows from before those that were left";
  for (const auto& judged : {places(compare->rows), places(compare->before)}) {
    for (const Position place : judged) EXPECT_FALSE(learnt.contains(place)) << place;
  }
}

TEST_F(UpdateCycleReplay, EveryJobDrawsAnewAndAJobThatIsDoneAgainDrawsAlike) {
  auto plan = going_on();
  bench.cycle.begin(plan, bench.samples, 7, Time{}, bench.emit());
  const auto first = bench.last<Train>()->rows;
  const auto job = bench.cycle.record().job;
  bench.trained(false);
  bench.cycle.begin(plan, bench.samples, 7, Time{}, bench.emit());
  EXPECT_NE(bench.last<Train>()->rows, first);
  bench.trained(false);
  plan.again = job;
  bench.cycle.begin(plan, bench.samples, 7, Time{}, bench.emit());
  EXPECT_EQ(bench.last<Train>()->rows, first);
}

TEST_F(UpdateCycleReplay, SurvivesARestartInTrainingAndAtTheGate) {
  for (const bool at_the_gate : {false, true}) {
    bench.cycle.begin(going_on(), bench.samples, 7, Time{}, bench.emit());
    if (at_the_gate) bench.trained();
    UpdateCycle restored = restarted(bench, guarded());
    const Train train = *bench.last<Train>();
    const auto compare = at_the_gate ? *bench.last<Compare>() : Compare{};
    bench.emitted.clear();
    restored.resume(bench.samples, bench.emit());
    if (at_the_gate) {
      ASSERT_NE(bench.last<Compare>(), nullptr);
      EXPECT_EQ(*bench.last<Compare>(), compare);
    } else {
      ASSERT_NE(bench.last<Train>(), nullptr);
      EXPECT_EQ(*bench.last<Train>(), train);
      bench.trained(false);
    }
  }
}

}  // namespace
}  // namespace driftd::engine
