#include "daemon/engine/update_cycle.h"

#include <gtest/gtest.h>

namespace driftd::engine {
namespace {

using Happened = UpdateCycle::Happened;
using Phase = UpdateCycle::Phase;

updaters::UpdateSettings settings() {
  updaters::UpdateSettings settings;
  settings.gate = {.alpha = 0.05, .min_rows = 50, .looks = 2};
  settings.watch = {.labels = 80, .alpha = 0.05};
  return settings;
}

/// A cycle with its samples and everything that it has emitted.
class Bench {
 public:
  explicit Bench(const updaters::UpdateSettings& under = settings()) : cycle(under, "logistic"), samples(10'000) {}

  UpdateCycle::Emit emit() {
    return [this](ActionBody action) { emitted.push_back(std::move(action)); };
  }
  template <class T>
  const T* last() const {
    for (auto action = emitted.rbegin(); action != emitted.rend(); ++action) {
      if (const auto* found = std::get_if<T>(&*action)) return found;
    }
    return nullptr;
  }
  void add_samples(std::size_t count, std::uint64_t version = 0) {
    for (std::size_t i = 0; i < count; ++i) {
      samples.add({.prediction = samples.end() * 100 + 8, .label = 1});
      cycle.on_sample(samples, version, emit());
    }
  }
  void begin(std::uint64_t from, std::uint64_t to) {
    const updaters::UpdatePlan plan{.cause = {.text = "adwin"},
                                    .strategy = {.strategy = "retrain", .window = {.from = from, .to = to}, .reason = "because"},
                                    .attempt = 1};
    cycle.begin(plan, samples, 7, Time{}, emit());
  }
  Happened trained(bool good = true) { return trained_as("hash " + std::to_string(cycle.record().job), good); }
  Happened trained_as(const std::string& hash, bool good = true) {
    return cycle.on(TrainingEnded{.job = cycle.record().job, .succeeded = good, .reason = good ? "" : "killed", .artefact_hash = hash},
                    samples, emit());
  }
  /// `better` rows only the challenger got right, `worse` only the champion, the rest both.
  Happened compared(std::size_t better, std::size_t worse, std::size_t rows, const updaters::GuardInputs& guards = {}) {
    std::vector<double> champion(rows, 0);
    std::vector<double> challenger(rows, 0);
    std::fill_n(champion.begin(), better, 1);
    std::fill_n(challenger.rbegin(), worse, 1);
    const Compare& asked = *last<Compare>();
    return cycle.on(Compared{.job = asked.job, .champion = champion, .challenger = challenger, .look = asked.look, .guards = guards},
                    samples, Time{}, emit());
  }
  Happened installed() { return cycle.on(Installed{.job = cycle.record().job, .version = last<Install>()->version}, Time{}, emit()); }
  void first_version() {
    add_samples(300);
    begin(0, 300);
    trained();
    installed();
  }
  void second_version() {
    add_samples(300, 1);
    begin(300, 500);
    trained();
    compared(60, 5, 100);
    installed();
  }

  UpdateCycle cycle;
  Samples samples;
  std::vector<ActionBody> emitted;
};

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

updaters::UpdateSettings in_shadow() {
  auto under = settings();
  under.gate.mode = updaters::GateMode::shadow;
  under.gate.shadow = {.labels = 200, .block = 20};
  return under;
}

TEST(UpdateCycle, InTheShadowAChallengerAnswersTheRowsThatComeAndIsPromotedOnEvidence) {
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

TEST(UpdateCycle, InTheShadowAWorseOneIsRejectedAndAnUndecidedOneGivenUp) {
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

TEST(UpdateCycle, WhatTheShadowGrantsTheGuardsMayForbid) {
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

TEST(UpdateCycle, AChallengerInTheShadowSurvivesARestart) {
  Bench bench(in_shadow());
  bench.first_version();
  bench.add_samples(300, 1);
  bench.begin(300, 500);
  bench.trained();
  bench.add_samples(20, 1);
  bench.compared(3, 0, 20);
  bench.add_samples(20, 1);
  detectors::StateWriter state;
  bench.cycle.save(state);
  UpdateCycle restored(in_shadow(), "logistic");
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  ASSERT_FALSE(reader.failed());
  EXPECT_TRUE(reader.at_end());
  const Compare asked = *bench.last<Compare>();
  bench.emitted.clear();
  restored.resume(bench.samples, bench.emit());
  ASSERT_NE(bench.last<Compare>(), nullptr);
  EXPECT_EQ(*bench.last<Compare>(), asked);
}

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

TEST(UpdateCycle, ACanaryAnswersItsShareOnceItsHoldOutSpeaksNotAgainstIt) {
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

TEST(UpdateCycle, AChallengerThatItsHoldOutShowsToBeWorseAnswersNobody) {
  Bench bench(with_canary());
  bench.first_version();
  bench.add_samples(300, 1);
  bench.begin(300, 500);
  bench.trained();
  EXPECT_EQ(bench.compared(0, 30, 100), Happened::ended_without_promotion);
  EXPECT_EQ(bench.last<UpdateRecord>()->outcome, "rejected");
  EXPECT_EQ(bench.last<Serve>()->canary, 0U);
}

TEST(UpdateCycle, WhatTheGuardsForbidAnswersNobodyEither) {
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

TEST(UpdateCycle, ACanaryThatWinsOnTheRowsThatComeIsPromotedAsItStands) {
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

TEST(UpdateCycle, ACanaryThatLosesAnswersNobodyAnyMore) {
  Bench bench(with_canary());
  bring_out_canary(bench);
  bench.add_samples(50, 1);
  EXPECT_EQ(bench.compared(0, 45, 50), Happened::ended_without_promotion);
  EXPECT_EQ(bench.last<UpdateRecord>()->outcome, "rejected");
  EXPECT_EQ(*bench.last<Serve>(), Serve{.version = 1});
  EXPECT_EQ(bench.cycle.canary(), 0U);
}

TEST(UpdateCycle, ACanaryThatStaysUndecidedIsGivenUp) {
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

TEST(UpdateCycle, ACanarySurvivesARestart) {
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

TEST(UpdateCycle, ARollbackEndsTheCanaryToo) {
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
    detectors::StateWriter state;
    bench.cycle.save(state);
    UpdateCycle restored(settings(), "logistic");
    detectors::StateReader reader(state.bytes());
    restored.load(reader);
    ASSERT_FALSE(reader.failed());
    EXPECT_TRUE(reader.at_end());
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
