#include "updaters/models/linear/linear_learner.h"

#include <gmock/gmock.h>

#include "tests/updaters/samples.h"
#include "updaters/catalogue.h"

namespace driftd::updaters {
namespace {

using config::Task;
using testing::HasSubstr;

LearnerPointer learner(const std::string& family, const config::Json& settings = config::Json::object()) {
  config::Problems problems;
  auto chosen = models().find(family)->choose(settings, "", problems, {});
  EXPECT_TRUE(problems.empty()) << to_text(problems);
  return chosen.make();
}

const LinearParts& parts(const ModelPointer& model) {
  return dynamic_cast<const GeneralizedLinear&>(*model).parts();
}

double share_right(const Model& model, const Dataset& rows) {
  Answers answers;
  model.predict(rows.values, answers);
  std::size_t right = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) right += answers.values[i] == rows.labels[i] ? 1U : 0U;
  return static_cast<double>(right) / static_cast<double>(rows.size());
}

TEST(LinearLearner, RefusesASampleOfOneClass) {
  auto sample = samples::separable(Task::binary, 30, 1);
  sample.rows.labels.assign(30, 1);
  const auto trained = learner("logistic")->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_FALSE(trained);
  EXPECT_EQ(trained.error().cause, TrainingFailure::Cause::data);
  EXPECT_THAT(trained.error().message, HasSubstr("all 30 rows have the same class"));
}

TEST(LinearLearner, ContinuesABaseWithRowsOfOneClass) {
  const auto sample = samples::separable(Task::binary, 300, 1);
  const auto base = learner("logistic")->train(sample.schema, sample.rows, nullptr, 1);
  auto later = samples::separable(Task::binary, 30, 2);
  later.rows.labels.assign(30, 1);
  EXPECT_TRUE(learner("logistic")->train(later.schema, later.rows, base->get(), 1));
}

/// Without "y"; "z" tells what "y" told.
samples::Sample renamed(Task task, std::size_t n, std::uint64_t seed) {
  auto sample = samples::separable(task, n, seed);
  sample.schema.features[2].name = "z";
  return sample;
}

TEST(LinearLearner, LearnsWhatIsNewOnTopOfWhatIsCarriedOver) {
  const auto sample = samples::separable(Task::binary, 300, 1);
  const auto source = learner("logistic")->train(sample.schema, sample.rows, nullptr, 1);
  const auto few = renamed(Task::binary, 60, 2);
  const auto fresh = renamed(Task::binary, 600, 3);
  const auto made = learner("logistic")->transfer(few.schema, few.rows, **source, {}, 1);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ((*made)->schema(), few.schema);
  EXPECT_GT(share_right(**made, fresh.rows), 0.95);
}

TEST(LinearLearner, LeavesWhatIsFrozenOfACarriedModelAsItWasWhateverTheOptimizer) {
  const auto sample = samples::separable(Task::binary, 300, 1);
  const auto source = learner("logistic")->train(sample.schema, sample.rows, nullptr, 1);
  auto other = renamed(Task::binary, 200, 2);
  for (double& label : other.rows.labels) label = 1 - label;  // everything pulls at the weights
  const std::vector<Freezable> carried{Freezable::carried};
  for (const auto* optimizer : {"sgd", "adagrad", "rmsprop", "adam", "ftrl", "normalized"}) {
    for (const bool with_momentum : {false, true}) {
      if (with_momentum && std::string(optimizer) != "sgd") continue;
      config::Json chosen{{"kind", optimizer}};
      if (with_momentum) chosen.update({{"momentum", 0.9}, {"average", true}});
      const auto made = learner("logistic", {{"optimizer", chosen}})->transfer(other.schema, other.rows, **source, carried, 1);
      ASSERT_TRUE(made) << optimizer << ": " << made.error().message;
      const Matrix& old = parts(*source).weights;
      const Matrix& weights = parts(*made).weights;
      EXPECT_EQ(weights(0, 0), old(0, 0)) << optimizer << ": x";
      EXPECT_EQ(weights.middleCols(2, 4), old.middleCols(2, 4)) << optimizer << ": levels of c";
      EXPECT_NE(weights(0, 1), 0) << optimizer << ": z learns";
      EXPECT_NE(weights(0, 6), old(0, 6)) << optimizer << ": the bias learns";
    }
  }
}

TEST(LinearLearner, HasNoHiddenLayersToFreeze) {
  const auto sample = samples::separable(Task::binary, 60, 1);
  const auto source = learner("logistic")->train(sample.schema, sample.rows, nullptr, 1);
  const auto made = learner("logistic")->transfer(sample.schema, sample.rows, **source, std::vector<Freezable>{Freezable::hidden}, 1);
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("a logistic model has no hidden layers to freeze"));
}

TEST(LinearLearner, RefusesATaskThatItDoesNotAnswer) {
  const auto sample = samples::separable(Task::regression, 30, 1);
  const auto trained = learner("softmax")->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_FALSE(trained);
  EXPECT_THAT(trained.error().message, HasSubstr("a softmax model does not answer regression"));
}

TEST(LinearLearner, SaysWhenTheWeightsRanAway) {
  const auto sample = samples::separable(Task::regression, 300, 1);
  const auto trained = learner("linear", {{"optimizer", {{"kind", "sgd"}, {"rate", 1000}, {"schedule", "constant"}}}})
                           ->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_FALSE(trained);
  EXPECT_EQ(trained.error().cause, TrainingFailure::Cause::diverged);
  EXPECT_THAT(trained.error().message, HasSubstr("\"sgd\"; lower its rate"));
}

TEST(LinearLearner, PassesOftenerOverFewRowsFromScratch) {
  const auto sample = samples::separable(Task::binary, 300, 1);
  const auto few = learner("logistic", {{"steps", 0}})->train(sample.schema, sample.rows, nullptr, 1).value();
  const auto many = learner("logistic")->train(sample.schema, sample.rows, nullptr, 1).value();
  const auto the_same =
      learner("logistic", {{"steps", 0}, {"epochs", 2000 / (300 / 32)}})->train(sample.schema, sample.rows, nullptr, 1).value();
  EXPECT_NE(parts(many).weights, parts(few).weights);
  EXPECT_EQ(parts(many).weights, parts(the_same).weights);
}

TEST(LinearLearner, ContinuesABaseWithItsEncoderWeightsAndState) {
  const auto sample = samples::separable(Task::binary, 300, 1);
  const auto later = samples::separable(Task::binary, 300, 2);
  const auto base = learner("logistic")->train(sample.schema, sample.rows, nullptr, 1);
  const auto next = learner("logistic", {{"epochs", 1}})->train(later.schema, later.rows, base->get(), 1);
  ASSERT_TRUE(next);
  EXPECT_EQ(parts(*next).encoder.parts(), parts(*base).encoder.parts());
  for (std::size_t i = 0; i < parts(*base).optimizer_state.size(); ++i)
    EXPECT_GE(parts(*next).optimizer_state[i], parts(*base).optimizer_state[i]) << "AdaGrad's sums go on, and so does the count of steps";
  EXPECT_LT((parts(*next).weights - parts(*base).weights).cwiseAbs().maxCoeff(), 0.5);
  EXPECT_NE(parts(*next).weights, parts(*base).weights);
}

TEST(LinearLearner, AnotherOptimizerStartsItsOwnState) {
  const auto sample = samples::separable(Task::binary, 64, 1);
  const auto base = learner("logistic")->train(sample.schema, sample.rows, nullptr, 1);
  const auto next =
      learner("logistic", {{"epochs", 1}, {"optimizer", {{"kind", "sgd"}}}})->train(sample.schema, sample.rows, base->get(), 1);
  ASSERT_TRUE(next);
  EXPECT_EQ(parts(*next).optimizer, "sgd");
  EXPECT_EQ(parts(*next).optimizer_state, std::vector<double>{2}) << "two batches of 32";
}

TEST(LinearLearner, TheSameOptimizerOfAnotherShapeStartsItsOwnState) {
  const auto sample = samples::separable(Task::binary, 64, 1);
  const config::Json plain = {{"epochs", 1}, {"optimizer", {{"kind", "adam"}}}};
  const config::Json larger = {{"epochs", 1}, {"optimizer", {{"kind", "adam"}, {"amsgrad", true}}}};
  const auto base = learner("logistic", plain)->train(sample.schema, sample.rows, nullptr, 1);
  const auto weights = static_cast<std::size_t>(parts(*base).weights.size());
  EXPECT_EQ(parts(*base).optimizer_state.size(), 2 * weights + 1);
  const auto next = learner("logistic", larger)->train(sample.schema, sample.rows, base->get(), 1);
  EXPECT_EQ(parts(*next).optimizer_state.size(), 3 * weights + 1);
  EXPECT_EQ(parts(*next).optimizer_state.back(), 2) << "steps";
}

TEST(LinearLearner, AnswersWithTheMeanOfTheWeightsWhereAsked) {
  const auto sample = samples::separable(Task::binary, 300, 1);
  const auto averaged =
      learner("logistic", {{"optimizer", {{"kind", "sgd"}, {"average", true}}}})->train(sample.schema, sample.rows, nullptr, 1);
  const auto last = learner("logistic", {{"optimizer", {{"kind", "sgd"}}}})->train(sample.schema, sample.rows, nullptr, 1);
  const auto weights = static_cast<std::size_t>(parts(*last).weights.size());
  const auto& state = parts(*averaged).optimizer_state;
  ASSERT_EQ(state.size(), 2 * weights + 1);
  for (std::size_t i = 0; i < weights; ++i)
    EXPECT_NEAR(state[weights + i], parts(*last).weights.data()[i], 1e-9) << "the last iterate is kept";
  EXPECT_LT(parts(*averaged).weights.norm(), parts(*last).weights.norm()) << "the mean lags behind growing weights";
  EXPECT_TRUE(read_model((*averaged)->write()));
}

TEST(LinearLearner, GrowsByClassesThatTheBaseDidNotKnow) {
  auto sample = samples::separable(Task::multiclass, 300, 1);
  auto first_two = sample;
  first_two.rows.values.clear();
  first_two.rows.labels.clear();
  first_two.rows.classes.erase(first_two.rows.classes.begin());
  for (std::size_t i = 0; i < sample.rows.size(); ++i) {
    if (sample.rows.labels[i] == 10) continue;
    const auto row = sample.rows.row(i);
    first_two.rows.values.insert(first_two.rows.values.end(), row.begin(), row.end());
    first_two.rows.labels.push_back(sample.rows.labels[i]);
  }
  const auto base = learner("softmax")->train(first_two.schema, first_two.rows, nullptr, 1);
  ASSERT_TRUE(base);
  const auto grown = learner("softmax")->train(sample.schema, sample.rows, base->get(), 1);
  ASSERT_TRUE(grown);
  EXPECT_THAT((*grown)->classes(), testing::ElementsAre(ClassName{20, "b"}, ClassName{30, "c"}, ClassName{10, "a"}));
  EXPECT_GT(share_right(**grown, sample.rows), 0.98);
}

TEST(LinearLearner, GrowsByLevelsThatTheBaseDidNotKnow) {
  auto sample = samples::separable(Task::binary, 300, 1);
  const auto base = learner("logistic")->train(sample.schema, sample.rows, nullptr, 1);
  for (std::size_t i = 1; i < sample.rows.values.size(); i += 6) sample.rows.values[i] = 77;
  const auto next = learner("logistic", {{"epochs", 1}, {"optimizer", {{"kind", "adagrad"}, {"rate", 1e-9}}}})
                        ->train(sample.schema, sample.rows, base->get(), 1);
  ASSERT_TRUE(next);
  ASSERT_EQ(parts(*next).weights.cols(), parts(*base).weights.cols() + 1);
  EXPECT_NEAR(parts(*next).weights(0, 6), 0, 1e-6) << "the new level";
  EXPECT_NE(parts(*next).weights(0, 6), 0);
  EXPECT_NEAR(parts(*next).weights(0, 7), parts(*base).weights(0, 6), 1e-6) << "the bias";
  EXPECT_TRUE(parts(*next).weights.leftCols(6).isApprox(parts(*base).weights.leftCols(6), 1e-6));
}

TEST(LinearLearner, RefusesABaseOfAnotherFamilyOrSchema) {
  const auto binary = samples::separable(Task::binary, 300, 1);
  auto multiclass = samples::separable(Task::multiclass, 300, 1);
  const auto base = learner("logistic")->train(binary.schema, binary.rows, nullptr, 1);
  const auto other_family = learner("softmax")->train(multiclass.schema, multiclass.rows, base->get(), 1);
  ASSERT_FALSE(other_family);
  EXPECT_THAT(other_family.error().message, HasSubstr("not a softmax model"));
  auto renamed = binary;
  renamed.schema.features[0].name = "z";
  const auto other_schema = learner("logistic")->train(renamed.schema, renamed.rows, base->get(), 1);
  ASSERT_FALSE(other_schema);
  EXPECT_THAT(other_schema.error().message, HasSubstr("other features"));
}

TEST(LinearLearner, RefusesAModelThatWouldBeTooLarge) {
  samples::Sample sample;
  sample.schema.task = Task::multiclass;
  for (int i = 0; i < 160; ++i) sample.schema.features.push_back({"c" + std::to_string(i), config::FeatureType::categorical});
  sample.rows.columns = 160;
  for (int i = 0; i < 256; ++i) {
    sample.rows.values.insert(sample.rows.values.end(), 160, i);
    sample.rows.labels.push_back(i);
    sample.rows.classes.push_back({static_cast<double>(i), "class"});
  }
  const auto trained = learner("softmax")->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_FALSE(trained);
  EXPECT_THAT(trained.error().message, HasSubstr("would have 10486016 weights"));
}

TEST(LinearLearner, LearnsAConstantNumber) {
  auto sample = samples::separable(Task::regression, 30, 1);
  sample.rows.labels.assign(30, 7);
  const auto trained = learner("linear")->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_TRUE(trained);
  Answers answers;
  (*trained)->predict(sample.rows.values, answers);
  for (const double value : answers.values) EXPECT_NEAR(value, 7, 1e-9);
}

TEST(LinearLearner, L2PullsTheWeightsTowardsZero) {
  const auto sample = samples::separable(Task::binary, 300, 1);
  const auto loose = learner("logistic", {{"l2", 0}})->train(sample.schema, sample.rows, nullptr, 1);
  const auto tight = learner("logistic", {{"l2", 10}})->train(sample.schema, sample.rows, nullptr, 1);
  EXPECT_LT(parts(*tight).weights.leftCols(2).norm(), 0.1 * parts(*loose).weights.leftCols(2).norm());
}

}  // namespace
}  // namespace driftd::updaters
