#include "daemon/engine/decay_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/engine/engine.h"

namespace driftd::engine {
namespace {

using ::testing::HasSubstr;

std::string settings(const std::string& more, const std::string& task = "binary") {
  return R"({"models": [{"name": "m", "task": ")" + task +
         R"(", "features": [{"name": "session"}, {"name": "country", "type": "categorical"}], )" + more + "}]}";
}

ModelSettings accepted(const std::string& more) {
  const auto models = read_models(settings(more));
  if (!models) throw std::runtime_error(config::to_text(models.error()));
  return models->front();
}

std::string refused(const std::string& more, const std::string& task = "binary") {
  const auto models = read_models(settings(more, task));
  return models ? "" : config::to_text(models.error());
}

TEST(DecayRules, HoldAScoreOfEachSegment) {
  const auto model = accepted(R"("segments": ["country", {"feature": "session", "most": 5}],
                                 "decay": [{"score": "f1", "below": 0.7, "by": "country", "surely": false}, {"detector": "ddm", "by": "session"}])");
  EXPECT_EQ(model.segments[0].feature, "country");
  EXPECT_EQ(model.segments[0].most, 20);
  EXPECT_EQ(model.segments[1].most, 5);
  const auto& score = std::get<ScoreRule>(model.decay[0]);
  EXPECT_EQ(score.by, "country");
  EXPECT_FALSE(bound_of(score).surely);
  EXPECT_EQ(std::get<DetectorRule>(model.decay[1]).by, "session");
}

TEST(DecayRules, WaitForFewerLabelsOfASegment) {
  const auto model = accepted(R"("segments": ["country"],
                                 "decay": [{"score": "f1", "below": 0.7}, {"score": "f1", "below": 0.7, "by": "country"},
                                           {"score": "f1", "below": 0.7, "by": "country", "min_labels": 100}])");
  const auto least = [&](std::size_t i) { return bound_of(std::get<ScoreRule>(model.decay[i])).least; };
  EXPECT_EQ(least(0), 300U);
  EXPECT_EQ(least(1), 30U);
  EXPECT_EQ(least(2), 100U);
}

TEST(DecayRules, AreSureByDefault) {
  EXPECT_TRUE(std::get<ScoreRule>(accepted(R"("decay": [{"score": "accuracy", "below": 0.7}])").decay[0]).surely);
}

TEST(DecayRules, HoldAScoreOfRankedLists) {
  const auto model = accepted(R"("lists": {"by": "session"}, "decay": [{"score": "ndcg", "k": 5, "below": 0.3, "min_lists": 50}])");
  const auto& rule = std::get<RankingRule>(model.decay[0]);
  EXPECT_EQ(rule.score.parameters["k"], 5);
  EXPECT_EQ(bound_of(rule).least, 50U);
}

TEST(DecayRules, AreWrittenAsTheyAreRead) {
  const auto model = accepted(R"("segments": ["country"], "lists": {"by": "session"},
                                 "decay": [{"score": "mrr", "below": 0.3}, {"score": "brier", "above": 0.2, "by": "country"}, {"detector": "adwin", "by": "country"}])");
  const auto written = model_declaration().write(model);
  ModelSettings again;
  config::Problems problems;
  model_declaration().read(again, written, "", problems);
  EXPECT_TRUE(problems.empty()) << config::to_text(problems);
  EXPECT_EQ(model_declaration().write(again), written);
}

TEST(DecayRules, SayWhatIsWrong) {
  EXPECT_THAT(refused(R"("segments": ["contry"])"),
              HasSubstr("/models/0/segments/0: there is no feature \"contry\" (did you mean \"country\"?)"));
  EXPECT_THAT(refused(R"("segments": ["country", "country"])"), HasSubstr("/models/0/segments/1: \"country\" stands twice"));
  EXPECT_THAT(refused(R"("segments": [{"feature": "country", "most": 0}])"), HasSubstr("/models/0/segments/0/most"));
  EXPECT_THAT(refused(R"("decay": [{"detector": "adwin", "by": "country"}])"), HasSubstr("/models/0/decay/0/by: there are no segments"));
  EXPECT_THAT(refused(R"("segments": ["country"], "decay": [{"score": "f1", "below": 1, "by": "session"}])"),
              HasSubstr("/models/0/decay/0/by: \"session\" is none of \"segments\""));
  EXPECT_THAT(refused(R"("decay": [{"score": "ndcg", "below": 1}])"), HasSubstr("/models/0/decay/0/score: \"ndcg\" is of ranked lists"));
  EXPECT_THAT(refused(R"("decay": [{"score": "ndgc", "below": 1}])"), HasSubstr("did you mean \"ndcg\"?"));
  EXPECT_THAT(refused(R"("lists": {"by": "sesion"})"), HasSubstr("/models/0/lists/by: there is no feature \"sesion\""));
  EXPECT_THAT(refused(R"("lists": {"by": "session"})", "multiclass"), HasSubstr("/models/0/lists: the answers of a multiclass model"));
  EXPECT_THAT(refused(R"("lists": {"by": "session"}, "decay": [{"score": "ndcg"}])"), HasSubstr("needs either \"below\" or \"above\""));
  EXPECT_THAT(refused(R"("decay": [{"score": "mae", "below": 1}])"), HasSubstr("is no score of a binary model"));
}

}  // namespace
}  // namespace driftd::engine
