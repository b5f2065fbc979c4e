#include "updaters/models/linear/online_learner.h"

#include <gmock/gmock.h>

#include <limits>

#include "tests/updaters/samples.h"
#include "updaters/catalogue.h"
#include "updaters/models/linear/linear.h"
#include "updaters/models/linear/logistic.h"
#include "updaters/models/linear/softmax.h"

namespace driftd::updaters {
namespace {

using config::FeatureType;
using config::Json;
using config::Task;
using testing::DoubleEq;
using testing::ElementsAre;

config::Chosen<OptimizerPointer> optimizer(const std::string& kind, const Json& settings = Json::object()) {
  config::Problems problems;
  auto chosen = optimizers().find(kind)->choose(settings, "", problems, {});
  EXPECT_TRUE(problems.empty()) << to_text(problems);
  return chosen;
}

config::Chosen<OptimizerPointer> plain_sgd(double rate) {
  return optimizer("sgd", {{"rate", rate}, {"schedule", "constant"}});
}

/// A model with the encoder of the sample, that has learnt nothing.
LinearParts before_learning(const samples::Sample& sample) {
  const LabelScale label = sample.schema.task == Task::regression ? LabelScale{.mean = 600, .deviation = 200} : LabelScale{};
  return untrained(link_of(sample.schema.task), sample.schema, Encoder::learn(sample.schema.features, sample.rows, {}), sample.rows.classes,
                   label);
}

TEST(OnlineLearner, AnswersEachRowBeforeItLearnsIt) {
  // y = w x + b, rate .1: answers 0, then learns w = .1 x 2 x 3 = .6, b = .2; answers .6 x 1 + .2 = .8.
  const config::ModelSchema schema{.task = Task::regression, .features = {{"x", FeatureType::numeric}}};
  OnlineLearner learner(untrained(linear_link(), schema, Encoder(schema.features, {.numbers = {{.mean = 0, .deviation = 1}}})),
                        plain_sgd(0.1));
  std::vector<double> means;
  learner.learn(RowsView(std::vector<double>{3, 1}), std::vector<double>{2, 2}, means);
  EXPECT_THAT(means, ElementsAre(0, DoubleEq(0.8)));
  EXPECT_EQ(learner.rows_learnt(), 2U);
}

TEST(OnlineLearner, TouchesTheLevelThatIsOnAndTheBias) {
  const config::ModelSchema schema{.task = Task::binary, .features = {{"c", FeatureType::categorical}}};
  OnlineLearner learner(untrained(logistic_link(), schema, Encoder(schema.features, {.categories = {{.levels = {5, 6, 7}}}})),
                        plain_sgd(1));
  std::vector<double> means;
  learner.learn(RowsView(std::vector<double>{6}), std::vector<double>{1}, means);
  const auto model = learner.snapshot();
  ASSERT_TRUE(model) << model.error();
  EXPECT_EQ((*model)->parts().weights, (Matrix{{0, 0.5, 0, 0.5}}));
}

TEST(OnlineLearner, LearnsEveryTaskWithEveryOptimizer) {
  for (const Task task : {Task::binary, Task::multiclass, Task::regression}) {
    const auto sample = samples::separable(task, 6000, 1);
    for (const auto& name : optimizers().row_names()) {
      OnlineLearner learner(before_learning(sample), optimizers().choose_default(name));
      std::vector<double> means;
      learner.learn(RowsView(sample.rows.values), sample.rows.labels, means);
      const auto model = learner.snapshot();
      ASSERT_TRUE(model) << name << ": " << model.error();
      Answers answers;
      (*model)->predict(RowsView(sample.rows.values), answers);
      double wrong = 0;
      double squares = 0;
      for (std::size_t i = 0; i < sample.rows.size(); ++i) {
        wrong += answers.values[i] == sample.rows.labels[i] ? 0 : 1;
        squares += std::pow(answers.values[i] - sample.rows.labels[i], 2);
      }
      if (task == Task::regression) {
        EXPECT_LT(std::sqrt(squares / 6000), 20) << name << ": labels spread over 600";
      } else {
        EXPECT_LT(wrong / 6000, 0.06) << name << ", " << name_of(task);
      }
    }
  }
}

TEST(OnlineLearner, RowsInAnyPortionsLeadToTheSameModel) {
  for (const Task task : {Task::binary, Task::multiclass, Task::regression}) {
    const auto sample = samples::separable(task, 200, 2);
    OnlineLearner at_once(before_learning(sample), optimizers().choose_default("adagrad"));
    OnlineLearner one_by_one(before_learning(sample), optimizers().choose_default("adagrad"));
    std::vector<double> all;
    at_once.learn(RowsView(sample.rows.values), sample.rows.labels, all);
    std::vector<double> each;
    const std::size_t k = one_by_one.outputs();
    for (std::size_t i = 0; i < sample.rows.size(); ++i) {
      one_by_one.learn(RowsView(sample.rows.row(i)), std::span(sample.rows.labels).subspan(i, 1), each);
      for (std::size_t j = 0; j < k; ++j) ASSERT_EQ(each[j], all[i * k + j]) << "row " << i;
    }
    EXPECT_EQ((*at_once.snapshot())->write(), (*one_by_one.snapshot())->write());
  }
}

TEST(OnlineLearner, GoesOnFromItsSnapshotAsIfNeverStopped) {
  const Json averaged = {{"average", true}, {"momentum", 0.5}};
  for (const Task task : {Task::binary, Task::multiclass}) {
    const auto sample = samples::separable(task, 100, 3);
    const auto later = samples::separable(task, 100, 4);
    for (const auto& chosen : {optimizer("adam"), optimizer("sgd", averaged)}) {
      OnlineLearner learner(before_learning(sample), chosen);
      std::vector<double> means;
      learner.learn(RowsView(sample.rows.values), sample.rows.labels, means);
      const auto read = read_model((*learner.snapshot())->write());
      ASSERT_TRUE(read) << read.error();
      OnlineLearner next(dynamic_cast<const GeneralizedLinear&>(**read).parts(), chosen);
      learner.learn(RowsView(later.rows.values), later.rows.labels, means);
      next.learn(RowsView(later.rows.values), later.rows.labels, means);
      EXPECT_EQ((*next.snapshot())->write(), (*learner.snapshot())->write());
    }
  }
}

TEST(OnlineLearner, GoesOnFromATrainedModel) {
  const auto sample = samples::separable(Task::binary, 300, 1);
  const auto trained = *models().choose_default("logistic").make()->train(sample.schema, sample.rows, nullptr, 1);
  const auto& parts = dynamic_cast<const GeneralizedLinear&>(*trained).parts();
  OnlineLearner learner(parts, optimizers().choose_default("adagrad"));
  Answers answers;
  trained->predict(RowsView(sample.rows.row(0)), answers);
  std::vector<double> means;
  learner.learn(RowsView(sample.rows.row(0)), std::span(sample.rows.labels).first(1), means);
  EXPECT_NEAR(means[0], answers.probabilities[0], 1e-14);
  EXPECT_EQ((*learner.snapshot())->parts().optimizer_state.back(), parts.optimizer_state.back() + 1);
}

TEST(OnlineLearner, AnswersButDoesNotLearnWhatHasNoLabelOfTheTask) {
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinite = std::numeric_limits<double>::infinity();
  for (const Task task : {Task::binary, Task::multiclass, Task::regression}) {
    const auto sample = samples::separable(task, 60, 5);
    OnlineLearner learner(before_learning(sample), optimizers().choose_default("adagrad"));
    std::vector<double> means;
    for (const double label : {kMissing, kInfinite, 1e101}) {
      learner.learn(RowsView(sample.rows.row(0)), std::vector<double>{label}, means);
      EXPECT_EQ(means.size(), learner.outputs());
    }
    EXPECT_EQ(learner.rows_learnt(), 0U);
    EXPECT_TRUE((*learner.snapshot())->parts().weights.isZero());
  }
}

TEST(OnlineLearner, IsNotPoisonedByValuesThatAreMissingOrNotNumbers) {
  const auto sample = samples::separable(Task::binary, 60, 6);
  OnlineLearner learner(before_learning(sample), optimizers().choose_default("adagrad"));
  std::vector<double> means;
  for (const double value : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), 1e308, -1e308})
    learner.learn(RowsView(std::vector<double>{value, value, value}), std::vector<double>{1}, means);
  learner.learn(RowsView(sample.rows.values), sample.rows.labels, means);
  for (const double mean : means) EXPECT_TRUE(std::isfinite(mean));
  EXPECT_TRUE(learner.snapshot());
}

TEST(OnlineLearner, SaysWhenTheWeightsRanAway) {
  const auto sample = samples::separable(Task::regression, 3000, 7);
  OnlineLearner learner(before_learning(sample), plain_sgd(1000));
  std::vector<double> means;
  learner.learn(RowsView(sample.rows.values), sample.rows.labels, means);
  const auto model = learner.snapshot();
  ASSERT_FALSE(model);
  EXPECT_THAT(model.error(), testing::HasSubstr("\"sgd\"; lower its rate"));
}

}  // namespace
}  // namespace driftd::updaters
