#include "updaters/models/factorization/factorization_learner.h"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/updaters/samples.h"

namespace driftd::updaters {
namespace {

using config::FeatureType;
using config::Task;
using testing::HasSubstr;

LearnerPointer learner(const config::Json& settings = config::Json::object()) {
  config::Problems problems;
  auto chosen = models().find("fm")->choose(settings, "", problems, {});
  EXPECT_TRUE(problems.empty()) << to_text(problems);
  return chosen.make();
}

const FactorizationParts& parts(const ModelPointer& model) {
  return dynamic_cast<const FactorizationMachine&>(*model).parts();
}

config::Json standing_still() {
  return {{"epochs", 1}, {"optimizer", {{"kind", "sgd"}, {"rate", 1e-30}}}};
}

/// Users and items with a taste of two numbers each, and ratings 3 + <user, item>; users from `first` on.
samples::Sample ratings(std::size_t n, std::uint64_t seed, std::size_t first = 0) {
  constexpr std::size_t kUsers = 60;
  constexpr std::size_t kItems = 40;
  samples::Sample sample{
      .schema = {.task = Task::regression, .features = {{"user", FeatureType::categorical}, {"item", FeatureType::categorical}}},
      .rows = {.columns = 2, .values = {}, .texts = {}, .labels = {}, .classes = {}}};
  const auto taste = [](std::size_t who, std::size_t which) { return std::sin(static_cast<double>(7 * who + 3 * which * which + 1)); };
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t user = first + random() % kUsers;
    const std::size_t item = 1000 + random() % kItems;
    sample.rows.values.insert(sample.rows.values.end(), {static_cast<double>(user), static_cast<double>(item)});
    sample.rows.labels.push_back(3 + taste(user, 0) * taste(item, 0) + taste(user, 1) * taste(item, 1));
  }
  return sample;
}

double root_mean_square(const Model& model, const Dataset& rows) {
  Answers answers;
  model.predict(rows.values, answers);
  double squares = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) squares += std::pow(answers.values[i] - rows.labels[i], 2);
  return std::sqrt(squares / static_cast<double>(rows.size()));
}

TEST(FactorizationLearner, LearnsTastesThatAreInPairsWhichALinearModelCannot) {
  const auto sample = ratings(1600, 1);
  const auto fresh = ratings(500, 2);
  const auto model = learner({{"epochs", 60}, {"l2_factors", 0.002}})->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_TRUE(model) << model.error().message;
  const auto line = models().choose_default("linear").make()->train(sample.schema, sample.rows, nullptr, 1);
  EXPECT_LT(root_mean_square(**model, fresh.rows), 0.35);
  EXPECT_GT(root_mean_square(**line, fresh.rows), 0.6) << "the tastes spread by .7";
}

TEST(FactorizationLearner, ContinuesABaseFromItsWeightsAndLetsNewUsersJoin) {
  const auto sample = ratings(400, 1);
  const auto later = ratings(400, 2, 40);
  const auto base = learner()->train(sample.schema, sample.rows, nullptr, 1);
  const auto next = learner(standing_still())->train(later.schema, later.rows, base->get(), 2);
  ASSERT_TRUE(next) << next.error().message;
  const Matrix& old = parts(*base).weights.weights;
  const Matrix& made = parts(*next).weights.weights;
  EXPECT_EQ(made.rows(), old.rows() + 40);
  EXPECT_EQ(made.topRows(60), old.topRows(60)) << "users that were known";
  EXPECT_EQ(made.bottomRows(41), old.bottomRows(41)) << "items and the bias";
  EXPECT_LT(made.block(60, 0, 40, 1).cwiseAbs().maxCoeff(), 1e-20) << "weights of the new";
  EXPECT_GT(made.block(60, 1, 40, 8).norm(), 0);
  EXPECT_LT(made.block(60, 1, 40, 8).cwiseAbs().maxCoeff(), 0.3) << "and their small factors";
}

TEST(FactorizationLearner, AnswersWithinTheRangeOfItsLabels) {
  auto sample = ratings(600, 1);
  for (double& label : sample.rows.labels) label = std::clamp(label, 2.5, 3.5);
  const auto model = learner({{"epochs", 40}, {"l2", 0}, {"l2_factors", 0}})->train(sample.schema, sample.rows, nullptr, 1);
  Answers answers;
  (*model)->predict(sample.rows.values, answers);
  for (const double value : answers.values) {
    EXPECT_GE(value, 2.5);
    EXPECT_LE(value, 3.5);
  }
  EXPECT_EQ(parts(*model).range, (LabelRange{.lowest = 2.5, .highest = 3.5}));
  const auto wider = ratings(600, 1);
  const auto next = learner(standing_still())->train(wider.schema, wider.rows, model->get(), 1);
  EXPECT_LT(parts(*next).range.lowest, 2.5);
}

TEST(FactorizationLearner, AnswersAnUnseenUserByTheItem) {
  const auto sample = ratings(1600, 1);
  const auto model = learner()->train(sample.schema, sample.rows, nullptr, 1);
  Answers answers;
  (*model)->predict(std::vector<double>{5e6, 1003, 6e6, 1003, 5e6, 9e6}, answers);
  EXPECT_EQ(answers.values[0], answers.values[1]);
  EXPECT_NEAR(answers.values[2], 3, 0.5) << "neither is known: the mean";
}

TEST(FactorizationLearner, RefusesSeveralClassesAndOtherBases) {
  const auto classes = samples::separable(Task::multiclass, 60, 1);
  EXPECT_FALSE(learner()->fits(Task::multiclass));
  const auto multiclass = learner()->train(classes.schema, classes.rows, nullptr, 1);
  ASSERT_FALSE(multiclass);
  EXPECT_THAT(multiclass.error().message, HasSubstr("does not answer multiclass"));

  const auto sample = samples::separable(Task::binary, 60, 1);
  const auto base = learner()->train(sample.schema, sample.rows, nullptr, 1);
  const auto factors = learner({{"factors", 3}})->train(sample.schema, sample.rows, base->get(), 1);
  ASSERT_FALSE(factors);
  EXPECT_THAT(factors.error().message, HasSubstr("the base has 8 factors, not 3"));
  auto renamed = sample;
  renamed.schema.features[0].name = "z";
  const auto schema = learner()->train(renamed.schema, renamed.rows, base->get(), 1);
  ASSERT_FALSE(schema);
  EXPECT_THAT(schema.error().message, HasSubstr("other features"));
  const auto linear = models().choose_default("logistic").make()->train(sample.schema, sample.rows, nullptr, 1);
  const auto family = learner()->train(sample.schema, sample.rows, linear->get(), 1);
  ASSERT_FALSE(family);
  EXPECT_THAT(family.error().message, HasSubstr("not a factorisation machine"));
}

TEST(FactorizationLearner, SaysWhenTheWeightsRanAway) {
  const auto sample = samples::separable(Task::regression, 300, 1);
  const auto trained = learner({{"optimizer", {{"kind", "sgd"}, {"rate", 1000}}}})->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_FALSE(trained);
  EXPECT_EQ(trained.error().cause, TrainingFailure::Cause::diverged);
}

TEST(FactorizationLearner, CarriesUsersAndItemsOverToOtherFeatures) {
  const auto sample = ratings(1600, 1);
  const auto source = learner()->train(sample.schema, sample.rows, nullptr, 1);
  auto other = ratings(300, 2);
  other.schema.features = {{"shop", FeatureType::categorical}, {"item", FeatureType::categorical}};
  const auto made = learner(standing_still())->transfer(other.schema, other.rows, **source, {}, 1);
  ASSERT_TRUE(made) << made.error().message;
  const Matrix& old = parts(*source).weights.weights;
  const Matrix& weights = parts(*made).weights.weights;
  const auto places = parts(*made).encoder.places_in(parts(*source).encoder);
  std::size_t carried = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i] == Encoder::kNowhere) continue;
    EXPECT_EQ(weights.row(static_cast<Eigen::Index>(i)), old.row(places[i]));
    ++carried;
  }
  EXPECT_EQ(carried, 40U) << "the items";
}

TEST(FactorizationLearner, SaysPlainlyWhyItCannotTakeASourceOver) {
  const auto sample = ratings(100, 1);
  const auto source = learner({{"factors", 4}})->train(sample.schema, sample.rows, nullptr, 1);
  const auto refusal = [&](const Model& from, std::vector<Freezable> freeze) {
    const auto made = learner()->transfer(sample.schema, sample.rows, from, freeze, 1);
    return made ? "" : made.error().message;
  };
  EXPECT_EQ(refusal(**source, {}), "the base has 4 factors, not 8; let \"factors\" be as many");
  EXPECT_THAT(refusal(**source, {Freezable::hidden}), HasSubstr("freezes nothing"));
  const auto line = models().choose_default("linear").make()->train(sample.schema, sample.rows, nullptr, 1);
  EXPECT_THAT(refusal(**line, {}), HasSubstr("of no other family"));
}

}  // namespace
}  // namespace driftd::updaters
