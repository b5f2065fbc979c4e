#include "daemon/engine/answer_loss.h"

#include <gtest/gtest.h>

#include <array>

#include "updaters/catalogue.h"

namespace driftd::engine {
namespace {

using config::FeatureType;
using config::Task;

TEST(AnswerLoss, OfNumbersIsTheSquaredError) {
  const AnswerLoss loss = loss_of(Task::regression, 3, {}, 5);
  EXPECT_EQ(loss.plain, 4);
  EXPECT_FALSE(loss.proper);
}

TEST(AnswerLoss, OfAClassAloneIsRightOrWrong) {
  EXPECT_EQ(loss_of(Task::binary, 1, {}, 1).plain, 0);
  EXPECT_EQ(loss_of(Task::multiclass, 7, {}, 2).plain, 1);
  EXPECT_FALSE(loss_of(Task::binary, 1, {}, 1).proper);
}

TEST(AnswerLoss, OfTwoClassesIsTheSameByEitherProbability) {
  const std::array of_one{ClassScore{.code = 1, .probability = 0.3}};
  const std::array of_both{ClassScore{.code = 0, .probability = 0.7}, ClassScore{.code = 1, .probability = 0.3}};
  EXPECT_DOUBLE_EQ(*loss_of(Task::binary, 0, of_one, 1).proper, 0.49);
  EXPECT_DOUBLE_EQ(*loss_of(Task::binary, 0, of_both, 1).proper, 0.49);
  EXPECT_DOUBLE_EQ(*loss_of(Task::binary, 0, of_one, 0).proper, 0.09);
}

TEST(AnswerLoss, OfManyClassesIsHalfOfBriersScore) {
  const std::array scores{ClassScore{.code = 4, .probability = 0.5}, ClassScore{.code = 8, .probability = 0.3},
                          ClassScore{.code = 9, .probability = 0.2}};
  EXPECT_DOUBLE_EQ(*loss_of(Task::multiclass, 4, scores, 8).proper, (0.25 + 0.49 + 0.04) / 2);
  EXPECT_DOUBLE_EQ(*loss_of(Task::multiclass, 4, scores, 5).proper, (0.25 + 0.09 + 0.04 + 1) / 2)
      << "a class that was never heard of had no probability";
}

/// What a model answers and what an event tells of the same answer are one loss.
TEST(AnswerLoss, OfAModelIsThatOfItsEvent) {
  for (const Task task : {Task::binary, Task::multiclass}) {
    const config::ModelSchema schema{.task = task, .features = {{"x", FeatureType::numeric}}};
    updaters::Dataset rows{.columns = 1};
    if (task == Task::multiclass) rows.classes = {{.code = 0, .name = "a"}, {.code = 1, .name = "b"}};
    for (int i = 0; i < 100; ++i) {
      rows.values.push_back(i);
      rows.labels.push_back(i < 40 ? 0 : 1);
    }
    const auto model =
        updaters::models().choose_default(task == Task::binary ? "logistic" : "softmax").make()->train(schema, rows, nullptr, 1).value();
    updaters::Answers answers;
    const std::vector<double> row{55.0};
    model->predict(row, answers);
    std::vector<ClassScore> scores;
    if (task == Task::binary) scores = {{.code = 1, .probability = answers.probabilities[0]}};
    if (task == Task::multiclass)
      scores = {{.code = 0, .probability = answers.probabilities[0]}, {.code = 1, .probability = answers.probabilities[1]}};
    for (const double truth : {0.0, 1.0}) {
      const AnswerLoss of_model = loss_of(*model, answers, truth);
      const AnswerLoss of_event = loss_of(task, answers.values[0], scores, truth);
      EXPECT_EQ(of_model.plain, of_event.plain);
      EXPECT_DOUBLE_EQ(*of_model.proper, *of_event.proper);
    }
  }
}

}  // namespace
}  // namespace driftd::engine
