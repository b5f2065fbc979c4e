#include "updaters/gate.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
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

Rows rows(std::size_t wins, std::size_t losses, std::size_t ties) {
  Rows rows;
  rows.champion.insert(rows.champion.end(), wins, 1);
  rows.challenger.insert(rows.challenger.end(), wins, 0);
  rows.champion.insert(rows.champion.end(), losses, 0);
  rows.challenger.insert(rows.challenger.end(), losses, 1);
  rows.champion.insert(rows.champion.end(), ties, 0);
  rows.challenger.insert(rows.challenger.end(), ties, 0);
  return rows;
}

TEST(Gate, PromotesTheClearlyBetter) {
  const auto [champion, challenger] = rows(30, 5, 165);
  const Verdict verdict = judge({}, champion, challenger, 0);
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
  EXPECT_EQ(judge({}, champion, challenger, 0).decision, Decision::reject);
}

TEST(Gate, LeavesASmallDifferenceUndecided) {
  const auto [champion, challenger] = rows(12, 9, 179);
  const Verdict verdict = judge({}, champion, challenger, 0);
  EXPECT_EQ(verdict.decision, Decision::inconclusive);
  EXPECT_GT(verdict.p_better, 0.1);
}

TEST(Gate, TwoModelsThatAnswerAlikeProveNothing) {
  for (const GateTest test : {GateTest::mcnemar, GateTest::paired_t}) {
    const auto [champion, challenger] = rows(0, 0, 100);
    const Verdict verdict = judge({.test = test}, champion, challenger, 0);
    EXPECT_EQ(verdict.decision, Decision::inconclusive);
    EXPECT_EQ(verdict.p_better, 1);
    EXPECT_EQ(verdict.p_worse, 1);
  }
}

TEST(Gate, DecidesNothingOnTooFewRowsAndSpendsNothing) {
  const auto [champion, challenger] = rows(49, 0, 0);
  const Verdict verdict = judge({.min_rows = 50}, champion, challenger, 0);
  EXPECT_EQ(verdict.decision, Decision::inconclusive);
  EXPECT_EQ(verdict.alpha, 0);
  EXPECT_EQ(judge({}, {}, {}, 0).decision, Decision::inconclusive);
}

TEST(Gate, SplitsAlphaOverTheLooks) {
  const auto [champion, challenger] = rows(10, 3, 100);  // p = 0.046
  EXPECT_EQ(judge({.alpha = 0.05, .looks = 1}, champion, challenger, 0).decision, Decision::promote);
  EXPECT_EQ(judge({.alpha = 0.05, .looks = 2}, champion, challenger, 0).decision, Decision::inconclusive);
  EXPECT_EQ(judge({.alpha = 0.1, .looks = 2}, champion, challenger, 1).decision, Decision::promote);
}

TEST(Gate, HasNothingToSpendAfterTheLastLook) {
  const auto [champion, challenger] = rows(100, 0, 0);
  const Verdict verdict = judge({.looks = 2}, champion, challenger, 2);
  EXPECT_EQ(verdict.decision, Decision::inconclusive);
  EXPECT_EQ(verdict.alpha, 0);
}

TEST(Gate, ComparesSquaredErrorsByThePairedT) {
  std::mt19937_64 random(4);
  Losses champion(200);
  Losses challenger(200);
  for (std::size_t i = 0; i < 200; ++i) {
    champion[i] = 2 + samples::uniform(random);
    challenger[i] = champion[i] - 0.1 + 0.2 * samples::normal(random);
  }
  EXPECT_EQ(judge({}, champion, challenger, 0).test, GateTest::paired_t);
  EXPECT_EQ(judge({}, champion, challenger, 0).decision, Decision::promote);
  EXPECT_EQ(judge({}, challenger, champion, 0).decision, Decision::reject);
}

TEST(Gate, DecidesOnADifferenceThatNeverVaries) {
  const Losses champion(60, 2.0);
  const Losses challenger(60, 1.5);
  EXPECT_EQ(judge({}, champion, challenger, 0).decision, Decision::promote);
  EXPECT_EQ(judge({}, challenger, champion, 0).decision, Decision::reject);
}

TEST(Gate, SurvivesLossesWhoseSquaresOverflow) {
  Losses champion(60, 1e300);
  const Losses challenger(60, 1.5);
  champion[0] = 2e300;
  EXPECT_EQ(judge({}, champion, challenger, 0).decision, Decision::promote);
  EXPECT_EQ(judge({}, challenger, champion, 0).decision, Decision::reject);
}

TEST(Gate, NeverPromotesAChallengerThatFailedToAnswer) {
  Losses champion(60, 2.5);
  Losses challenger(60, 1.5);
  challenger[7] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(judge({}, champion, challenger, 0).decision, Decision::reject);
  challenger[7] = 1;
  champion[7] = std::numeric_limits<double>::infinity();
  EXPECT_EQ(judge({}, champion, challenger, 0).decision, Decision::promote);
}

/// The share of `rounds` challengers that any of the looks, each on more rows, promotes. Just one of the two models is right in `wins` of
/// the rows (the challenger) and in `losses` (the champion).
double share_promoted(double wins, double losses, std::size_t n, int rounds, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const GateSettings settings;
  int promoted = 0;
  Losses champion(n);
  Losses challenger(n);
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < n; ++i) {
      const double draw = samples::uniform(random);
      champion[i] = draw < wins ? 1 : 0;
      challenger[i] = draw >= wins && draw < wins + losses ? 1 : 0;
    }
    for (std::int64_t look = 0; look < settings.looks; ++look) {
      const std::size_t seen = n * static_cast<std::size_t>(look + 1) / static_cast<std::size_t>(settings.looks);
      const auto decision = judge(settings, std::span(champion).first(seen), std::span(challenger).first(seen), look).decision;
      if (decision == Decision::promote) ++promoted;
      if (decision != Decision::inconclusive) break;
    }
  }
  return static_cast<double>(promoted) / rounds;
}

TEST(Gate, PromotesAtMostAShareAlphaOfEqualChallengersOverAllLooks) {
  constexpr int kRounds = 2000;
  const double slack = 3 * std::sqrt(0.05 * 0.95 / kRounds);
  for (const std::size_t n : {500U, 2000U}) {
    const double share = share_promoted(0.03, 0.03, n, kRounds, n);
    EXPECT_LE(share, 0.05 + slack) << "n = seed = " << n;
    EXPECT_GT(share, 0) << "the test can tell";
  }
}

TEST(Gate, PromotesMostChallengersThatAreTwoPointsBetter) {
  EXPECT_GE(share_promoted(0.04, 0.02, 5000, 300, 17), 0.8) << "seed 17";
}

TEST(Gate, ReadsItsSettings) {
  GateSettings settings;
  config::Problems problems;
  gate_declaration().read(settings, {{"test", "mcnemar"}, {"alpha", 0.01}, {"looks", 2}}, "/gate", problems);
  EXPECT_TRUE(problems.empty()) << to_text(problems);
  EXPECT_EQ(settings.test, GateTest::mcnemar);
  EXPECT_EQ(settings.alpha, 0.01);
  EXPECT_EQ(settings.looks, 2);
  for (const config::Json& bad : {config::Json{{"alpha", 0}}, config::Json{{"alpha", 0.6}}, config::Json{{"min_rows", 1}},
                                  config::Json{{"looks", 0}}, config::Json{{"test", "coin"}}}) {
    problems.clear();
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
}

}  // namespace
}  // namespace driftd::updaters
