#include "updaters/catalogue.h"

#include <gmock/gmock.h>

#include <memory>

namespace driftd::updaters {
namespace {

using testing::ElementsAre;

TEST(Catalogue, KnowsItsOptimizersAndModels) {
  EXPECT_THAT(optimizers().row_names(), ElementsAre("sgd", "adagrad", "rmsprop", "adam", "ftrl", "normalized"));
  EXPECT_THAT(models().row_names(), ElementsAre("auto", "linear", "logistic", "softmax", "one_pass", "mlp", "fm", "xgboost"));
}

TEST(Catalogue, TheDefaultFamilyFitsEveryTaskAndALinearOneItsOwn) {
  for (const auto task : {config::Task::binary, config::Task::multiclass, config::Task::regression}) {
    EXPECT_TRUE(models().choose_default(default_family()).make()->fits(task));
    EXPECT_TRUE(models().choose_default(linear_family(task)).make()->fits(task)) << linear_family(task);
  }
}

TEST(Catalogue, AModelDefaultsToAdagrad) {
  const auto parameters = models().choose_default("logistic").parameters;
  EXPECT_EQ(parameters["optimizer"]["kind"], "adagrad");
}

TEST(Catalogue, RefusesParametersOutOfBoundsByPath) {
  config::Problems problems;
  config::Chosen<LearnerPointer> chosen;
  const config::Json json = {{"kind", "logistic"}, {"epochs", 0}, {"optimizer", {{"kind", "adagrd"}}}, {"l3", 1}};
  config::read_choice(chosen, models(), "kind", json, "/models/0/model", problems);
  const std::string text = to_text(problems);
  EXPECT_THAT(text, testing::HasSubstr("/models/0/model/epochs"));
  EXPECT_THAT(text, testing::HasSubstr("did you mean \"adagrad\""));
  EXPECT_THAT(text, testing::HasSubstr("/models/0/model/l3"));
}

}  // namespace
}  // namespace driftd::updaters
