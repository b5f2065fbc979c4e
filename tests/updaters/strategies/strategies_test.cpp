#include "updaters/strategies/strategy.h"

#include <gmock/gmock.h>

#include "updaters/strategies/catalogue.h"

namespace driftd::updaters {
namespace {

using ::testing::StartsWith;

Situation settled() {
  return {.first = 0,
          .end = 20'000,
          .champion_learnt = 19'000,
          .change = 0,
          .has_champion = true,
          .champion_continues = true,
          .hold_out = 200,
          .min_rows = 100};
}

std::optional<StrategyPlan> plan(const std::string& strategy, const Situation& situation) {
  return strategies().choose_default(strategy).make()->plan(situation);
}

TEST(Retrain, LearnsFromTheNewestRowsAndLeavesTheHoldOut) {
  const auto made = plan("retrain", settled());
  ASSERT_TRUE(made);
  EXPECT_EQ(made->window, (DataWindow{.from = 13'800, .to = 19'800}));
  EXPECT_FALSE(made->continues_champion);
}

TEST(Retrain, LearnsOnlySinceTheChangeWhereEnoughRowsHaveCome) {
  auto situation = settled();
  situation.change = 18'000;
  EXPECT_EQ(plan("retrain", situation)->window.from, 18'000U);
  situation.change = 19'500;
  EXPECT_EQ(plan("retrain", situation)->window.from, 13'800U) << "300 rows are too few to forget the rest for";
}

TEST(Retrain, DoesNothingWithoutRows) {
  EXPECT_FALSE(plan("retrain", {.first = 0, .end = 250, .hold_out = 200, .min_rows = 100}));
  EXPECT_FALSE(plan("retrain", {.first = 0, .end = 0, .hold_out = 0, .min_rows = 10}));
}

TEST(Incremental, ContinuesTheChampionWithWhatItHasNotSeen) {
  const auto made = plan("incremental", settled());
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->continues_champion);
  EXPECT_EQ(made->window, (DataWindow{.from = 19'000, .to = 19'800}));
}

TEST(Incremental, LearnsAQuarterOfRowsFromBeforeTheChangeAlong) {
  auto situation = settled();
  EXPECT_EQ(plan("incremental", situation)->replayed, (ReplayedRows{.among = {.from = 0, .to = 19'000}, .rows = 200})) << "of 800 new ones";
  situation.change = 18'000;
  EXPECT_EQ(plan("incremental", situation)->replayed.among.to, 18'000U) << "those between are of what is now";
  situation.change = 19'500;
  EXPECT_EQ(plan("incremental", situation)->replayed.among.to, 19'000U) << "those of the window are learnt anyway";
  situation.first = 18'900;
  EXPECT_EQ(plan("incremental", situation)->replayed.rows, 50U) << "every second one, at most";
  situation.change = 18'500;
  EXPECT_EQ(plan("incremental", situation)->replayed.rows, 0U) << "no older row is at hand";
}

TEST(Incremental, NeedsAChampionThatCanGoOnAndNewRows) {
  auto situation = settled();
  situation.champion_continues = false;
  EXPECT_FALSE(plan("incremental", situation));
  situation = settled();
  situation.champion_learnt = 19'790;
  EXPECT_FALSE(plan("incremental", situation));
}

std::optional<StrategyPlan> transfer(const config::Json& parameters, const Situation& situation) {
  config::Problems problems;
  const auto chosen = strategies().find("transfer")->choose(parameters, "", problems, {});
  EXPECT_TRUE(problems.empty()) << to_text(problems);
  return chosen.make()->plan(situation);
}

TEST(Transfer, StartsFromTheArtefactThatIsNamedOnTheRowsSinceTheChange) {
  auto situation = settled();
  situation.change = 19'400;
  const auto made = transfer({{"from", {{"model", "other"}, {"version", 3}}}, {"freeze", {"hidden"}}}, situation);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->strategy, "transfer");
  EXPECT_FALSE(made->continues_champion);
  EXPECT_EQ(made->window, (DataWindow{.from = 19'400, .to = 19'800})) << "fewer are enough than from scratch";
  EXPECT_EQ(made->transfer, (TransferOrder{.from = {.model = "other", .version = 3}, .freeze = {Freezable::hidden}}));
  EXPECT_EQ(made->reason, "starts from version 3 of \"other\", on the 400 labelled rows since the change");
  situation.change = 0;
  EXPECT_EQ(transfer(config::Json::object(), situation)->reason, "starts from the version in force, on the newest 6000 labelled rows");
}

TEST(Transfer, MakesTheFirstVersionToo) {
  auto situation = settled();
  situation.has_champion = false;
  EXPECT_EQ(transfer({{"from", {{"model", "other"}}}}, situation)->strategy, "transfer");
  EXPECT_EQ(transfer({{"from", {{"version", 2}}}}, situation)->strategy, "transfer") << "of a time when the model had other features";
  EXPECT_EQ(transfer(config::Json::object(), situation)->strategy, "retrain") << "there is nothing in force to start from";
}

TEST(Reuse, TriesTheEarlierVersionsOnTheNewestRows) {
  auto situation = settled();
  EXPECT_FALSE(plan("reuse", situation)) << "there is none";
  situation.archived = 3;
  const auto made = plan("reuse", situation);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->strategy, "reuse");
  EXPECT_EQ(made->window, (DataWindow{.from = 19'500, .to = 19'800}));
  situation.change = 19'700;
  EXPECT_EQ(plan("reuse", situation)->window.from, 19'700U) << "rows before the change would speak for what was";
}

TEST(Automatic, LooksForAnEarlierVersionWhereRetrainingDidNotWin) {
  auto situation = settled();
  situation.archived = 1;
  situation.attempt = 2;
  EXPECT_EQ(plan("auto", situation)->strategy, "reuse");
  situation.attempt = 4;
  EXPECT_EQ(plan("auto", situation)->strategy, "incremental");
}

TEST(Automatic, LooksAtEarlierVersionsFirstWhereConceptsHaveComeBackBefore) {
  auto situation = settled();
  situation.came_back = 2;
  EXPECT_EQ(plan("auto", situation)->strategy, "retrain") << "there is no earlier version any more";
  situation.archived = 2;
  situation.came_back = 1;
  EXPECT_EQ(plan("auto", situation)->strategy, "retrain") << "once may be luck";
  situation.came_back = 2;
  EXPECT_EQ(plan("auto", situation)->strategy, "reuse");
  EXPECT_THAT(plan("auto", situation)->reason, StartsWith("earlier versions have fitted again twice running: of 2 earlier versions"));
  situation.attempt = 2;
  EXPECT_EQ(plan("auto", situation)->strategy, "retrain");
}

TEST(Automatic, KeepsWhatIsKnownWhereOnlyTheInputsHaveMoved) {
  auto situation = settled();
  situation.inputs_only = true;
  situation.change = 19'000;
  const auto made = plan("auto", situation);
  EXPECT_EQ(made->strategy, "incremental");
  EXPECT_GT(made->replayed.rows, 0U) << "so that it is not forgotten";
  EXPECT_THAT(made->reason, StartsWith("the inputs have moved and nothing says that the answers are worse: what is known is kept: "));
  situation.attempt = 2;
  EXPECT_EQ(plan("auto", situation)->strategy, "retrain");
}

TEST(Automatic, TakesWhatCostsLessWhereLittleIsLeftOfTheDay) {
  auto situation = settled();
  situation.archived = 1;
  situation.retraining_seconds = 120;
  situation.seconds_left = 119.6;
  EXPECT_EQ(plan("auto", situation)->strategy, "reuse");
  EXPECT_THAT(plan("auto", situation)->reason, StartsWith("retraining took 120 s of processor time last and may take 120 s: "));
  situation.attempt = 2;
  EXPECT_EQ(plan("auto", situation)->strategy, "incremental");
  situation.seconds_left = 150;
  situation.attempt = 1;
  EXPECT_EQ(plan("auto", situation)->strategy, "retrain");
  EXPECT_THAT(plan("auto", situation)->reason, StartsWith("from scratch")) << "as a rule";
}

TEST(Online, PublishesTheRivalWhereItIsAhead) {
  auto situation = settled();
  EXPECT_FALSE(plan("online", situation)) << "there is nothing to publish yet";
  situation.rival_ahead = true;
  const auto made = plan("online", situation);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->strategy, "online");
  EXPECT_EQ(made->window.to, 20'000U) << "the rival has stood its trial: no row is held out";
}

TEST(Online, TrainsTheFirstVersion) {
  auto situation = settled();
  situation.has_champion = false;
  EXPECT_EQ(plan("online", situation)->strategy, "retrain");
}

TEST(Automatic, TakesTheRivalFirstWhereItIsAhead) {
  auto situation = settled();
  situation.rival_ahead = true;
  situation.attempt = 3;
  EXPECT_EQ(plan("auto", situation)->strategy, "online");
}

TEST(Automatic, TriesALongMemoryThenOnlyTheRowsSinceTheChangeThenTheChampionItself) {
  auto situation = settled();
  situation.change = 19'500;
  EXPECT_EQ(plan("auto", situation)->window.from, 13'800U);
  situation.attempt = 2;
  EXPECT_EQ(plan("auto", situation)->window.from, 19'500U);
  EXPECT_FALSE(plan("auto", situation)->continues_champion);
  situation.attempt = 3;
  EXPECT_EQ(plan("auto", situation)->strategy, "incremental");
  EXPECT_EQ(plan("auto", situation)->replayed.rows, 0U) << "two attempts lost with the older rows";
  situation.champion_continues = false;
  EXPECT_EQ(plan("auto", situation)->strategy, "retrain") << "there is nothing to continue";
}

}  // namespace
}  // namespace driftd::updaters
