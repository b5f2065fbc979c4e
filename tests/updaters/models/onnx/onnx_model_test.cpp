#include "updaters/models/onnx/onnx_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>

#include "config/missing_value.h"
#include "tests/places.h"
#include "updaters/models/onnx/onnx_runtime.h"

// The files are made by onnx/make_onnx_models.py, which also says what each computes.

namespace driftd::updaters {
namespace {

using config::FeatureType;
using config::Task;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::HasSubstr;
using ::testing::Pointwise;

const config::Features kTwoNumbers{{.name = "x"}, {.name = "y"}};

std::string bytes_of(const std::string& name) {
  std::ifstream stream(tests::source_folder() / "tests/updaters/models/onnx" / (name + ".onnx"), std::ios::binary);
  EXPECT_TRUE(stream) << name;
  return {std::istreambuf_iterator<char>(stream), {}};
}

class OnnxModel : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const auto known = onnx::version(); !known) GTEST_SKIP() << known.error();
  }

  static ModelPointer read(const std::string& name, Task task, const config::Features& features = kTwoNumbers,
                           const OnnxNotes& notes = {}) {
    auto model = read_onnx(bytes_of(name), {.task = task, .features = features}, notes);
    EXPECT_TRUE(model) << model.error();
    return model ? *model : nullptr;
  }
  static std::string refusal(const std::string& name, Task task, const config::Features& features = kTwoNumbers,
                             const OnnxNotes& notes = {}) {
    const auto model = read_onnx(bytes_of(name), {.task = task, .features = features}, notes);
    return model ? "it was taken" : model.error();
  }
  static Answers ask(const ModelPointer& model, const std::vector<double>& rows, std::vector<std::string_view> texts = {}) {
    Answers answers;
    if (model) model->predict({rows, texts}, answers);
    return answers;
  }
};

TEST_F(OnnxModel, TakesOneMatrixInTheOrderOfTheFeatures) {
  const auto answers = ask(read("matrix_regression", Task::regression), {1, 2, 10, 0});
  EXPECT_THAT(answers.values, ElementsAre(1, 21));
  EXPECT_TRUE(answers.probabilities.empty());
}

TEST_F(OnnxModel, TakesInputsByNameAndType) {
  const config::Features features{{.name = "x"},
                                  {.name = "flag", .type = FeatureType::boolean},
                                  {.name = "region", .type = FeatureType::categorical},
                                  {.name = "note", .type = FeatureType::text}};
  const auto model = read("by_name", Task::regression, features, {.classes = {}, .categories = {{"region", {"north", "south"}}}});
  const double south = config::category_code("south");
  const double hello = config::category_code("hello");
  const auto answers = ask(model, {5, 1, south, hello, 7, 0, config::category_code("east"), 0}, {"hello", "good bye"});
  EXPECT_THAT(answers.values, ElementsAre(5 + 10 + 200 + 1000, 7 - 100));
}

TEST_F(OnnxModel, GivesTheVectorWholeAndACategoryAsItsPlace) {
  const config::Features features{
      {.name = "embedding[0]"}, {.name = "embedding[1]"}, {.name = "embedding[2]"}, {.name = "region", .type = FeatureType::categorical}};
  const auto model = read("place_and_vector", Task::regression, features, {.classes = {}, .categories = {{"region", {"north", "south"}}}});
  const auto answers = ask(model, {1, 2, 3, config::category_code("south"), 0, 0, 0, config::category_code("east")});
  EXPECT_THAT(answers.values, ElementsAre(1 + 6, -1));
}

TEST_F(OnnxModel, TakesOneNumberForTheProbabilityOfClassOne) {
  const auto answers = ask(read("matrix_sigmoid", Task::binary), {3, 0, 0, 3});
  EXPECT_THAT(answers.values, ElementsAre(1, 0));
  ASSERT_EQ(answers.probabilities.size(), 2U);
  EXPECT_NEAR(answers.probabilities[0], 1 / (1 + std::exp(-3.0)), 1e-6);
}

TEST_F(OnnxModel, LetsALabelStandThatHasAThresholdOfItsOwn) {
  const auto answers = ask(read("label_and_probabilities", Task::binary), {1, 0, 3, 0});
  EXPECT_THAT(answers.values, ElementsAre(0, 1));
  EXPECT_NEAR(answers.probabilities[0], 1 / (1 + std::exp(-1.0)), 1e-6);
}

TEST_F(OnnxModel, ReadsClassesOffTheMapsThatSkl2onnxMakes) {
  const auto model = read("zipmap_of_strings", Task::multiclass);
  ASSERT_TRUE(model);
  ASSERT_EQ(model->classes().size(), 3U);
  EXPECT_EQ(model->classes()[1], (ClassName{.code = config::category_code("low"), .name = "low"}));
  const auto answers = ask(model, {5, 0, 0, 5, -5, -5});
  EXPECT_THAT(answers.values, ElementsAre(config::category_code("high"), config::category_code("low"), config::category_code("mid")));
  ASSERT_EQ(answers.probabilities.size(), 9U);
  EXPECT_GT(answers.probabilities[0], 0.9);
}

TEST_F(OnnxModel, NamesTheProbabilitiesByTheNotes) {
  const auto model = read("matrix_softmax", Task::multiclass, kTwoNumbers, {.classes = {"a", "b", "c"}, .categories = {}});
  EXPECT_THAT(ask(model, {0, 9}).values, ElementsAre(config::category_code("b")));
  EXPECT_THAT(refusal("matrix_softmax", Task::multiclass), HasSubstr("does not say which class each probability is of"));
  EXPECT_THAT(refusal("matrix_softmax", Task::multiclass, kTwoNumbers, {.classes = {"a", "b"}, .categories = {}}),
              HasSubstr("gives 3 probabilities a row, and has 2 classes"));
}

TEST_F(OnnxModel, AnswersAlikeHoweverManyRowsAreAskedAtOnce) {
  const auto model = read("matrix_sigmoid", Task::binary);
  std::vector<double> rows;
  for (int i = 0; i < 10'000; ++i) rows.insert(rows.end(), {i / 1000.0, 5.0});
  const auto all = ask(model, rows);
  ASSERT_EQ(all.values.size(), 10'000U);
  for (const std::size_t i : {0U, 4095U, 4096U, 9999U})
    EXPECT_EQ(all.probabilities[i], ask(model, {rows[2 * i], rows[2 * i + 1]}).probabilities[0]) << i;
  EXPECT_TRUE(ask(model, {}).values.empty());
}

TEST_F(OnnxModel, AnswersFiniteWhateverTheRowsHold) {
  const auto answers =
      ask(read("root", Task::regression, {{.name = "x"}}), {4, -1, config::missing_value(), std::numeric_limits<double>::infinity()});
  EXPECT_THAT(answers.values, ElementsAre(2, 0, 0, 0));
  const auto even = ask(read("matrix_sigmoid", Task::binary), {config::missing_value(), 1});
  EXPECT_THAT(even.probabilities, ElementsAre(0.5));
}

TEST_F(OnnxModel, IsItsFile) {
  const auto model = read("matrix_regression", Task::regression);
  ASSERT_TRUE(model);
  EXPECT_EQ(model->write(), bytes_of("matrix_regression"));
}

TEST_F(OnnxModel, RefusesWhatDoesNotFitTheFeatures) {
  EXPECT_THAT(refusal("matrix_regression", Task::regression, {{.name = "x"}, {.name = "y"}, {.name = "z"}}),
              AllOf(HasSubstr("shape [n, 2]"), HasSubstr("[n, 3] is needed")));
  EXPECT_THAT(refusal("fixed_rows", Task::regression), HasSubstr("with n left open at the export"));
  EXPECT_THAT(refusal("place_and_vector", Task::regression, {{.name = "embedding[0]"}, {.name = "region"}}),
              HasSubstr("input \"embedding\""));
  EXPECT_THAT(refusal("place_and_vector", Task::regression), AllOf(HasSubstr("input \"region\" is no feature"), HasSubstr("(x, y)")));
  EXPECT_THAT(refusal("matrix_regression", Task::regression, {{.name = "x"}, {.name = "c", .type = FeatureType::categorical}}),
              HasSubstr("\"categories\""));
  EXPECT_THAT(refusal("matrix_regression", Task::regression, {{.name = "x"}, {.name = "t", .type = FeatureType::text}}),
              HasSubstr("that is a text"));
}

TEST_F(OnnxModel, RefusesWhatDoesNotAnswerTheTask) {
  EXPECT_THAT(refusal("matrix_softmax", Task::binary), HasSubstr("3 probabilities a row, and a binary model has one or two"));
  EXPECT_THAT(refusal("matrix_softmax", Task::regression), HasSubstr("no output of one number a row"));
  EXPECT_THAT(refusal("one_for_all", Task::regression), HasSubstr("no output of one number a row"));
  EXPECT_THAT(refusal("logarithm", Task::regression, {{.name = "x"}}), HasSubstr("not finite"));
}

TEST_F(OnnxModel, SaysInPlainWordsWhatIsNoModel) {
  EXPECT_THAT(refusal("later_opset", Task::regression), HasSubstr("export it with an older target opset"));
  const auto garbage = read_onnx("{\"format\": \"driftd-linear\"}", {.task = Task::regression, .features = kTwoNumbers}, {});
  ASSERT_FALSE(garbage);
  EXPECT_THAT(garbage.error(), HasSubstr("does not take it"));
  EXPECT_FALSE(read_onnx("", {.task = Task::regression, .features = kTwoNumbers}, {}));
}

}  // namespace
}  // namespace driftd::updaters
