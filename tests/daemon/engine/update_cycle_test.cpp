#include "daemon/engine/update_cycle.h"

#include <gtest/gtest.h>

#include "tests/daemon/engine/update_bench.h"

namespace driftd::engine {
namespace {

using namespace bench;

TEST(UpdateCycle, TheFirstVersionIsInstalledWithoutAGate) {
  Bench bench;
  bench.add_samples(300);
  bench.begin(0, 300);
  EXPECT_EQ(bench.last<Train>()->rows.size(), 300U);
  EXPECT_EQ(bench.trained(), Happened::nothing);
  EXPECT_EQ(bench.cycle.phase(), Phase::installing);
  EXPECT_EQ(bench.installed(), Happened::promoted);
  EXPECT_EQ(bench.cycle.champion(), 1U);
  EXPECT_EQ(bench.last<Serve>()->version, 1U);
  EXPECT_EQ(bench.cycle.watch_text(), "") << "there is nothing to hold it against";
}

TEST(UpdateCycle, AProvenChallengerIsInstalledWithoutStandingOnceMore) {
  Bench bench;
  bench.first_version();
  bench.add_samples(300, 1);
  const updaters::UpdatePlan plan{
      .cause = {.text = "rival"}, .strategy = {.strategy = "online", .window = {.from = 0, .to = 600}, .reason = "because"}, .attempt = 1};
  const updaters::Verdict verdict{.decision = updaters::Decision::promote, .rows = 200, .champion_loss = 0.3, .challenger_loss = 0.2};
  bench.cycle.begin(plan, bench.samples, 7, Time{}, bench.emit(), {.artefact = "{}", .verdict = verdict});
  EXPECT_EQ(bench.last<Train>()->artefact, "{}");
  EXPECT_TRUE(bench.last<Train>()->rows.empty()) << "nothing is learnt: the artefact is there";
  bench.trained();
  EXPECT_EQ(bench.last<Compare>(), nullptr);
  EXPECT_EQ(bench.installed(), Happened::promoted);
  EXPECT_EQ(bench.cycle.champion(), 2U);
  EXPECT_EQ(bench.cycle.record().verdict, verdict);
}

TEST(UpdateCycle, AProvenChallengerStandsWhereMoreIsAskedThanToBeBetter) {
  for (const bool canary : {false, true}) {
    auto asking = settings();
    if (canary) {
      asking.gate.mode = updaters::GateMode::canary;
    } else {
      asking.gate.guards.size = updaters::SizeGuard{};
    }
    Bench bench(asking);
    bench.first_version();
    bench.add_samples(300, 1);
    const updaters::UpdatePlan plan{.cause = {.text = "rival"},
                                    .strategy = {.strategy = "online", .window = {.from = 0, .to = 600}, .reason = "because"},
                                    .attempt = 1};
    bench.cycle.begin(plan, bench.samples, 7, Time{}, bench.emit(), {.artefact = "{}", .verdict = {}});
    bench.trained();
    EXPECT_EQ(bench.cycle.phase(), Phase::waiting) << "for rows that it has not learnt";
    bench.add_samples(300, 1);
    ASSERT_NE(bench.last<Compare>(), nullptr);
    EXPECT_EQ(bench.cycle.champion(), 1U);
  }
}

TEST(UpdateCycle, OffersTheVersionsBeforeTheChampionForReuse) {
  Bench bench;
  bench.first_version();
  EXPECT_TRUE(bench.cycle.archived().empty()) << "the champion is none of them";
  bench.second_version();
  EXPECT_EQ(bench.cycle.archived(), std::vector<std::uint64_t>{1});
  const updaters::UpdatePlan plan{
      .cause = {.text = "adwin"}, .strategy = {.strategy = "reuse", .window = {.from = 300, .to = 500}, .reason = "because"}, .attempt = 1};
  bench.cycle.begin(plan, bench.samples, 7, Time{}, bench.emit());
  EXPECT_EQ(bench.last<Train>()->versions, std::vector<std::uint64_t>{1});
  EXPECT_EQ(bench.last<Train>()->rows.size(), 200U);
}

TEST(UpdateCycle, AChallengerStandsOnlyOnRowsThatNeitherHasLearntFrom) {
  Bench bench;
  bench.first_version();
  bench.add_samples(300, 1);
  bench.begin(200, 500);
  bench.trained();
  const auto* compare = bench.last<Compare>();
  ASSERT_NE(compare, nullptr);
  EXPECT_EQ(compare->champion_version, 1U);
  EXPECT_EQ(compare->rows.size(), 100U);
  EXPECT_EQ(compare->rows.front().prediction, 500U * 100 + 8);
}

TEST(UpdateCycle, ABetterChallengerIsPromotedAndWatched) {
  Bench bench;
  bench.first_version();
  bench.second_version();
  EXPECT_EQ(bench.cycle.champion(), 2U);
  EXPECT_EQ(bench.cycle.previous(), 1U);
  EXPECT_EQ(bench.last<UpdateRecord>()->outcome, "promoted");
  EXPECT_EQ(bench.last<Install>()->parent, 1U);
  EXPECT_EQ(bench.cycle.watch_text(), "0 of 80 labels");
}

TEST(UpdateCycle, AWorseChallengerIsRejected) {
  Bench bench;
  bench.first_version();
  bench.add_samples(300, 1);
  bench.begin(300, 500);
  bench.trained();
  EXPECT_EQ(bench.compared(5, 60, 100), Happened::ended_without_promotion);
  EXPECT_EQ(bench.last<UpdateRecord>()->outcome, "rejected");
  EXPECT_EQ(bench.cycle.champion(), 1U);
  EXPECT_EQ(bench.last<Discard>()->job, 2U);
}

TEST(UpdateCycle, AnInconclusiveOneWaitsForTwiceTheRowsAndThenIsLetGo) {
  Bench bench;
  bench.first_version();
  bench.add_samples(300, 1);
  bench.begin(300, 500);
  bench.trained();
  EXPECT_EQ(bench.compared(6, 5, 100), Happened::nothing);
  EXPECT_EQ(bench.cycle.phase(), Phase::waiting);
  bench.add_samples(99, 1);
  EXPECT_EQ(bench.cycle.phase(), Phase::waiting);
  bench.add_samples(1, 1);
  EXPECT_EQ(bench.cycle.phase(), Phase::judging);
  EXPECT_EQ(bench.last<Compare>()->rows.size(), 200U);
  EXPECT_EQ(bench.compared(12, 11, 200), Happened::ended_without_promotion);
  EXPECT_EQ(bench.last<UpdateRecord>()->outcome, "inconclusive");
}

TEST(UpdateCycle, ATrainerThatFailsLeavesTheChampionInPlaceWithAReason) {
  Bench bench;
  bench.first_version();
  bench.add_samples(300, 1);
  bench.begin(300, 500);
  EXPECT_EQ(bench.trained(false), Happened::ended_without_promotion);
  EXPECT_EQ(bench.last<UpdateRecord>()->outcome, "failed");
  EXPECT_NE(bench.last<UpdateRecord>()->reason.find("killed"), std::string::npos);
  EXPECT_EQ(bench.cycle.champion(), 1U);
}

TEST(UpdateCycle, AnArtefactThatCannotBeInstalledIsAFailure) {
  Bench bench;
  bench.first_version();
  bench.add_samples(300, 1);
  bench.begin(300, 500);
  bench.trained();
  bench.compared(60, 5, 100);
  EXPECT_EQ(bench.cycle.on(Installed{.job = 2, .version = 2, .failure = "disk full"}, Time{}, bench.emit()),
            Happened::ended_without_promotion);
  EXPECT_EQ(bench.cycle.champion(), 1U);
}

TEST(UpdateCycle, TheWatchRollsBackWhereTheVersionBeforeDoesBetter) {
  Bench bench;
  bench.first_version();
  bench.second_version();
  bench.add_samples(9, 2);
  EXPECT_FALSE(bench.cycle.busy());
  bench.add_samples(5, 1);
  EXPECT_FALSE(bench.cycle.busy()) << "rows that another version answered do not count";
  bench.add_samples(10, 2);
  ASSERT_TRUE(bench.cycle.busy());
  EXPECT_EQ(bench.last<Compare>()->champion_version, 1U);
  EXPECT_EQ(bench.last<Compare>()->challenger_version, 2U);
  EXPECT_EQ(bench.last<Compare>()->rows.size(), 10U);
  EXPECT_EQ(bench.compared(0, 0, 10), Happened::nothing);
  EXPECT_FALSE(bench.cycle.busy()) << "nine more have come, which are no block";
  bench.add_samples(1, 2);
  EXPECT_EQ(bench.compared(0, 10, 10), Happened::rolled_back);
  EXPECT_EQ(bench.cycle.champion(), 1U);
  EXPECT_EQ(bench.last<Serve>()->version, 1U);
  EXPECT_EQ(bench.last<UpdateRecord>()->outcome, "rolled_back");
  EXPECT_EQ(bench.last<UpdateRecord>()->version, 2U);
}

TEST(UpdateCycle, TheWatchEndsAfterItsLabels) {
  Bench bench;
  bench.first_version();
  bench.second_version();
  for (int block = 0; block < 8; ++block) {
    bench.add_samples(10, 2);
    ASSERT_TRUE(bench.cycle.busy()) << block;
    EXPECT_EQ(bench.compared(3, 3, 10), Happened::nothing);
  }
  EXPECT_EQ(bench.cycle.watch_text(), "");
  EXPECT_EQ(bench.cycle.champion(), 2U);
}

TEST(UpdateCycle, AWatchThatCouldNotCompareHasNotStood) {
  Bench bench;
  bench.first_version();
  bench.second_version();
  for (int block = 0; block < 8; ++block) {
    bench.add_samples(10, 2);
    ASSERT_TRUE(bench.cycle.busy()) << block;
    EXPECT_EQ(block < 3 ? bench.compared(3, 3, 10) : bench.not_compared(), Happened::nothing);
  }
  EXPECT_EQ(bench.cycle.watch_text(), "");
  EXPECT_EQ(bench.last<WatchRecord>()->outcome, "unseen");
  EXPECT_EQ(bench.cycle.champion(), 2U) << "nothing speaks against it";
  EXPECT_LT(bench.cycle.spending().left(), settings().gate.alpha) << "what it spent is not given back";
}

TEST(UpdateCycle, AnArtefactThatWasRolledBackStaysInQuarantine) {
  Bench bench;
  bench.first_version();
  bench.second_version();
  ASSERT_TRUE(bench.cycle.roll_back("ops", Time{}, bench.emit()));
  ASSERT_EQ(bench.cycle.quarantine().size(), 1U);
  EXPECT_EQ(bench.cycle.quarantine()[0].version, 2U);
  const std::string hash = bench.cycle.quarantine()[0].artefact_hash;
  bench.add_samples(300, 1);
  bench.begin(600, 800);
  EXPECT_EQ(bench.trained_as(hash), Happened::ended_without_promotion);
  EXPECT_EQ(bench.last<UpdateRecord>()->outcome, "rejected");
  EXPECT_NE(bench.last<UpdateRecord>()->reason.find("version 2, which was rolled back"), std::string::npos);
  bench.begin(600, 800);
  bench.trained();
  EXPECT_EQ(bench.cycle.phase(), Phase::judging) << "another one may stand";
}

TEST(UpdateCycle, RetriesShareOneAlpha) {
  Bench bench;
  bench.first_version();
  bench.add_samples(300, 1);
  double before = 1;
  for (int attempt = 1; attempt <= 3; ++attempt) {
    bench.begin(300, 500);
    bench.trained();
    EXPECT_EQ(bench.compared(5, 60, 100), Happened::ended_without_promotion);
    const double alpha = bench.last<UpdateRecord>()->verdict.alpha;
    EXPECT_LT(alpha, before);
    EXPECT_GT(alpha, 0);
    before = alpha / 2;
  }
}

TEST(UpdateCycle, ARollbackByHandGivesUpTheUpdateThatIsUnderWay) {
  Bench bench;
  bench.first_version();
  EXPECT_FALSE(bench.cycle.roll_back("ops", Time{}, bench.emit())) << "there is nothing before the first";
  bench.second_version();
  bench.add_samples(300, 2);
  bench.begin(500, 800);
  EXPECT_TRUE(bench.cycle.roll_back("ops", Time{}, bench.emit()));
  EXPECT_EQ(bench.cycle.champion(), 1U);
  EXPECT_EQ(bench.cycle.phase(), Phase::idle);
  EXPECT_EQ(bench.trained(), Happened::nothing) << "its end is nobody's any more";
}

/// An install that nobody waits for any more may have put its files under the number all the same.
TEST(UpdateCycle, ANumberIsNeverGivenTwice) {
  Bench bench;
  bench.first_version();
  bench.second_version();
  const auto ask_for_another = [&](std::uint64_t from) {
    bench.add_samples(300, bench.cycle.champion());
    bench.begin(from, from + 200);
    bench.trained_as("hash of rows from " + std::to_string(from));
    bench.compared(60, 5, 100);
  };
  ask_for_another(600);
  EXPECT_EQ(bench.last<Install>()->version, 3U);
  EXPECT_TRUE(bench.cycle.roll_back("ops", Time{}, bench.emit()));
  bench.cycle.on(Installed{.job = 3, .version = 3}, Time{}, bench.emit());
  EXPECT_EQ(bench.cycle.champion(), 1U);
  ask_for_another(900);
  EXPECT_EQ(bench.last<Install>()->version, 4U);
  bench.cycle.on(Installed{.job = bench.cycle.record().job, .version = 4, .failure = "disk full"}, Time{}, bench.emit());
  ask_for_another(1200);
  EXPECT_EQ(bench.last<Install>()->version, 5U);
  EXPECT_EQ(bench.installed(), Happened::promoted);
  EXPECT_EQ(bench.cycle.champion(), 5U);
}

TEST(UpdateCycle, WantsItsJobsFolderUntilTheUpdateIsOver) {
  Bench bench;
  EXPECT_EQ(bench.cycle.job_at_hand(), 0U);
  bench.add_samples(300);
  bench.begin(0, 300);
  EXPECT_EQ(bench.cycle.job_at_hand(), 1U);
  bench.trained();
  EXPECT_EQ(bench.cycle.job_at_hand(), 1U);
  bench.installed();
  EXPECT_EQ(bench.cycle.job_at_hand(), 0U);
}

TEST(UpdateCycle, AnswersThatNobodyWaitsForChangeNothing) {
  Bench bench;
  bench.first_version();
  EXPECT_EQ(bench.cycle.on(TrainingEnded{.job = 99, .succeeded = true}, bench.samples, bench.emit()), Happened::nothing);
  EXPECT_EQ(bench.cycle.on(Compared{.job = 99}, bench.samples, Time{}, bench.emit()), Happened::nothing);
  EXPECT_EQ(bench.cycle.on(Installed{.job = 99, .version = 99}, Time{}, bench.emit()), Happened::nothing);
  EXPECT_EQ(bench.cycle.champion(), 1U);
}

TEST(UpdateCycle, AfterARestartInAnyPhaseTheSameEffectIsAskedForAgain) {
  for (const Phase phase : {Phase::training, Phase::judging, Phase::installing}) {
    Bench bench;
    bench.first_version();
    bench.add_samples(300, 1);
    bench.begin(300, 500);
    if (phase != Phase::training) bench.trained();
    if (phase == Phase::installing) bench.compared(60, 5, 100);
    ASSERT_EQ(bench.cycle.phase(), phase);
    UpdateCycle restored = restarted(bench);
    const auto before = bench.emitted;
    bench.emitted.clear();
    restored.resume(bench.samples, bench.emit());
    ASSERT_EQ(bench.emitted.size(), 2U);
    EXPECT_EQ(std::get<Serve>(bench.emitted[0]).version, 1U);
    const bool same = std::visit(
        [&](const auto& asked) {
          using T = std::decay_t<decltype(asked)>;
          if constexpr (std::is_same_v<T, Train> || std::is_same_v<T, Compare> || std::is_same_v<T, Install>)
            return before.end() != std::ranges::find_if(before, [&](const ActionBody& one) {
                     const auto* found = std::get_if<T>(&one);
                     return found != nullptr && *found == asked;
                   });
          return false;
        },
        bench.emitted[1]);
    EXPECT_TRUE(same);
  }
}

}  // namespace
}  // namespace driftd::engine
