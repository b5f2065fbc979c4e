#include "updaters/models/mlp/mlp_learner.h"

#include <gmock/gmock.h>

#include "tests/updaters/samples.h"

namespace driftd::updaters {
namespace {

using config::FeatureType;
using config::Task;
using testing::HasSubstr;

LearnerPointer learner(const config::Json& settings = config::Json::object()) {
  config::Problems problems;
  auto chosen = models().find("mlp")->choose(settings, "", problems, {});
  EXPECT_TRUE(problems.empty()) << to_text(problems);
  return chosen.make();
}

const MlpParts& parts(const ModelPointer& model) {
  return dynamic_cast<const MultiLayerPerceptron&>(*model).parts();
}

/// Steps too small to be seen in a float.
config::Json standing_still(config::Json settings = config::Json::object()) {
  settings["epochs"] = 1;
  settings["optimizer"] = {{"kind", "sgd"}, {"rate", 1e-30}};
  return settings;
}

/// 1 where exactly one of two signs is positive: no line tells that.
samples::Sample exclusive_or(std::size_t n, std::uint64_t seed) {
  samples::Sample sample{.schema = {.task = Task::binary, .features = {{"x", FeatureType::numeric}, {"y", FeatureType::numeric}}},
                         .rows = {.columns = 2, .values = {}, .texts = {}, .labels = {}, .classes = {}}};
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < n; ++i) {
    const double x = 2 * samples::uniform(random) - 1;
    const double y = 2 * samples::uniform(random) - 1;
    sample.rows.values.insert(sample.rows.values.end(), {x, y});
    sample.rows.labels.push_back((x > 0) != (y > 0) ? 1 : 0);
  }
  return sample;
}

double share_right(const Model& model, const Dataset& rows) {
  Answers answers;
  model.predict(rows.values, answers);
  double right = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) right += answers.values[i] == rows.labels[i] ? 1 : 0;
  return right / static_cast<double>(rows.size());
}

TEST(MlpLearner, LearnsExclusiveOrWhichALineCannot) {
  const auto sample = exclusive_or(1000, 1);
  const auto fresh = exclusive_or(1000, 2);
  const auto model = learner()->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_TRUE(model);
  EXPECT_GT(share_right(**model, fresh.rows), 0.95);
  const auto line = models().choose_default("logistic").make()->train(sample.schema, sample.rows, nullptr, 1);
  EXPECT_LT(share_right(**line, fresh.rows), 0.65);
}

TEST(MlpLearner, LearnsThroughSeveralLayersAndOnlyLevels) {
  samples::Sample sample{.schema = {.task = Task::binary, .features = {{"a", FeatureType::categorical}, {"b", FeatureType::categorical}}},
                         .rows = {.columns = 2, .values = {}, .texts = {}, .labels = {}, .classes = {}}};
  for (int i = 0; i < 400; ++i) {
    sample.rows.values.insert(sample.rows.values.end(), {static_cast<double>(i % 2), static_cast<double>(i / 2 % 2)});
    sample.rows.labels.push_back((i % 2) != (i / 2 % 2) ? 1 : 0);
  }
  const auto model = learner({{"layers", {16, 8}}})->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_TRUE(model);
  EXPECT_EQ(parts(*model).layers.size(), 3U);
  EXPECT_EQ(share_right(**model, sample.rows), 1);
}

TEST(MlpLearner, ContinuesABaseFromItsWeights) {
  const auto sample = samples::separable(Task::multiclass, 300, 1);
  const auto base = learner()->train(sample.schema, sample.rows, nullptr, 1);
  const auto next = learner(standing_still())->train(sample.schema, sample.rows, base->get(), 2);
  ASSERT_TRUE(next) << next.error().message;
  for (std::size_t l = 0; l < 2; ++l) EXPECT_EQ(parts(*next).layers[l].weights, parts(*base).layers[l].weights) << l;
  EXPECT_EQ(parts(*next).encoder.parts(), parts(*base).encoder.parts());
}

TEST(MlpLearner, GoesOnWithTheStateOfTheSameOptimizer) {
  const auto sample = samples::separable(Task::binary, 64, 1);
  const auto base = learner({{"epochs", 3}})->train(sample.schema, sample.rows, nullptr, 1);
  const auto next = learner({{"epochs", 2}})->train(sample.schema, sample.rows, base->get(), 1);
  ASSERT_TRUE(next);
  EXPECT_EQ(parts(*next).layers[0].state.back(), 10) << "2 batches, 5 passes";
  const auto other = learner({{"epochs", 2}, {"optimizer", "adagrad"}})->train(sample.schema, sample.rows, base->get(), 1);
  EXPECT_EQ(parts(*other).layers[0].state.back(), 4);
}

TEST(MlpLearner, LeavesFrozenLayersOfABaseAsTheyAre) {
  const auto sample = samples::separable(Task::regression, 300, 1);
  const auto later = samples::separable(Task::regression, 300, 2);
  const auto base = learner({{"layers", {8, 8}}})->train(sample.schema, sample.rows, nullptr, 1);
  const auto next = learner({{"layers", {8, 8}}, {"frozen", 1}})->train(later.schema, later.rows, base->get(), 2);
  ASSERT_TRUE(next);
  EXPECT_EQ(parts(*next).layers[0].weights, parts(*base).layers[0].weights);
  EXPECT_NE(parts(*next).layers[1].weights, parts(*base).layers[1].weights);
  EXPECT_NE(parts(*next).layers[2].weights, parts(*base).layers[2].weights);
  const auto all = learner({{"layers", {8, 8}}, {"frozen", 8}})->train(later.schema, later.rows, base->get(), 2);
  EXPECT_EQ(parts(*all).layers[1].weights, parts(*base).layers[1].weights);
  EXPECT_NE(parts(*all).layers[2].weights, parts(*base).layers[2].weights) << "the head always learns";
}

TEST(MlpLearner, TransfersWhatFitsToAnotherSchema) {
  const auto sample = samples::separable(Task::binary, 300, 1);
  const auto base = learner()->train(sample.schema, sample.rows, nullptr, 1);
  // "c" is no more, "z" is new, and the task is another.
  samples::Sample other{.schema = {.task = Task::regression,
                                   .features = {{"z", FeatureType::numeric}, {"y", FeatureType::numeric}, {"x", FeatureType::numeric}}},
                        .rows = {.columns = 3, .values = {}, .texts = {}, .labels = {}, .classes = {}}};
  for (std::size_t i = 0; i < 300; ++i) {
    other.rows.values.insert(other.rows.values.end(), {static_cast<double>(i % 5), sample.rows.row(i)[2], sample.rows.row(i)[0]});
    other.rows.labels.push_back(static_cast<double>(i % 3));
  }
  const auto next = learner(standing_still())->train(other.schema, other.rows, base->get(), 2);
  ASSERT_TRUE(next) << next.error().message;
  const Matrix& old = parts(*base).layers[0].weights;
  const Matrix& made = parts(*next).layers[0].weights;
  EXPECT_EQ(made.row(1), old.row(1)) << "y, standardised as the base does";
  EXPECT_EQ(made.row(2), old.row(0)) << "x";
  EXPECT_EQ(made.bottomRows(1), old.bottomRows(1)) << "biases";
  EXPECT_EQ(parts(*next).encoder.parts().numbers[2], parts(*base).encoder.parts().numbers[0]);
  EXPECT_NE(parts(*next).layers[1].weights, parts(*base).layers[1].weights) << "a head of its own";
}

/// Without "c", with "z", and what "x" says turned round.
samples::Sample turned_with_another_feature(std::size_t n, std::uint64_t seed) {
  const auto known = samples::separable(Task::binary, n, seed);
  samples::Sample sample{
      .schema = {.task = Task::binary, .features = {{"z", FeatureType::numeric}, {"y", FeatureType::numeric}, {"x", FeatureType::numeric}}},
      .rows = {.columns = 3, .values = {}, .texts = {}, .labels = {}, .classes = {}}};
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = known.rows.row(i);
    sample.rows.values.insert(sample.rows.values.end(), {static_cast<double>(i % 5), row[2], row[0]});
    sample.rows.labels.push_back(1 - known.rows.labels[i]);
  }
  return sample;
}

TEST(MlpLearner, FreezesTheHiddenLayersOfASourceAndLearnsANewHeadAndWhatIsNew) {
  const auto sample = samples::separable(Task::binary, 300, 1);
  const config::Json settings{{"layers", {16, 8}}};
  const auto source = learner(settings)->train(sample.schema, sample.rows, nullptr, 1);
  const auto turned = turned_with_another_feature(300, 2);
  const auto made = learner(settings)->transfer(turned.schema, turned.rows, **source, std::vector<Freezable>{Freezable::hidden}, 2);
  ASSERT_TRUE(made) << made.error().message;
  const Matrix& old = parts(*source).layers[0].weights;
  const Matrix& first = parts(*made).layers[0].weights;
  EXPECT_EQ(first.row(1), old.row(1)) << "y";
  EXPECT_EQ(first.row(2), old.row(0)) << "x";
  EXPECT_EQ(first.bottomRows(1), old.bottomRows(1)) << "biases";
  EXPECT_EQ(parts(*made).layers[1].weights, parts(*source).layers[1].weights);
  EXPECT_NE(parts(*made).layers[2].weights, parts(*source).layers[2].weights) << "the head";
  const auto still =
      learner(standing_still(settings))->transfer(turned.schema, turned.rows, **source, std::vector<Freezable>{Freezable::hidden}, 2);
  EXPECT_NE(first.row(0), parts(*still).layers[0].weights.row(0)) << "z learns";
  EXPECT_GT(share_right(**made, turned_with_another_feature(600, 3).rows), 0.95) << "on what the layers know a head is enough";
}

TEST(MlpLearner, LearnsAllOfATransferThatFreezesNothing) {
  const auto sample = samples::separable(Task::binary, 300, 1);
  const auto source = learner()->train(sample.schema, sample.rows, nullptr, 1);
  const auto turned = turned_with_another_feature(300, 2);
  const auto made = learner()->transfer(turned.schema, turned.rows, **source, {}, 2);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_NE(parts(*made).layers[0].weights.row(2), parts(*source).layers[0].weights.row(0));
}

TEST(MlpLearner, SaysPlainlyWhyItCannotTakeASourceOver) {
  const auto sample = samples::separable(Task::binary, 60, 1);
  const auto refusal = [&](const LearnerPointer& learner, const Model& source, std::vector<Freezable> freeze) {
    const auto made = learner->transfer(sample.schema, sample.rows, source, freeze, 1);
    return made ? "" : made.error().message;
  };
  const auto narrow = learner({{"layers", {32, 8}}})->train(sample.schema, sample.rows, nullptr, 1);
  EXPECT_THAT(refusal(learner(), **narrow, {}), HasSubstr("other widths; let \"layers\" be [32, 8]"));
  EXPECT_EQ(refusal(learner({{"layers", {32, 4}}}), **narrow, {}), "") << "the first fits";
  EXPECT_THAT(refusal(learner({{"layers", {32, 4}}}), **narrow, {Freezable::hidden}), HasSubstr("let \"layers\" be [32, 8]"));
  EXPECT_THAT(refusal(learner(), **narrow, {Freezable::carried}), HasSubstr("the hidden layers can be frozen"));
  const auto line = models().choose_default("logistic").make()->train(sample.schema, sample.rows, nullptr, 1);
  EXPECT_THAT(refusal(learner(), **line, {}), HasSubstr("of no logistic model"));
}

TEST(MlpLearner, GrowsByClassesAndLevelsThatTheBaseDidNotKnow) {
  auto sample = samples::separable(Task::multiclass, 300, 1);
  auto first_two = sample;
  for (double& label : first_two.rows.labels) label = label == 10 ? 20 : label;
  first_two.rows.classes.erase(first_two.rows.classes.begin());
  const auto base = learner()->train(first_two.schema, first_two.rows, nullptr, 1);
  ASSERT_TRUE(base);
  for (std::size_t i = 1; i < sample.rows.values.size(); i += 30) sample.rows.values[i] = 77;
  const auto still = learner(standing_still())->train(sample.schema, sample.rows, base->get(), 1);
  ASSERT_TRUE(still) << still.error().message;
  EXPECT_EQ(parts(*still).layers[1].weights.leftCols(2), parts(*base).layers[1].weights);
  EXPECT_EQ(parts(*still).layers[0].weights.topRows(6), parts(*base).layers[0].weights.topRows(6));
  EXPECT_FALSE(parts(*still).layers[0].weights.row(6).isZero()) << "the new level has started";
  const auto grown = learner()->train(sample.schema, sample.rows, base->get(), 1);
  EXPECT_THAT((*grown)->classes(), testing::ElementsAre(ClassName{20, "b"}, ClassName{30, "c"}, ClassName{10, "a"}));
  EXPECT_GT(share_right(**grown, sample.rows), 0.98);
}

TEST(MlpLearner, LeavesInputsThatNeverCameAtZero) {
  auto sample = samples::separable(Task::binary, 300, 1);
  const auto model = learner({{"cardinality", 2}})->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_TRUE(model);
  std::size_t used = 0;
  const Matrix& first = parts(*model).layers[0].weights;
  for (Eigen::Index row = 2; row + 1 < first.rows(); ++row) used += first.row(row).isZero(0) ? 0U : 1U;
  EXPECT_GT(first.rows(), 1000);
  EXPECT_LE(used, 4U) << "two levels, and the buckets of two more";
  EXPECT_LT((*model)->write().size(), 20'000U) << "zeros are not written";
}

TEST(MlpLearner, StopsEarlyWhereTheNewestRowsGetWorse) {
  // Labels are coins: what is learnt of them is wrong for others.
  auto sample = exclusive_or(200, 1);
  std::mt19937_64 random(3);
  for (double& label : sample.rows.labels) label = static_cast<double>(random() % 2);
  const auto patient = learner({{"epochs", 300}, {"patience", 3}})->train(sample.schema, sample.rows, nullptr, 1);
  const auto stubborn = learner({{"epochs", 300}})->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_TRUE(patient && stubborn);
  EXPECT_LT(parts(*patient).layers[0].state.back(), 0.5 * parts(*stubborn).layers[0].state.back());
}

TEST(MlpLearner, RefusesABaseOfAnotherFamilyAndASampleOfOneClass) {
  auto sample = samples::separable(Task::binary, 60, 1);
  const auto linear = models().choose_default("logistic").make()->train(sample.schema, sample.rows, nullptr, 1);
  const auto refused = learner()->train(sample.schema, sample.rows, linear->get(), 1);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("not a multi-layer perceptron"));
  sample.rows.labels.assign(60, 1);
  const auto one_class = learner()->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_FALSE(one_class);
  EXPECT_THAT(one_class.error().message, HasSubstr("all 60 rows have the same class"));
}

TEST(MlpLearner, SaysWhenTheWeightsRanAway) {
  const auto sample = samples::separable(Task::regression, 300, 1);
  const auto trained = learner({{"optimizer", {{"kind", "sgd"}, {"rate", 1000}}}})->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_FALSE(trained);
  EXPECT_EQ(trained.error().cause, TrainingFailure::Cause::diverged);
  EXPECT_THAT(trained.error().message, HasSubstr("\"sgd\"; lower its rate"));
}

TEST(MlpLearner, RefusesAModelThatWouldBeTooLarge) {
  const auto sample = samples::separable(Task::binary, 60, 1);
  const auto trained = learner({{"layers", {4096, 4096}}})->train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_FALSE(trained);
  EXPECT_THAT(trained.error().message, HasSubstr("and may have 8388608"));
}

}  // namespace
}  // namespace driftd::updaters
