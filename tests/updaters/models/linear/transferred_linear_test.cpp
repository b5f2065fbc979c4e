#include "updaters/models/linear/transferred_linear.h"

#include <gmock/gmock.h>

#include "tests/updaters/samples.h"
#include "updaters/catalogue.h"

namespace driftd::updaters {
namespace {

using config::FeatureType;
using config::Task;
using testing::ElementsAre;
using testing::HasSubstr;

const LinearParts& parts(const ModelPointer& model) {
  return dynamic_cast<const GeneralizedLinear&>(*model).parts();
}

ModelPointer source_of(Task task, const std::string& family) {
  const auto sample = samples::separable(task, 300, 1);
  return *models().choose_default(family).make()->train(sample.schema, sample.rows, nullptr, 1);
}

/// The rows of samples::separable, without "y" and with a new feature "z" before the others.
samples::Sample with_another_feature(Task task, std::size_t n, std::uint64_t seed) {
  const auto known = samples::separable(task, n, seed);
  samples::Sample sample{
      .schema = {.task = task, .features = {{"z", FeatureType::numeric}, {"c", FeatureType::categorical}, {"x", FeatureType::numeric}}},
      .rows = {.columns = 3, .values = {}, .texts = {}, .labels = known.rows.labels, .classes = known.rows.classes}};
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = known.rows.row(i);
    sample.rows.values.insert(sample.rows.values.end(), {static_cast<double>(i % 7), row[1], row[0]});
  }
  return sample;
}

std::expected<TransferredLinear, std::string> transferred(const Model& source, const samples::Sample& to) {
  return transfer_linear(source, link_of(to.schema.task), to.schema, to.rows, {});
}

TEST(TransferredLinear, CopiesTheWeightsOfKnownFeaturesExactlyByTheirNames) {
  const auto source = source_of(Task::binary, "logistic");
  const auto made = transferred(*source, with_another_feature(Task::binary, 100, 2));
  ASSERT_TRUE(made) << made.error();
  const Matrix& old = parts(source).weights;  // x, y, four levels of c, bias
  const Matrix& weights = made->parts.weights;
  ASSERT_EQ(weights.cols(), 7);
  EXPECT_EQ(weights(0, 0), 0) << "z is new";
  EXPECT_EQ(weights(0, 1), old(0, 0)) << "x";
  EXPECT_EQ(weights.rightCols(5), old.rightCols(5)) << "levels of c, and the bias";
  EXPECT_THAT(made->origins, ElementsAre(Encoder::kNowhere, 0, 2, 3, 4, 5, 6));
  EXPECT_EQ(made->parts.encoder.parts().numbers[1], parts(source).encoder.parts().numbers[0]) << "standardised as in the source";
}

TEST(TransferredLinear, KnowsCategoriesByNameWhereverTheyStand) {
  const auto source = source_of(Task::binary, "logistic");
  auto to = samples::separable(Task::binary, 100, 2);
  for (std::size_t i = 1; i < to.rows.values.size(); i += 3) to.rows.values[i] = i % 2 == 0 ? 103 : 42;
  const auto made = transferred(*source, to);
  ASSERT_TRUE(made) << made.error();
  const Matrix& old = parts(source).weights;
  EXPECT_EQ(made->parts.weights.middleCols(2, 4), old.middleCols(2, 4)) << "100 to 103, as they stand in the source";
  EXPECT_EQ(made->parts.weights(0, 6), 0) << "42 is new";
}

TEST(TransferredLinear, KnowsClassesByNameAndLeavesOthersBehind) {
  const auto source = source_of(Task::multiclass, "softmax");
  auto to = with_another_feature(Task::multiclass, 90, 2);
  for (double& label : to.rows.labels) label = label == 10 ? 40 : label;  // "a" does not come, "d" is new
  to.rows.classes = {{20, "b"}, {30, "c"}, {40, "d"}};
  const auto made = transferred(*source, to);
  ASSERT_TRUE(made) << made.error();
  EXPECT_EQ(made->parts.classes, to.rows.classes);
  const Matrix& old = parts(source).weights;
  EXPECT_EQ(made->parts.weights.row(0).tail(5), old.row(1).tail(5));
  EXPECT_EQ(made->parts.weights.row(1).tail(5), old.row(2).tail(5));
  EXPECT_TRUE(made->parts.weights.row(2).isZero(0));
}

TEST(TransferredLinear, KeepsTheSourcesClassesWhereNothingButRowsIsNew) {
  const auto source = source_of(Task::multiclass, "softmax");
  auto to = samples::separable(Task::multiclass, 90, 2);
  for (double& label : to.rows.labels) label = label == 10 ? 20 : label;
  to.rows.classes = {{20, "b"}, {30, "c"}};
  const auto made = transferred(*source, to);
  ASSERT_TRUE(made) << made.error();
  EXPECT_EQ(made->parts.classes.size(), 3U);
  EXPECT_EQ(made->parts.weights, parts(source).weights);
}

TEST(TransferredLinear, AnswersAsTheSourceDidWhereTheLabelIsOfTheSameUnit) {
  const auto source = source_of(Task::regression, "linear");
  auto to = samples::separable(Task::regression, 100, 2);
  auto made = transferred(*source, to);
  ASSERT_TRUE(made) << made.error();
  EXPECT_EQ(made->parts.label, parts(source).label);
  Answers before;
  Answers after;
  source->predict(to.rows.values, before);
  GeneralizedLinear(std::move(made->parts)).predict(to.rows.values, after);
  EXPECT_EQ(before.values, after.values);
  for (double& label : to.rows.labels) label *= 1000;
  made = transferred(*source, to);
  EXPECT_GT(made->parts.label.deviation, 100 * parts(source).label.deviation) << "another unit";
}

TEST(TransferredLinear, SaysPlainlyWhyItCannot) {
  const auto regression = source_of(Task::regression, "linear");
  const auto to = samples::separable(Task::binary, 60, 2);
  EXPECT_EQ(transferred(*regression, to).error(),
            "a model for binary tasks can take over the weights of a logistic model, and of no linear");
  const auto trees = source_of(Task::binary, "xgboost");
  EXPECT_THAT(transferred(*trees, to).error(), HasSubstr("and of no xgboost"));
  auto one_class = with_another_feature(Task::binary, 30, 2);
  one_class.rows.labels.assign(30, 1);
  EXPECT_THAT(transferred(*source_of(Task::binary, "logistic"), one_class).error(), HasSubstr("all 30 rows have the same class"));
}

}  // namespace
}  // namespace driftd::updaters
