#include "updaters/models/automatic/automatic_learner.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/updaters/samples.h"
#include "updaters/catalogue.h"
#include "updaters/models/automatic/chosen_model.h"

namespace driftd::updaters {
namespace {

using config::FeatureType;
using config::Json;
using config::Task;
using testing::HasSubstr;
using testing::StartsWith;

LearnerPointer automatic(const Json& parameters = Json::object()) {
  config::Problems problems;
  const auto chosen = models().find("auto")->choose(parameters, "", problems, {});
  EXPECT_TRUE(problems.empty()) << to_text(problems);
  return chosen.make();
}

ModelPointer train(const samples::Sample& sample, const Model* base = nullptr) {
  auto trained = automatic()->train(sample.schema, sample.rows, base, 1);
  EXPECT_TRUE(trained) << trained.error().message;
  return trained.value_or(nullptr);
}

const ChosenModel& choice_of(const ModelPointer& model) {
  return dynamic_cast<const ChosenModel&>(*model);
}

/// The label is the exclusive or of two signs; or a coin that a sum of both loads.
samples::Sample signs(std::size_t n, bool exclusive, std::uint64_t seed) {
  samples::Sample sample{.schema = {.task = Task::binary, .features = {{"a", FeatureType::numeric}, {"b", FeatureType::numeric}}},
                         .rows = {.columns = 2}};
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < n; ++i) {
    const double a = samples::normal(random);
    const double b = samples::normal(random);
    sample.rows.values.insert(sample.rows.values.end(), {a, b});
    const bool truth = exclusive ? (a > 0) != (b > 0) : samples::uniform(random) < 1 / (1 + std::exp(-a - b));
    sample.rows.labels.push_back(truth ? 1 : 0);
  }
  return sample;
}

TEST(AutomaticLearner, TakesALinearModelWhereThatDoes) {
  const auto model = train(signs(600, false, 1));
  EXPECT_EQ(choice_of(model).family(), "logistic");
  EXPECT_THAT(model->notes(), StartsWith("logistic by the Brier score on the 200 newest rows: logistic 0."));
  EXPECT_THAT(model->notes(), HasSubstr("xgboost 0."));
}

TEST(AutomaticLearner, TakesTreesWhereALinearModelCannot) {
  EXPECT_EQ(choice_of(train(signs(600, true, 1))).family(), "xgboost");
}

TEST(AutomaticLearner, LearnsFromAllRowsOnceItHasChosen) {
  auto sample = signs(600, true, 1);
  for (std::size_t i = 480; i < 600; ++i) {
    sample.rows.values[2 * i] += 100;  // a region that only the newest rows know
    sample.rows.labels[i] = static_cast<double>(i % 2);
    sample.rows.values[2 * i + 1] = i % 2 == 0 ? -5 : 5;
  }
  const auto model = train(sample);
  Answers answers;
  model->predict(std::vector<double>{100, -5, 100, 5}, answers);
  EXPECT_EQ(answers.values, (std::vector<double>{0, 1}));
}

TEST(AutomaticLearner, TriesNoFurtherFamilyOnceHalfOfTheBudgetIsSpent) {
  const auto sample = signs(600, true, 1);
  const auto learner = automatic();
  learner->keep_within([] { return 0.49; });
  const auto model = learner->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_TRUE(model);
  EXPECT_EQ(choice_of(*model).family(), "logistic");
  EXPECT_THAT((*model)->notes(), HasSubstr("; no time to try one_pass, mlp, xgboost"));
}

TEST(AutomaticLearner, ChoosesNoFamilyThatWouldTakeMoreThanIsLeft) {
  const auto sample = signs(600, true, 1);
  const auto learner = automatic({{"families", {"logistic", "xgboost"}}});
  int asked = 0;  // before and behind each trial, and once in the end: xgboost took six tenths
  learner->keep_within([&asked] { return ++asked <= 3 ? 1.0 : 0.4; });
  const auto model = learner->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_TRUE(model);
  EXPECT_EQ(choice_of(*model).family(), "logistic");
  EXPECT_THAT((*model)->notes(), HasSubstr(" (no time to learn from all rows)"));
}

TEST(AutomaticLearner, TakesTheBestAsItWasTriedWhereNobodyHasTimeToLearnOnceMore) {
  const auto sample = signs(600, true, 1);
  const auto learner = automatic({{"families", {"logistic", "xgboost"}}});
  int asked = 0;  // logistic takes two tenths, xgboost five, then little is left
  learner->keep_within([&asked] { return std::array{1.0, 0.8, 0.8, 0.3, 0.1}[static_cast<std::size_t>(std::min(asked++, 4))]; });
  const auto model = learner->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_TRUE(model);
  EXPECT_EQ(choice_of(*model).family(), "xgboost");
  EXPECT_THAT((*model)->notes(), HasSubstr("; it has not learnt from these rows"));
}

TEST(AutomaticLearner, TakesTheFirstThatLearnsWhereRowsAreTooFewToChoose) {
  const auto model = train(signs(20, false, 1));
  EXPECT_EQ(choice_of(model).family(), "logistic");
  EXPECT_EQ(model->notes(), "too few rows to choose by");
}

TEST(AutomaticLearner, GoesOnWithTheFamilyOfTheBase) {
  const auto base = train(signs(600, true, 1));
  const auto model = train(signs(200, false, 2), base.get());
  EXPECT_EQ(choice_of(model).family(), "xgboost");
  EXPECT_EQ(model->notes(), "goes on as xgboost");
  const auto other = models().choose_default("logistic").make()->train(base->schema(), signs(200, false, 2).rows, nullptr, 1);
  const auto refused = automatic()->train(base->schema(), signs(200, false, 2).rows, other->get(), 1);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("of no family that is tried here"));
}

TEST(AutomaticLearner, TriesTheNamedFamiliesOnly) {
  const auto sample = signs(600, true, 1);
  const auto trained = automatic({{"families", {"logistic"}}})->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_TRUE(trained);
  EXPECT_EQ(choice_of(*trained).family(), "logistic");
  config::Problems problems;
  models().find("auto")->choose({{"families", {"logistics"}}}, "/model", problems, {});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].path, "/model/families/0");
  EXPECT_THAT(problems[0].message, HasSubstr("did you mean \"logistic\"?"));
}

TEST(AutomaticLearner, DoesNotChooseWhatIsLeftOutUnlessNothingElseIsLeft) {
  const auto sample = signs(600, true, 1);
  const auto other = automatic({{"without", {"xgboost"}}})->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_TRUE(other);
  EXPECT_NE(choice_of(*other).family(), "xgboost");
  const auto only = automatic({{"families", {"xgboost"}}, {"without", {"xgboost"}}})->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_TRUE(only);
  EXPECT_EQ(choice_of(*only).family(), "xgboost");
}

TEST(AutomaticLearner, SaysWhyNoneCouldLearn) {
  auto sample = samples::separable(Task::binary, 100, 1);
  sample.rows.labels.assign(100, 1);
  const auto trained = automatic()->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_FALSE(trained);
  EXPECT_THAT(trained.error().message, HasSubstr("the same class"));
}

TEST(ChosenModel, KeepsItsFamilyAndReasonInTheArtefact) {
  const auto model = train(signs(600, true, 1));
  const auto read = read_model(model->write());
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(choice_of(*read).family(), "xgboost");
  EXPECT_EQ((*read)->notes(), model->notes());
  auto json = Json::parse(model->write());
  json["model"] = "{}";
  EXPECT_THAT(read_model(json.dump()).error(), HasSubstr("/model: /format: is missing"));
  json["model"] = model->write();
  EXPECT_THAT(read_model(json.dump()).error(), HasSubstr("is itself a model of a chosen family"));
}

TEST(AutomaticLearner, StartsFromASourceAsItsFamilyDoes) {
  const auto source = train(signs(600, false, 1));
  auto other = signs(100, false, 2);
  other.schema.features[1].name = "z";
  const auto made = automatic()->transfer(other.schema, other.rows, *source, {}, 1);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(choice_of(*made).family(), "logistic");
  EXPECT_EQ((*made)->notes(), "starts as logistic");
  const auto plain = automatic()->transfer(other.schema, other.rows, choice_of(source).model(), {}, 1);
  ASSERT_TRUE(plain) << "the family's own artefact does too";
  EXPECT_EQ(choice_of(*plain).family(), "logistic");
}

TEST(AutomaticLearner, SaysWhichFamilyCannotStartFromASource) {
  const auto trees = train(signs(600, true, 1));
  const auto sample = signs(100, true, 2);
  EXPECT_THAT(automatic()->transfer(sample.schema, sample.rows, *trees, {}, 1).error().message,
              StartsWith("xgboost: what a model of this family"));
  EXPECT_THAT(automatic({{"families", {"logistic"}}})->transfer(sample.schema, sample.rows, *trees, {}, 1).error().message,
              HasSubstr("a xgboost model, which is none of the families that are tried here"));
}

}  // namespace
}  // namespace driftd::updaters
