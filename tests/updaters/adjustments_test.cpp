#include "updaters/adjustments.h"

#include <gtest/gtest.h>

#include "updaters/catalogue.h"

namespace driftd::updaters {
namespace {

using config::Json;

Json learner(const char* family) {
  return config::write_choice(models().choose_default(family), "kind");
}

bool is_accepted(const Json& json) {
  config::Chosen<LearnerPointer> read;
  config::Problems problems;
  config::read_choice(read, models(), "kind", json, "", problems);
  return problems.empty();
}

TEST(Adjustments, NoneChangeNothing) {
  for (const auto& name : models().row_names()) EXPECT_EQ(adjusted(learner(name.c_str()), {}), learner(name.c_str()));
}

TEST(Adjustments, TheRateIsTheOptimizersOrTheLearnersOwn) {
  const Json logistic = learner("logistic");
  EXPECT_DOUBLE_EQ(adjusted(logistic, {.rate_factor = 0.5})["optimizer"]["rate"].get<double>(),
                   logistic["optimizer"]["rate"].get<double>() / 2);
  const Json trees = learner("xgboost");
  EXPECT_DOUBLE_EQ(adjusted(trees, {.rate_factor = 0.5})["rate"].get<double>(), trees["rate"].get<double>() / 2);
}

TEST(Adjustments, AnotherOptimizerComesWithItsDefaultsAtTheRateAskedFor) {
  const auto changed = adjusted(learner("logistic"), {.rate_factor = 0.1, .optimizer = "adam"});
  const auto adam = config::write_choice(optimizers().choose_default("adam"), "kind");
  EXPECT_EQ(changed["optimizer"]["kind"], "adam");
  EXPECT_DOUBLE_EQ(changed["optimizer"]["rate"].get<double>(), adam["rate"].get<double>() * 0.1);
}

TEST(Adjustments, WhatComesOfThemIsAcceptedByEveryFamily) {
  for (const auto& name : models().row_names()) {
    const Json changed = adjusted(learner(name.c_str()), {.rate_factor = 1.0 / 9, .optimizer = "adam", .wider = 2, .without = "xgboost"});
    EXPECT_TRUE(is_accepted(changed)) << changed;
  }
}

TEST(Recourse, IsWhatALearnerHas) {
  const auto logistic = recourse_of(learner("logistic"));
  EXPECT_TRUE(logistic.rate);
  EXPECT_NE(logistic.optimizer, "");
  EXPECT_NE(logistic.optimizer, learner("logistic")["optimizer"]["kind"]);
  EXPECT_FALSE(logistic.chooses_family);
  const auto trees = recourse_of(learner("xgboost"));
  EXPECT_TRUE(trees.rate);
  EXPECT_EQ(trees.optimizer, "");
}

TEST(Recourse, OnlyWhatMayChooseHasAnotherFamily) {
  Json automatic = learner("auto");
  EXPECT_TRUE(recourse_of(automatic).chooses_family);
  automatic["families"] = {"logistic"};
  EXPECT_FALSE(recourse_of(automatic).chooses_family);
  automatic["families"] = {"logistic", "xgboost"};
  EXPECT_TRUE(recourse_of(automatic).chooses_family);
}

TEST(Recourse, OfNothingIsNone) {
  const auto none = recourse_of(Json());
  EXPECT_FALSE(none.rate || none.chooses_family || !none.optimizer.empty());
}

}  // namespace
}  // namespace driftd::updaters
