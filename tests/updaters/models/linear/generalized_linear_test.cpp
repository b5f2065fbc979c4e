#include "updaters/models/linear/generalized_linear.h"

#include <gmock/gmock.h>

#include <thread>

#include "tests/updaters/samples.h"
#include "updaters/models/linear/linear.h"
#include "updaters/models/linear/logistic.h"
#include "updaters/models/linear/softmax.h"

namespace driftd::updaters {
namespace {

using config::FeatureType;
using config::Task;
using testing::DoubleEq;
using testing::ElementsAre;

const config::Features kFeatures{{"x", FeatureType::numeric}, {"c", FeatureType::categorical}};

GeneralizedLinear model(const Link& link, const Matrix& weights, std::vector<ClassName> classes = {}, LabelScale label = {}) {
  return GeneralizedLinear({.link = &link,
                            .schema = {.task = link.task(), .features = kFeatures},
                            .encoder = Encoder(kFeatures, {.numbers = {{.mean = 10, .deviation = 2}}, .categories = {{.levels = {5, 6}}}}),
                            .classes = std::move(classes),
                            .label = label,
                            .weights = weights,
                            .optimizer = "adagrad",
                            .optimizer_state = std::vector<double>(static_cast<std::size_t>(weights.size()) + 1)});
}

Answers answers(const Model& model, const std::vector<double>& rows) {
  Answers answers;
  model.predict(rows, answers);
  return answers;
}

TEST(GeneralizedLinear, AddsInputsTimesWeightsAndTheBias) {
  const auto linear = model(linear_link(), Matrix{{3, 100, 200, 7}});
  const auto found = answers(linear, {12, 5, 12, 6, 8, 99});
  EXPECT_THAT(found.values, ElementsAre(110, 210, 4));
  EXPECT_TRUE(found.probabilities.empty());
}

TEST(GeneralizedLinear, AnswersNumbersInTheLabelsUnit) {
  const auto linear = model(linear_link(), Matrix{{3, 0, 0, 0}}, {}, {.mean = 1000, .deviation = 10});
  EXPECT_THAT(answers(linear, {12, 5}).values, ElementsAre(1030));
}

TEST(GeneralizedLinear, AnswersTheMoreProbableOfTwo) {
  const auto logistic = model(logistic_link(), Matrix{{std::log(3.0), 0, 0, 0}});
  const auto found = answers(logistic, {12, 5, 8, 5, 10, 5});
  EXPECT_THAT(found.probabilities, ElementsAre(DoubleEq(0.75), DoubleEq(0.25), 0.5));
  EXPECT_THAT(found.values, ElementsAre(1, 0, 1));
}

TEST(GeneralizedLinear, AnswersTheCodeOfTheMostProbableClass) {
  const auto softmax = model(softmax_link(), Matrix{{0, 0, 0, 0}, {1, 0, 0, 0}, {0, 5, 0, 0}}, {{70, "a"}, {80, "b"}, {60, "c"}});
  const auto found = answers(softmax, {12, 6, 8, 6, 10, 5});
  EXPECT_THAT(found.values, ElementsAre(80, 70, 60));
  ASSERT_EQ(found.probabilities.size(), 9U);
  EXPECT_DOUBLE_EQ(found.probabilities[0] + found.probabilities[1] + found.probabilities[2], 1);
}

TEST(GeneralizedLinear, AnswersNoRowsWithNothing) {
  EXPECT_TRUE(answers(model(linear_link(), Matrix{{3, 1, 2, 7}}), {}).values.empty());
}

TEST(GeneralizedLinear, AnswersManyThreadsAlike) {
  const auto logistic = model(logistic_link(), Matrix{{0.3, 0.1, -0.2, 0.5}});
  std::vector<double> rows;
  for (int i = 0; i < 500; ++i) rows.insert(rows.end(), {0.1 * i, static_cast<double>(4 + i % 4)});
  const auto expected = answers(logistic, rows);
  std::vector<std::thread> threads;
  std::vector<Answers> found(4);
  for (auto& each : found) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) logistic.predict(rows, each);
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& each : found) EXPECT_EQ(each.probabilities, expected.probabilities);
}

}  // namespace
}  // namespace driftd::updaters
