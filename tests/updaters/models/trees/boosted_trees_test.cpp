#include "updaters/models/trees/boosted_trees.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "config/base64.h"
#include "tests/updaters/samples.h"
#include "updaters/models/trees/boosted_trees_learner.h"

namespace driftd::updaters {
namespace {

using config::FeatureType;
using config::Json;
using config::Task;
using testing::HasSubstr;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

std::expected<ModelPointer, TrainingFailure> train(const samples::Sample& sample, const Model* base = nullptr,
                                                   BoostedTreesSettings settings = {}) {
  return BoostedTreesLearner(settings).train(sample.schema, sample.rows, base, 1);
}

double accuracy(const Model& model, const Dataset& rows) {
  Answers answers;
  model.predict(rows.values, answers);
  double right = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) right += answers.values[i] == rows.labels[i] ? 1 : 0;
  return right / static_cast<double>(rows.size());
}

/// The label is whether exactly one of two coins is heads, which no linear model can tell.
samples::Sample exclusive_or(std::size_t n, std::uint64_t seed) {
  samples::Sample sample{.schema = {.task = Task::binary, .features = {{"a", FeatureType::boolean}, {"b", FeatureType::numeric}}},
                         .rows = {.columns = 2}};
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < n; ++i) {
    const double a = samples::uniform(random) < 0.5 ? 1 : 0;
    const double b = samples::normal(random);
    sample.rows.values.insert(sample.rows.values.end(), {a, b});
    sample.rows.labels.push_back((a == 1) != (b > 0) ? 1 : 0);
  }
  return sample;
}

TEST(BoostedTrees, LearnWhatNoLinearModelCan) {
  EXPECT_GT(accuracy(**train(exclusive_or(500, 1)), exclusive_or(500, 2).rows), 0.97);
}

/// Which levels of a category go with 1 has no order, and some rows lack the category.
samples::Sample levels(std::size_t n, std::uint64_t seed) {
  samples::Sample sample{.schema = {.task = Task::binary, .features = {{"c", FeatureType::categorical}}}, .rows = {.columns = 1}};
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < n; ++i) {
    const auto level = static_cast<double>(random() % 9);
    sample.rows.values.push_back(level == 8 ? kMissing : 1000 + 7 * level);
    sample.rows.labels.push_back(level == 1 || level == 4 || level == 6 || level == 8 ? 1 : 0);
  }
  return sample;
}

TEST(BoostedTrees, SplitSetsOfLevelsAndKnowWhereTheMissingGo) {
  const auto model = train(levels(400, 1));
  EXPECT_EQ(accuracy(**model, levels(400, 2).rows), 1);
  Answers answers;
  (*model)->predict(std::vector<double>{-5, kMissing}, answers);
  EXPECT_EQ(answers.values[0], answers.values[1]) << "an unseen level is a missing one";
}

TEST(BoostedTrees, AnswerNumbersInTheUnitOfTheLabels) {
  auto sample = samples::separable(Task::regression, 400, 1);
  for (double& label : sample.rows.labels) label = 1e9 + 1e6 * label;
  const auto model = train(sample);
  Answers answers;
  (*model)->predict(sample.rows.values, answers);
  double squares = 0;
  for (std::size_t i = 0; i < sample.rows.size(); ++i) squares += std::pow((answers.values[i] - sample.rows.labels[i]) / 1e6, 2);
  EXPECT_LT(std::sqrt(squares / 400), 15);
}

TEST(BoostedTrees, StayFiniteOnAnyRow) {
  const auto model = train(samples::separable(Task::multiclass, 90, 1));
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Answers answers;
  (*model)->predict(std::vector<double>{kInfinity, -kInfinity, 1e308, kMissing, kMissing, kMissing}, answers);
  for (const double probability : answers.probabilities) EXPECT_TRUE(std::isfinite(probability));
}

TEST(BoostedTrees, GoOnWithMoreTreesOrWithNewLeaves) {
  const auto before = exclusive_or(400, 1);
  auto after = exclusive_or(400, 2);
  for (double& label : after.rows.labels) label = 1 - label;
  const auto base = train(before);
  const auto rounds = [](const Model& model) { return dynamic_cast<const BoostedTrees&>(model).parts().booster.rounds(); };
  const auto more = train(after, base->get());
  ASSERT_TRUE(more) << more.error().message;
  EXPECT_EQ(rounds(**more), 130);
  EXPECT_GT(accuracy(**more, after.rows), 0.9);
  const auto refreshed = train(after, base->get(), {.continuing = Booster::Growth::refresh});
  ASSERT_TRUE(refreshed) << refreshed.error().message;
  EXPECT_EQ(rounds(**refreshed), 100);
  EXPECT_GT(accuracy(**refreshed, after.rows), 0.9);
}

TEST(BoostedTrees, ForgetByHalfLife) {
  auto sample = exclusive_or(400, 1);
  const auto after = exclusive_or(200, 2);
  for (std::size_t i = 0; i < 200; ++i) {
    sample.rows.values[2 * (200 + i)] = after.rows.values[2 * i];
    sample.rows.values[2 * (200 + i) + 1] = after.rows.values[2 * i + 1];
    sample.rows.labels[200 + i] = 1 - after.rows.labels[i];
  }
  auto later = exclusive_or(200, 3);
  for (double& label : later.rows.labels) label = 1 - label;
  EXPECT_GT(accuracy(**train(sample, nullptr, {.half_life = 40}), later.rows), 0.95);
}

TEST(BoostedTrees, SayWhyTheyCannotLearn) {
  const auto refused = [](const samples::Sample& sample, const Model* base = nullptr) {
    const auto trained = train(sample, base);
    return trained ? "" : trained.error().message;
  };
  auto one_class = samples::separable(Task::binary, 30, 1);
  one_class.rows.labels.assign(30, 1);
  EXPECT_THAT(refused(one_class), HasSubstr("the same class"));
  samples::Sample texts{.schema = {.task = Task::binary, .features = {{"t", FeatureType::text}}}, .rows = {.columns = 1, .values = {1, 2}}};
  texts.rows.texts = {"a", "b"};
  texts.rows.labels = {0, 1};
  EXPECT_THAT(refused(texts), HasSubstr("texts, which trees do not see"));
  const auto base = train(samples::separable(Task::multiclass, 90, 1));
  auto other = samples::separable(Task::multiclass, 90, 1);
  other.rows.classes.push_back({40, "d"});
  EXPECT_THAT(refused(other, base->get()), HasSubstr("does not know the class \"d\""));
  EXPECT_THAT(refused(samples::separable(Task::binary, 90, 1), base->get()), HasSubstr("another task"));
}

TEST(BoostedTreesArtefact, SaysWhatIsWrong) {
  const auto good = Json::parse((*train(samples::separable(Task::multiclass, 90, 3)))->write());
  const auto problem = [](const Json& json) {
    const auto read = read_model(json.dump());
    return read ? "" : read.error();
  };
  ASSERT_EQ(problem(good), "");
  const auto with = [&](const char* pointer, const Json& value) {
    Json bad = good;
    bad[Json::json_pointer(pointer)] = value;
    return problem(bad);
  };
  EXPECT_THAT(with("/format", "pickle"), HasSubstr("\"pickle\" is none that this driftd reads"));
  EXPECT_THAT(with("/format_version", 9), HasSubstr("/format_version"));
  EXPECT_THAT(with("/schema/task", "binary"), HasSubstr("/classes"));
  EXPECT_THAT(with("/schema/features/1/type", "numeric"), HasSubstr("/levels"));
  EXPECT_THAT(with("/levels/0", Json{3, 1}), HasSubstr("codes must increase"));
  EXPECT_THAT(with("/classes", Json::array({good["classes"][0], good["classes"][1]})), HasSubstr("the trees give 3 answers"));
  EXPECT_THAT(with("/trees", "***"), HasSubstr("/trees: base64"));
  EXPECT_THAT(with("/trees", config::to_base64("no trees at all")), HasSubstr("/trees: "));
}

}  // namespace
}  // namespace driftd::updaters
