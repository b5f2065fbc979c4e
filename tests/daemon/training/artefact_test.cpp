#include "daemon/training/artefact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "daemon/training/training_run.h"
#include "tests/daemon/training/job_folder.h"
#include "tests/places.h"
#include "updaters/models/onnx/onnx_runtime.h"

namespace driftd::training {
namespace {

using config::FeatureType;
using config::Task;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

const config::ModelSchema kTwoNumbers{.task = Task::regression, .features = {{.name = "x"}, {.name = "y"}}};

std::string onnx(const std::string& name) {
  std::ifstream stream(tests::source_folder() / "tests/updaters/models/onnx" / (name + ".onnx"), std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class OnnxArtefact : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const auto known = updaters::onnx::version(); !known) GTEST_SKIP() << known.error();
  }

  static std::vector<double> answers(const updaters::ModelPointer& model, const std::vector<double>& rows) {
    updaters::Answers answers;
    model->predict(rows, answers);
    return answers.values;
  }
  /// Runs a shell script as the trainer; it finds the model as model.onnx in its folder's parent.
  TrainingOutcome run(const std::string& script) {
    TrainingOrder order{.job = {.number = 1, .model = "m", .schema = schema_, .strategy = "retrain", .learner = {}},
                        .rows = {},
                        .classes = {},
                        .base = {},
                        .start = start_,
                        .argv = {"sh", "-c", script, "trainer"}};
    return run_training(order, rows_, folder_.path() / "job", cancelled_);
  }

  config::ModelSchema schema_ = kTwoNumbers;
  fs::path start_;
  Folder folder_;
  JournalRows rows_;
  std::atomic<bool> cancelled_{false};
};

TEST_F(OnnxArtefact, IsTakenFromAnyTrainer) {
  folder_.put("model.onnx", onnx("matrix_regression"));
  const auto outcome = run(R"(cp "$1/../model.onnx" "$1/out/" && echo '{"format": "onnx", "file": "model.onnx"}' > "$1/out/result.json")");
  EXPECT_EQ(outcome.failure, "");
  EXPECT_EQ(outcome.result.format, "onnx");
  const auto model = read_challenger(folder_.path() / "job", schema_);
  ASSERT_TRUE(model) << model.error();
  EXPECT_THAT(answers(*model, {1, 2}), ElementsAre(1));
}

TEST_F(OnnxArtefact, IsReadWithWhatItsResultSaysOfCategories) {
  schema_ = {.task = Task::regression,
             .features = {{.name = "embedding[0]"},
                          {.name = "embedding[1]"},
                          {.name = "embedding[2]"},
                          {.name = "region", .type = FeatureType::categorical}}};
  folder_.put("out/model.onnx", onnx("place_and_vector"));
  folder_.put("out/result.json", R"({"format": "onnx", "file": "model.onnx", "categories": {"region": ["north", "south"]}})");
  const auto model = read_artefact(folder_.path() / "out/model.onnx", "onnx", schema_);
  ASSERT_TRUE(model) << model.error();
  EXPECT_THAT(answers(*model, {0, 0, 5, config::category_code("south")}), ElementsAre(6));
  folder_.put("out/result.json", R"({"format": "onnx", "file": "model.onnx", "categories": {"region": "north"}})");
  EXPECT_THAT(read_artefact(folder_.path() / "out/model.onnx", "onnx", schema_).error(), HasSubstr("/categories/region"));
}

TEST_F(OnnxArtefact, IsRefusedWhereItDoesNotFit) {
  folder_.put("model.onnx", onnx("matrix_softmax"));
  const auto outcome = run(R"(cp "$1/../model.onnx" "$1/out/" && echo '{"format": "onnx", "file": "model.onnx"}' > "$1/out/result.json")");
  EXPECT_THAT(outcome.failure, HasSubstr("the trainer's artefact cannot be used: model.onnx: it gives no output of one number a row"));
}

TEST_F(OnnxArtefact, MayBeTheFirstChampion) {
  fs::create_directories(folder_.path() / "shipped");
  folder_.put("shipped/first.onnx", onnx("matrix_softmax"));
  folder_.put("shipped/result.json", R"({"format": "onnx", "file": "first.onnx", "classes": ["a", "b", "c"]})");
  schema_.task = Task::multiclass;
  start_ = folder_.path() / "shipped/first.onnx";
  const auto outcome = run("exit 1");
  EXPECT_EQ(outcome.failure, "");
  const auto model = read_challenger(folder_.path() / "job", schema_);
  ASSERT_TRUE(model) << model.error();
  EXPECT_THAT(answers(*model, {9, 0}), ElementsAre(config::category_code("a")));
}

}  // namespace
}  // namespace driftd::training
