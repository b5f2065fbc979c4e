// What every optimiser and every model family must obey, whatever its method.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/updaters/samples.h"
#include "updaters/catalogue.h"

namespace driftd::updaters {
namespace {

using config::Task;

std::string name_of_parameter(const testing::TestParamInfo<std::string>& info) {
  return info.param;
}

class OptimizerLaws : public testing::TestWithParam<std::string> {
 protected:
  std::vector<double> fresh_state(const std::vector<double>& weights) const {
    return std::vector<double>(optimizer_->state_size(weights.size()));
  }

  OptimizerPointer optimizer_ = optimizers().choose_default(GetParam()).make();
};

TEST_P(OptimizerLaws, AWeightWithoutGradientStays) {
  std::vector<double> weights{1.5, -2};
  auto state = fresh_state(weights);
  for (int i = 0; i < 10; ++i) optimizer_->step(weights, std::vector<double>{0, 0}, state);
  EXPECT_EQ(weights, (std::vector<double>{1.5, -2}));
}

TEST_P(OptimizerLaws, AWeightMovesByItsOwnGradientAlone) {
  std::vector<double> alone{1};
  auto alone_state = fresh_state(alone);
  std::vector<double> together{5, 1, -3, 2, 7};
  auto together_state = fresh_state(together);
  for (int i = 0; i < 10; ++i) {
    optimizer_->step(alone, std::vector<double>{0.3}, alone_state);
    optimizer_->step(together, std::vector<double>{-9, 0.3, 1e3, 0, 1}, together_state);
  }
  EXPECT_EQ(together[1], alone[0]);
  for (std::size_t slot = 0; slot < optimizer_->slots(); ++slot) EXPECT_EQ(together_state[5 * slot + 1], alone_state[slot]);
}

TEST_P(OptimizerLaws, CountsItsSteps) {
  std::vector<double> weights{1, 2, 3};
  auto state = fresh_state(weights);
  for (int i = 0; i < 4; ++i) optimizer_->step(weights, std::vector<double>{1, 1, 1}, state);
  optimizer_->step_at(weights, std::vector<std::uint32_t>{2}, std::vector<double>{1}, state);
  EXPECT_EQ(state.back(), 5);
}

TEST_P(OptimizerLaws, AStepAtSomePlacesIsTheStepOfTheseWeightsAndLeavesTheOthers) {
  std::vector<double> all{5, 1, -3, 2, 7, 0, -1};
  std::vector<double> some{7, 1};
  auto all_state = fresh_state(all);
  auto some_state = fresh_state(some);
  const auto before = all;
  for (int i = 0; i < 10; ++i) {
    const std::vector<double> gradient{0.3, -2.0 + i};
    optimizer_->step_at(all, std::vector<std::uint32_t>{4, 1}, gradient, all_state);
    optimizer_->step(some, gradient, some_state);
  }
  EXPECT_EQ(all[4], some[0]);
  EXPECT_EQ(all[1], some[1]);
  for (const std::size_t other : {0U, 2U, 3U, 5U, 6U}) EXPECT_EQ(all[other], before[other]);
}

TEST_P(OptimizerLaws, AStepAlongADirectionIsTheStepOfItsGradient) {
  std::vector<double> along{5, 1, -3, 2, 7, 0, -1, 4};
  auto along_state = fresh_state(along);
  auto stepped = along;
  auto stepped_state = along_state;
  const std::vector<double> head{1, 2, 3, 4, 5};
  for (int i = 0; i < 10; ++i) {
    const double factor = 0.5 - 0.25 * i;
    optimizer_->step_along(along, {.head = head, .places = std::vector<std::uint32_t>{7, 5}, .values = std::vector<double>{1, 6}}, factor,
                           along_state);
    optimizer_->step(stepped, std::vector<double>{factor, 2 * factor, 3 * factor, 4 * factor, 5 * factor, 6 * factor, 0, factor},
                     stepped_state);
  }
  EXPECT_EQ(along, stepped);
  EXPECT_EQ(along_state, stepped_state);
}

TEST_P(OptimizerLaws, GoesOnFromItsStateAsIfNeverStopped) {
  std::vector<double> once{1, -2, 0.5};
  auto once_state = fresh_state(once);
  auto twice = once;
  auto twice_state = once_state;
  const std::vector<double> gradient{0.3, -2, 1e3};
  for (int i = 0; i < 10; ++i) optimizer_->step(once, gradient, once_state);
  for (int i = 0; i < 5; ++i) optimizer_->step(twice, gradient, twice_state);
  const auto next = optimizers().choose_default(GetParam()).make();
  for (int i = 0; i < 5; ++i) next->step(twice, gradient, twice_state);
  EXPECT_EQ(once, twice);
}

TEST_P(OptimizerLaws, StaysFiniteUnderGradientsOfAnySize) {
  if (GetParam() == "sgd") GTEST_SKIP() << "its steps are as large as the gradients";
  std::vector<double> weights{0, 0, 0, 0, 0};
  auto state = fresh_state(weights);
  for (int i = 0; i < 50; ++i) {
    optimizer_->step(weights, std::vector<double>{1e100, -1e-100, 0, 5e-324, i % 2 == 0 ? 1e-30 : 1e30}, state);
    for (const double weight : weights) ASSERT_TRUE(std::isfinite(weight)) << "step " << i;
  }
}

TEST_P(OptimizerLaws, FindsTheBottomOfABowl) {
  std::vector<double> weights{0, 0};
  auto state = fresh_state(weights);
  for (int i = 0; i < 5000; ++i) optimizer_->step(weights, std::vector<double>{weights[0] - 3, 10 * (weights[1] + 2)}, state);
  EXPECT_NEAR(weights[0], 3, 0.02);
  EXPECT_NEAR(weights[1], -2, 0.02);
}

TEST_P(OptimizerLaws, EveryRowTellsWhatItIs) {
  const auto& facts = optimizers().find(GetParam())->facts;
  EXPECT_FALSE(facts.summary.empty());
  EXPECT_FALSE(facts.paper.empty());
  EXPECT_FALSE(facts.cost.empty());
}

INSTANTIATE_TEST_SUITE_P(Rows, OptimizerLaws, testing::ValuesIn(optimizers().row_names()), name_of_parameter);

class ModelLaws : public testing::TestWithParam<std::string> {
 protected:
  ModelLaws() {
    for (const Task task : {Task::binary, Task::multiclass, Task::regression}) {
      if (learner_->fits(task)) tasks_.push_back(task);
    }
  }

  ModelPointer train(const samples::Sample& sample, std::uint64_t seed, const Model* base = nullptr) const {
    auto trained = learner_->train(sample.schema, sample.rows, base, seed);
    EXPECT_TRUE(trained) << trained.error().message;
    return trained.value_or(nullptr);
  }

  static Answers answers(const Model& model, std::span<const double> rows) {
    Answers answers;
    model.predict(rows, answers);
    return answers;
  }

  static void expect_same(const Answers& a, const Answers& b) {
    EXPECT_EQ(a.values, b.values);
    EXPECT_EQ(a.probabilities, b.probabilities);
  }

  LearnerPointer learner_ = models().choose_default(GetParam()).make();
  std::vector<Task> tasks_;
};

TEST_P(ModelLaws, FitsSomeTask) {
  EXPECT_FALSE(tasks_.empty());
}

TEST_P(ModelLaws, TheSameSeedMakesTheSameArtefactAndAnotherSeedAnother) {
  for (const Task task : tasks_) {
    const auto sample = samples::separable(task, 200, 1);
    EXPECT_EQ(train(sample, 7)->write(), train(sample, 7)->write());
    if (GetParam() != "one_pass") {  // which goes by time and leaves nothing to chance
      EXPECT_NE(train(sample, 7)->write(), train(sample, 8)->write());
    }
    const auto base = train(sample, 7);
    EXPECT_EQ(train(sample, 7, base.get())->write(), train(sample, 7, base.get())->write());
  }
}

TEST_P(ModelLaws, AnswersBitForBitAlikeOnceReadBack) {
  for (const Task task : tasks_) {
    const auto sample = samples::separable(task, 200, 2);
    const auto model = train(sample, 1);
    const auto read = read_model(model->write());
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ((*read)->write(), model->write());
    EXPECT_EQ((*read)->schema(), model->schema());
    expect_same(answers(**read, sample.rows.values), answers(*model, sample.rows.values));
  }
}

TEST_P(ModelLaws, ContinuesAReadBackBaseAsTheOriginal) {
  for (const Task task : tasks_) {
    const auto sample = samples::separable(task, 200, 2);
    const auto later = samples::separable(task, 100, 3);
    const auto model = train(sample, 1);
    const auto read = read_model(model->write());
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(train(later, 5, read->get())->write(), train(later, 5, model.get())->write());
  }
}

TEST_P(ModelLaws, ARowIsAnsweredTheSameAloneAndInAnyBatch) {
  for (const Task task : tasks_) {
    const auto sample = samples::separable(task, 203, 4);
    const auto model = train(sample, 1);
    const auto together = answers(*model, sample.rows.values);
    Answers alone;
    const std::size_t k = together.probabilities.size() / sample.rows.size();
    for (std::size_t i = 0; i < sample.rows.size(); ++i) {
      model->predict(sample.rows.row(i), alone);
      ASSERT_EQ(alone.values[0], together.values[i]) << "row " << i;
      for (std::size_t j = 0; j < k; ++j) ASSERT_EQ(alone.probabilities[j], together.probabilities[i * k + j]) << "row " << i;
    }
  }
}

TEST_P(ModelLaws, LearnsWhatCanBeToldApart) {
  for (const Task task : tasks_) {
    const auto model = train(samples::separable(task, 600, 5), 1);
    const auto fresh = samples::separable(task, 600, 6);
    const auto found = answers(*model, fresh.rows.values);
    double wrong = 0;
    double squares = 0;
    for (std::size_t i = 0; i < fresh.rows.size(); ++i) {
      wrong += found.values[i] == fresh.rows.labels[i] ? 0 : 1;
      squares += std::pow(found.values[i] - fresh.rows.labels[i], 2);
    }
    if (task == Task::regression) {
      EXPECT_LT(std::sqrt(squares / 600), 15) << "labels spread over 600, and a tree has steps";
    } else {
      EXPECT_LT(wrong / 600, 0.01);
    }
  }
}

TEST_P(ModelLaws, ProbabilitiesSumToOne) {
  for (const Task task : tasks_) {
    if (task == Task::regression) continue;
    const auto sample = samples::separable(task, 90, 7);
    const auto model = train(sample, 1);
    const auto found = answers(*model, sample.rows.values);
    const std::size_t k = task == Task::binary ? 1 : model->classes().size();
    ASSERT_EQ(found.probabilities.size(), 90 * k);
    for (std::size_t i = 0; i < 90; ++i) {
      double sum = 0;
      for (std::size_t j = 0; j < k; ++j) {
        EXPECT_GE(found.probabilities[i * k + j], 0);
        sum += found.probabilities[i * k + j];
      }
      if (k > 1) {
        EXPECT_NEAR(sum, 1, 1e-12);
      } else {
        EXPECT_LE(sum, 1);
      }
    }
  }
}

TEST_P(ModelLaws, RefusesInfinitiesLabelsThatAreNoneAndNoRows) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
  for (const Task task : tasks_) {
    auto value = samples::separable(task, 60, 8);
    value.rows.values[10] = kInfinity;
    auto label = samples::separable(task, 60, 8);
    label.rows.labels[10] = kInfinity;
    auto no_label = samples::separable(task, 60, 8);
    no_label.rows.labels[10] = kNothing;
    for (const auto& sample : {value, label, no_label, samples::separable(task, 0, 8)}) {
      const auto trained = learner_->train(sample.schema, sample.rows, nullptr, 1);
      ASSERT_FALSE(trained);
      EXPECT_EQ(trained.error().cause, TrainingFailure::Cause::data);
      EXPECT_FALSE(trained.error().message.empty());
    }
  }
}

TEST_P(ModelLaws, LearnsFromAndAnswersRowsThatLackValues) {
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  for (const Task task : tasks_) {
    auto sample = samples::separable(task, 200, 9);
    for (std::size_t i = 0; i < sample.rows.values.size(); i += 7) sample.rows.values[i] = kMissing;
    const auto model = train(sample, 1);
    ASSERT_NE(model, nullptr);
    const auto found = answers(*model, std::vector<double>{kMissing, kMissing, kMissing});
    for (const double answer : found.values) EXPECT_TRUE(std::isfinite(answer));
    for (const double answer : found.probabilities) EXPECT_TRUE(std::isfinite(answer));
  }
}

TEST_P(ModelLaws, AnswersFinitelyForAnyFiniteRow) {
  constexpr double kMost = std::numeric_limits<double>::max();
  for (const Task task : tasks_) {
    const auto model = train(samples::separable(task, 90, 9), 1);
    for (const double value : {-kMost, -1e30, 0.0, 5e-324, 1e30, kMost}) {
      const auto found = answers(*model, std::vector<double>{value, value, -value});
      EXPECT_TRUE(std::isfinite(found.values[0])) << value;
      for (const double probability : found.probabilities) EXPECT_TRUE(std::isfinite(probability)) << value;
    }
  }
}

TEST_P(ModelLaws, EveryRowTellsWhatItIs) {
  const auto& facts = models().find(GetParam())->facts;
  EXPECT_FALSE(facts.summary.empty());
  EXPECT_FALSE(facts.paper.empty());
  EXPECT_FALSE(facts.cost.empty());
}

INSTANTIATE_TEST_SUITE_P(Rows, ModelLaws, testing::ValuesIn(models().row_names()), name_of_parameter);

}  // namespace
}  // namespace driftd::updaters
