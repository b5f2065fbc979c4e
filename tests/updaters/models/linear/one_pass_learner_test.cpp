#include "updaters/models/linear/one_pass_learner.h"

#include <gtest/gtest.h>

#include "tests/updaters/samples.h"
#include "updaters/models/proper_loss.h"

namespace driftd::updaters {
namespace {

using config::FeatureType;
using config::Task;

constexpr std::uint64_t kSeed = 5;

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

class OnePass : public testing::TestWithParam<Task> {};

TEST_P(OnePass, LearnsWhatALinearModelCan) {
  const auto sample = samples::separable(GetParam(), 3000, kSeed);
  const auto model = OnePassLearner({}).train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_TRUE(model) << model.error().message;
  const double error = mean(errors_of(**model, sample.rows));
  EXPECT_LT(error, GetParam() == Task::regression ? 40 : 0.1);
}

TEST_P(OnePass, GoesOnWithABase) {
  const auto sample = samples::separable(GetParam(), 3000, kSeed);
  const auto all = OnePassLearner({}).train(sample.schema, sample.rows, nullptr, 1);
  ASSERT_TRUE(all);
  const auto more = OnePassLearner({}).train(sample.schema, sample.rows, all->get(), 1);
  ASSERT_TRUE(more) << more.error().message;
  EXPECT_LE(mean(proper_losses(**more, sample.rows)), mean(proper_losses(**all, sample.rows)) * 1.05 + 1e-9);
}

INSTANTIATE_TEST_SUITE_P(Tasks, OnePass, testing::Values(Task::binary, Task::multiclass, Task::regression),
                         [](const auto& each) { return std::string(config::name_of(each.param)); });

TEST(OnePassLearner, GivesTheNewestRowsTheLastWord) {
  const config::ModelSchema schema{.task = Task::binary, .features = {{"x", FeatureType::numeric}}};
  Dataset rows{.columns = 1};
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 4000; ++i) {
    const double x = samples::uniform(random) - 0.5;
    rows.values.push_back(x);
    rows.labels.push_back((x > 0) == (i < 2500) ? 1 : 0);  // the concept turns round
  }
  const auto model = OnePassLearner({}).train(schema, rows, nullptr, 1);
  ASSERT_TRUE(model);
  EXPECT_LT(mean(errors_of(**model, part(rows, schema, 3500, 4000))), 0.2) << "seed " << kSeed;
}

TEST_P(OnePass, StartsFromALinearModelOfOtherFeatures) {
  const auto sample = samples::separable(GetParam(), 3000, kSeed);
  const auto source = OnePassLearner({}).train(sample.schema, sample.rows, nullptr, 1);
  auto renamed = samples::separable(GetParam(), 300, kSeed + 1);
  renamed.schema.features[1].name = "d";  // it says nothing
  const auto made = OnePassLearner({}).transfer(renamed.schema, renamed.rows, **source, {}, 1);
  ASSERT_TRUE(made) << made.error().message;
  const auto afresh = OnePassLearner({}).train(renamed.schema, renamed.rows, nullptr, 1);
  auto fresh = samples::separable(GetParam(), 900, kSeed + 2);
  EXPECT_LT(mean(proper_losses(**made, fresh.rows)), mean(proper_losses(**afresh, fresh.rows))) << "seed " << kSeed;
}

TEST(OnePassLearner, FreezesNothing) {
  const auto sample = samples::separable(Task::binary, 60, kSeed);
  const auto source = OnePassLearner({}).train(sample.schema, sample.rows, nullptr, 1);
  const auto made = OnePassLearner({}).transfer(sample.schema, sample.rows, **source, std::vector<Freezable>{Freezable::carried}, 1);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message, "a model that is learnt in one pass freezes nothing; leave \"freeze\" out, or take a logistic model");
}

TEST(OnePassLearner, RefusesRowsOfOneClass) {
  const config::ModelSchema schema{.task = Task::binary, .features = {{"x", FeatureType::numeric}}};
  const auto model = OnePassLearner({}).train(schema, {.columns = 1, .values = {1, 2}, .labels = {1, 1}}, nullptr, 1);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().cause, TrainingFailure::Cause::data);
}

}  // namespace
}  // namespace driftd::updaters
