#include "updaters/gate/gate.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>
#include <utility>
#include <vector>

#include "tests/updaters/samples.h"

namespace driftd::updaters {
namespace {

using Losses = std::vector<double>;

/// 0 / 1 losses with so many rows that just the challenger, just the champion, or both got right.
struct Rows {
  Losses champion;
  Losses challenger;
};

/// The settings' alpha is all the attempt's, as for a first one.
Verdict judge_all(const GateSettings& settings, const Losses& champion, const Losses& challenger, std::int64_t look = 0,
                  LossKind kind = LossKind::zero_one) {
  return judge(settings, PairedLosses{.champion = champion, .challenger = challenger, .kind = kind},
               {.look = look, .alpha = settings.alpha});
}

Rows rows(std::size_t wins, std::size_t losses, std::size_t ties) {
  Rows rows;
  rows.champion.insert(rows.champion.end(), wins, 1);
  rows.challenger.insert(rows.challenger.end(), wins, 0);
  rows.champion.insert(rows.champion.end(), losses, 0);
  rows.challenger.insert(rows.challenger.end(), losses, 1);
  rows.champion.insert(rows.champion.end(), ties, 0);
  rows.challenger.insert(rows.challenger.end(), ties, 0);
  // In no order: a run of wins would be rows that go with their neighbours.
  std::mt19937_64 random(1);
  for (std::size_t i = rows.champion.size(); i > 1; --i) {
    const std::size_t j = random() % i;
    std::swap(rows.champion[i - 1], rows.champion[j]);
    std::swap(rows.challenger[i - 1], rows.challenger[j]);
  }
  return rows;
}

TEST(Gate, PromotesTheClearlyBetter) {
  const auto [champion, challenger] = rows(30, 5, 165);
  const Verdict verdict = judge_all({}, champion, challenger, 0);
  EXPECT_EQ(verdict.decision, Decision::promote);
  EXPECT_EQ(verdict.test, GateTest::mcnemar);
  EXPECT_EQ(verdict.rows, 200U);
  EXPECT_DOUBLE_EQ(verdict.champion_loss, 0.15);
  EXPECT_DOUBLE_EQ(verdict.challenger_loss, 0.025);
  EXPECT_LT(verdict.p_better, 1e-4);
  EXPECT_DOUBLE_EQ(verdict.alpha, 0.05 / static_cast<double>(GateSettings{}.looks));
}

TEST(Gate, RejectsTheClearlyWorse) {
  const auto [champion, challenger] = rows(5, 30, 165);
  EXPECT_EQ(judge_all({}, champion, challenger, 0).decision, Decision::reject);
}

TEST(Gate, LeavesASmallDifferenceUndecided) {
  const auto [champion, challenger] = rows(12, 9, 179);
  const Verdict verdict = judge_all({}, champion, challenger, 0);
  EXPECT_EQ(verdict.decision, Decision::inconclusive);
  EXPECT_GT(verdict.p_better, 0.1);
}

TEST(Gate, TwoModelsThatAnswerAlikeProveNothing) {
  for (const GateTest test :
       {GateTest::automatic, GateTest::mcnemar, GateTest::paired_t, GateTest::diebold_mariano, GateTest::bootstrap, GateTest::sequential}) {
    const auto [champion, challenger] = rows(0, 0, 100);
    const Verdict verdict = judge_all({.test = test}, champion, challenger, 0);
    EXPECT_EQ(verdict.decision, Decision::inconclusive);
    EXPECT_EQ(verdict.p_better, 1);
    EXPECT_EQ(verdict.p_worse, 1);
  }
}

TEST(Gate, DecidesNothingOnTooFewRowsAndSpendsNothing) {
  const auto [champion, challenger] = rows(49, 0, 0);
  const Verdict verdict = judge_all({.min_rows = 50}, champion, challenger, 0);
  EXPECT_EQ(verdict.decision, Decision::inconclusive);
  EXPECT_EQ(verdict.alpha, 0);
  EXPECT_EQ(judge_all({}, Losses{}, Losses{}, 0).decision, Decision::inconclusive);
}

TEST(Gate, SplitsAlphaOverTheLooks) {
  const auto [champion, challenger] = rows(10, 3, 100);  // p = 0.046
  EXPECT_EQ(judge_all({.alpha = 0.05, .looks = 1}, champion, challenger, 0).decision, Decision::promote);
  EXPECT_EQ(judge_all({.alpha = 0.05, .looks = 2}, champion, challenger, 0).decision, Decision::inconclusive);
  EXPECT_EQ(judge_all({.alpha = 0.1, .looks = 2}, champion, challenger, 1).decision, Decision::promote);
}

TEST(Gate, HasNothingToSpendAfterTheLastLook) {
  const auto [champion, challenger] = rows(100, 0, 0);
  const Verdict verdict = judge_all({.looks = 2}, champion, challenger, 2);
  EXPECT_EQ(verdict.decision, Decision::inconclusive);
  EXPECT_EQ(verdict.alpha, 0);
}

TEST(Gate, ComparesSquaredErrorsByDieboldAndMariano) {
  std::mt19937_64 random(4);
  Losses champion(200);
  Losses challenger(200);
  for (std::size_t i = 0; i < 200; ++i) {
    champion[i] = 2 + samples::uniform(random);
    challenger[i] = champion[i] - 0.1 + 0.2 * samples::normal(random);
  }
  EXPECT_EQ(judge_all({}, champion, challenger, 0, LossKind::squared).test, GateTest::diebold_mariano);
  EXPECT_EQ(judge_all({}, champion, challenger, 0, LossKind::squared).decision, Decision::promote);
  EXPECT_EQ(judge_all({}, challenger, champion, 0, LossKind::squared).decision, Decision::reject);
}

TEST(Gate, DecidesOnADifferenceThatNeverVaries) {
  const Losses champion(60, 2.0);
  const Losses challenger(60, 1.5);
  EXPECT_EQ(judge_all({}, champion, challenger, 0, LossKind::squared).decision, Decision::promote);
  EXPECT_EQ(judge_all({}, challenger, champion, 0, LossKind::squared).decision, Decision::reject);
}

TEST(Gate, SurvivesLossesWhoseSquaresOverflow) {
  Losses champion(60, 1e300);
  const Losses challenger(60, 1.5);
  champion[0] = 2e300;
  EXPECT_EQ(judge_all({}, champion, challenger, 0, LossKind::squared).decision, Decision::promote);
  EXPECT_EQ(judge_all({}, challenger, champion, 0, LossKind::squared).decision, Decision::reject);
}

TEST(Gate, NeverPromotesAChallengerThatFailedToAnswer) {
  Losses champion(60, 2.5);
  Losses challenger(60, 1.5);
  challenger[7] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(judge_all({}, champion, challenger, 0, LossKind::squared).decision, Decision::reject);
  challenger[7] = 1;
  champion[7] = std::numeric_limits<double>::infinity();
  EXPECT_EQ(judge_all({}, champion, challenger, 0, LossKind::squared).decision, Decision::promote);
}

TEST(Gate, AMarginAsksForMoreOrForLess) {
  const auto [champion, challenger] = rows(40, 20, 940);  // better by .02
  EXPECT_EQ(judge_all({.alpha = 0.1}, champion, challenger).decision, Decision::promote);
  EXPECT_EQ(judge_all({.claim = Claim::better, .margin = 0.02}, champion, challenger).decision, Decision::inconclusive);
  EXPECT_EQ(judge_all({.claim = Claim::better, .margin = 0.05}, champion, challenger).decision, Decision::reject);
  EXPECT_EQ(judge_all({.claim = Claim::not_worse, .margin = 0.01}, challenger, champion).decision, Decision::inconclusive);
  EXPECT_EQ(judge_all({.claim = Claim::not_worse, .margin = 0.04}, challenger, champion).decision, Decision::promote)
      << "worse by .02, and .04 were allowed";
  EXPECT_EQ(judge_all({.claim = Claim::not_worse, .margin = 0.001}, challenger, champion).decision, Decision::reject);
}

TEST(Gate, AMarginMayBeAShareOfTheChampionsLoss) {
  const auto [champion, challenger] = rows(100, 40, 860);  // losses .1 and .04
  EXPECT_EQ(judge_all({.margin = 0.2, .margin_of = MarginOf::share}, champion, challenger).decision, Decision::promote);
  EXPECT_EQ(judge_all({.margin = 0.9, .margin_of = MarginOf::share}, champion, challenger).decision, Decision::reject);
}

TEST(Gate, AnAttemptSpendsWhatItIsGivenAndARejectionNothing) {
  const auto [champion, challenger] = rows(10, 2, 100);  // p = .019
  const PairedLosses losses{.champion = champion, .challenger = challenger};
  EXPECT_EQ(judge({.looks = 1}, losses, {.alpha = 0.05}).decision, Decision::promote);
  EXPECT_EQ(judge({.looks = 1}, losses, {.alpha = 0.01}).decision, Decision::inconclusive);
  const PairedLosses other{.champion = challenger, .challenger = champion};
  EXPECT_EQ(judge({.looks = 1}, other, {.alpha = 0.0001}).decision, Decision::reject);
}

TEST(Gate, RowsThatGoWithTheirNeighboursProveLess) {
  // Runs of 20 rows: 12 runs for the challenger, 4 for the champion. As 240 to 80 independent rows this would be certain.
  Losses champion;
  Losses challenger;
  for (int run = 0; run < 16; ++run) {
    champion.insert(champion.end(), 20, run % 4 == 0 ? 0 : 1);
    challenger.insert(challenger.end(), 20, run % 4 == 0 ? 1 : 0);
  }
  EXPECT_LT(judge_all({.test = GateTest::mcnemar}, champion, challenger).p_better, 1e-15);
  EXPECT_GT(judge_all({}, champion, challenger).p_better, 1e-6);
}

TEST(Gate, TheSequentialTestNeedsNoSplitting) {
  const auto [champion, challenger] = rows(40, 0, 20);
  const Verdict verdict = judge_all({.test = GateTest::sequential, .looks = 5}, champion, challenger, 3);
  EXPECT_EQ(verdict.decision, Decision::promote);
  EXPECT_DOUBLE_EQ(verdict.alpha, 0.05);
  EXPECT_LE(verdict.p_better, 0.05);
  EXPECT_EQ(judge_all({.test = GateTest::sequential}, challenger, champion).decision, Decision::reject);
}

TEST(Gate, SaysOnWhatGrounds) {
  const auto [champion, challenger] = rows(30, 5, 165);
  const Verdict verdict = judge_all({}, champion, challenger);
  ASSERT_EQ(verdict.evidence.size(), 1U);
  EXPECT_EQ(verdict.evidence[0].name, "mcnemar");
  EXPECT_TRUE(verdict.evidence[0].holds);
  EXPECT_EQ(verdict.evidence[0].value, verdict.p_better);
  EXPECT_THAT(verdict.evidence[0].text, testing::HasSubstr("30 rows for the challenger, 5 for the champion, of 200"));
}

TEST(Gate, AGuardThatDoesNotHoldTurnsAPromotionDown) {
  const auto [champion, challenger] = rows(30, 5, 165);
  const PairedLosses losses{.champion = champion, .challenger = challenger};
  GateSettings settings;
  settings.guards.size = SizeGuard{.bytes = 1000};
  EXPECT_EQ(judge(settings, losses, {.bytes = 1000}, {}).decision, Decision::promote);
  const Verdict verdict = judge(settings, losses, {.bytes = 1001}, {});
  EXPECT_EQ(verdict.decision, Decision::reject);
  ASSERT_EQ(verdict.evidence.size(), 2U);
  EXPECT_FALSE(verdict.evidence[1].holds);
  EXPECT_THAT(text_of(verdict), testing::HasSubstr("size: 1001 bytes, at most 1000"));
  const PairedLosses swapped{.champion = challenger, .challenger = champion};
  EXPECT_EQ(judge(settings, swapped, {.bytes = 1001}, {}).evidence.size(), 1U) << "what lost anyway is not asked";
}

TEST(Gate, AVerdictSurvivesACheckpoint) {
  const auto [champion, challenger] = rows(30, 5, 165);
  const Verdict verdict = judge_all({}, champion, challenger);
  detectors::StateWriter state;
  save(verdict, state);
  detectors::StateReader reader(state.bytes());
  Verdict read;
  load(read, reader);
  EXPECT_FALSE(reader.failed());
  EXPECT_EQ(read, verdict);
  detectors::StateReader cut(std::string_view(state.bytes()).substr(0, 20));
  load(read, cut);
  EXPECT_TRUE(cut.failed());
}

TEST(Gate, ReadsItsSettings) {
  GateSettings settings;
  config::Problems problems;
  gate_declaration().read(settings, {{"test", "mcnemar"}, {"alpha", 0.01}, {"looks", 2}}, "/gate", problems);
  EXPECT_TRUE(problems.empty()) << to_text(problems);
  EXPECT_EQ(settings.test, GateTest::mcnemar);
  EXPECT_EQ(settings.alpha, 0.01);
  EXPECT_EQ(settings.looks, 2);
  EXPECT_FALSE(settings.guards.any()) << "a guard is off until it is set";
  gate_declaration().read(settings,
                          {{"claim", "not_worse"},
                           {"margin", 0.05},
                           {"margin_of", "share"},
                           {"mode", "shadow"},
                           {"loss", "brier"},
                           {"shadow", {{"labels", 800}}},
                           {"guards", {{"segments", {{"margin", 0.1}}}, {"size", {{"bytes", "1MiB"}}}}}},
                          "/gate", problems);
  EXPECT_TRUE(problems.empty()) << to_text(problems);
  EXPECT_EQ(settings.claim, Claim::not_worse);
  EXPECT_EQ(settings.mode, GateMode::shadow);
  EXPECT_EQ(settings.guards.segments->margin, 0.1);
  EXPECT_EQ(settings.guards.size->bytes, 1U << 20U);
  EXPECT_EQ(settings.canary.share, 0.1);
  gate_declaration().read(settings, {{"mode", "canary"}, {"canary", {{"share", 0.5}}}}, "/gate", problems);
  EXPECT_TRUE(problems.empty()) << to_text(problems);
  EXPECT_EQ(settings.mode, GateMode::canary);
  EXPECT_EQ(settings.canary.share, 0.5);
  for (const config::Json& bad :
       {config::Json{{"alpha", 0}}, config::Json{{"alpha", 0.6}}, config::Json{{"min_rows", 1}}, config::Json{{"looks", 0}},
        config::Json{{"test", "coin"}}, config::Json{{"canary", {{"share", 0}}}}, config::Json{{"canary", {{"share", 0.51}}}},
        config::Json{{"claim", "not_worse"}}, config::Json{{"margin", 2}, {"margin_of", "share"}}}) {
    problems.clear();
    settings = {};
    gate_declaration().read(settings, bad, "/gate", problems);
    EXPECT_EQ(problems.size(), 1U) << bad;
  }
}

TEST(Gate, NamesItsDecisionsAndTests) {
  EXPECT_EQ(name_of(Decision::promote), "promote");
  EXPECT_EQ(name_of(Decision::reject), "reject");
  EXPECT_EQ(name_of(Decision::inconclusive), "inconclusive");
  EXPECT_EQ(name_of(GateTest::automatic), "auto");
  EXPECT_EQ(name_of(GateTest::mcnemar), "mcnemar");
  EXPECT_EQ(name_of(GateTest::paired_t), "paired_t");
  EXPECT_EQ(name_of(GateTest::diebold_mariano), "diebold_mariano");
  EXPECT_EQ(name_of(GateTest::bootstrap), "bootstrap");
  EXPECT_EQ(name_of(GateTest::sequential), "sequential");
}

}  // namespace
}  // namespace driftd::updaters
