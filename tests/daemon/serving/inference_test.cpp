#include "daemon/serving/inference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "updaters/catalogue.h"

namespace driftd::serving {
namespace {

using config::category_code;
using config::FeatureType;
using config::Json;
using config::Task;
using ::testing::HasSubstr;

const engine::Time kReceived = *config::parse_time("2026-01-31T12:00:00Z");

config::ModelSchema mixed(Task task = Task::binary) {
  return {.task = task, .features = {{.name = "amount"}, {.name = "city", .type = FeatureType::categorical}}};
}
config::ModelSchema numeric(Task task = Task::binary) {
  return {.task = task, .features = {{.name = "x"}, {.name = "y"}}};
}

std::string refusal(std::string_view body, const config::ModelSchema& schema = mixed()) {
  const auto request = read_inference(body, schema, kReceived);
  return request ? "" : request.error();
}

/// A request of one row for mixed(), with more keys.
std::string one_row(const std::string& more) {
  return R"({"inputs": [{"name": "amount", "datatype": "FP64", "shape": [1], "data": [1.5]}, {"name": "city", "datatype": "BYTES", "shape": [1], "data": ["Bern"]}])" +
         more + "}";
}

TEST(InferenceRequest, HasATensorAFeatureInAnyOrder) {
  const auto request = read_inference(R"({"id": "r-1", "inputs": [
    {"name": "city", "datatype": "BYTES", "shape": [2, 1], "data": ["Bern", "Zug"]},
    {"name": "amount", "datatype": "INT32", "shape": [2], "data": [3, -4]}]})",
                                      mixed(), kReceived);
  ASSERT_TRUE(request) << request.error();
  EXPECT_EQ(request->id, "r-1");
  EXPECT_EQ(request->rows, 2U);
  EXPECT_EQ(request->values, (std::vector<double>{3, category_code("Bern"), -4, category_code("Zug")}));
  EXPECT_FALSE(request->log);
  EXPECT_EQ(request->time, kReceived);
  EXPECT_EQ(engine::CategoryTexts(request->categories.at(1)).next(), "Zug");
}

TEST(InferenceRequest, MayBeAMatrixFlatOrNested) {
  for (const char* data : {"[1, 2, 3, 4, 5, 6]", "[[1, 2], [3, 4], [5, 6]]"}) {
    const auto request =
        read_inference(std::string(R"({"inputs": [{"name": "features", "datatype": "FP32", "shape": [3, 2], "data": )") + data + "}]}",
                       numeric(), kReceived);
    ASSERT_TRUE(request) << request.error();
    EXPECT_EQ(request->rows, 3U);
    EXPECT_EQ(request->values, (std::vector<double>{1, 2, 3, 4, 5, 6}));
  }
}

config::ModelSchema with_vector() {
  return {.task = Task::binary,
          .features = {{.name = "x"}, {.name = "v[0]"}, {.name = "v[1]"}, {.name = "note", .type = FeatureType::text}}};
}

TEST(InferenceRequest, BringsAVectorAsATensorOfItsName) {
  const auto request = read_inference(R"({"inputs": [
    {"name": "v", "datatype": "FP64", "shape": [2, 2], "data": [[1, 2], [3, 4]]},
    {"name": "note", "datatype": "BYTES", "shape": [2], "data": ["one", "two"]},
    {"name": "x", "datatype": "FP64", "shape": [2], "data": [5, 6]}]})",
                                      with_vector(), kReceived);
  ASSERT_TRUE(request) << request.error();
  EXPECT_EQ(request->values, (std::vector<double>{5, 1, 2, category_code("one"), 6, 3, 4, category_code("two")}));
  EXPECT_EQ(engine::CategoryTexts(request->categories.at(1)).next(), "two");
}

TEST(InferenceRequest, RefusesAVectorOfAnotherShape) {
  const auto with = [](const std::string& vector) {
    return R"({"inputs": [{"name": "x", "datatype": "FP64", "shape": [1], "data": [5]}, {"name": "note", "datatype": "BYTES", "shape": [1], "data": ["a"]}, )" +
           vector + "]}";
  };
  EXPECT_EQ(refusal(with(R"({"name": "v", "datatype": "FP64", "shape": [1, 3], "data": [1, 2, 3]})"), with_vector()),
            R"(inputs: "v" must have a shape of 2 columns, has 3)");
  EXPECT_EQ(refusal(with(R"({"name": "v", "datatype": "FP64", "shape": [1], "data": [1]})"), with_vector()),
            R"(inputs: "v" must have a shape of 2 columns, has 1)");
  EXPECT_EQ(refusal(with(R"({"name": "v[0]", "datatype": "FP64", "shape": [1], "data": [1]})"), with_vector()),
            R"(inputs: the feature "v[1]" is missing)");
  EXPECT_EQ(refusal(R"({"inputs": [{"name": "v", "datatype": "FP64", "shape": [1, 2], "data": [1, 2]}]})", with_vector()),
            R"(inputs: the feature "x" is missing)");
}

TEST(InferenceRequest, TakesTruthsForNumbers) {
  const auto request = read_inference(R"({"inputs": [{"name": "features", "datatype": "BOOL", "shape": [1, 2], "data": [true, false]}]})",
                                      numeric(), kReceived);
  ASSERT_TRUE(request) << request.error();
  EXPECT_EQ(request->values, (std::vector<double>{1, 0}));
}

TEST(InferenceRequest, IsAJsonObjectWithInputs) {
  EXPECT_THAT(refusal("{"), HasSubstr("the body is not JSON at line 1"));
  EXPECT_THAT(refusal("[]"), HasSubstr("the body must be a JSON object"));
  EXPECT_THAT(refusal("{}"), HasSubstr("lacks \"inputs\""));
  EXPECT_EQ(refusal(R"({"inputs": 5})"), "inputs: must be an array of tensors");
  EXPECT_EQ(refusal(R"({"inputs": []})"), "inputs: must be an array of tensors");
  EXPECT_EQ(refusal(R"({"inputs": [1]})"), "inputs/0: must be an object, is a number");
  EXPECT_EQ(refusal(R"({"inputs": [{}, {}, {}]})"), "inputs: 3 tensors for 2 features");
  EXPECT_EQ(refusal(one_row(R"(, "id": 5)")), "id: must be a string of 1 to 256 bytes");
}

TEST(InferenceRequest, SurvivesANumberThatNoDoubleHolds) {
  EXPECT_THAT(refusal(R"({"inputs": [{"name": "features", "datatype": "FP64", "shape": [1, 2], "data": [1e999, 0]}]})", numeric()),
              HasSubstr("1e999"));
}

TEST(InferenceTensor, HasNameTypeShapeAndData) {
  EXPECT_EQ(refusal(R"({"inputs": [{"datatype": "FP64", "shape": [1], "data": [1]}]})"), "inputs/0: lacks \"name\"");
  EXPECT_EQ(refusal(R"({"inputs": [{"name": "amount", "shape": [1], "data": [1]}]})"), "inputs/0: lacks \"datatype\"");
  EXPECT_EQ(refusal(R"({"inputs": [{"name": "amount", "datatype": 1, "shape": [1], "data": [1]}]})"),
            "inputs/0/datatype: must be a string, is a number");
  EXPECT_EQ(refusal(R"({"inputs": [{"name": "amount", "datatype": "FP64", "data": [1]}]})"), "inputs/0: lacks \"shape\"");
  EXPECT_EQ(refusal(R"({"inputs": [{"name": "amount", "datatype": "FP64", "shape": [1]}]})"), "inputs/0: lacks \"data\"");
  EXPECT_EQ(refusal(R"({"inputs": [{"name": "amount", "datatype": "FP64", "shape": [1], "data": 5}]})"),
            "inputs/0/data: must be an array, is a number");
}

TEST(InferenceTensor, HasAShapeThatItsDataFill) {
  for (const char* shape : {"[]", "[0]", "[-1]", "[1.5]", "[1, 1, 1]", "5", "[\"1\"]"}) {
    EXPECT_EQ(refusal(std::string(R"({"inputs": [{"name": "amount", "datatype": "FP64", "data": [1], "shape": )") + shape + "}]}"),
              "inputs/0/shape: must be [n] or [n, k] with whole numbers from 1")
        << shape;
  }
  EXPECT_EQ(refusal(R"({"inputs": [{"name": "amount", "datatype": "FP64", "shape": [2], "data": [1]}]})"),
            "inputs/0/data: has 1 values, its shape wants 2");
  EXPECT_EQ(refusal(R"({"inputs": [{"name": "amount", "datatype": "FP64", "shape": [1], "data": [1, 2]}]})"),
            "data: has more than 1 values");
  EXPECT_EQ(refusal(R"({"inputs": [{"name": "amount", "datatype": "FP64", "shape": [100001], "data": [1]}]})"),
            "inputs/0/shape: at most 100000 rows a request");
  EXPECT_EQ(refusal(R"({"inputs": [{"name": "amount", "datatype": "FP64", "shape": [1, 18446744073709551615], "data": [1]}]})"),
            "inputs/0/shape: has 18446744073709551615 columns, the model has 2 features");
}

TEST(InferenceTensor, IsNamedAsAFeature) {
  EXPECT_EQ(refusal(R"({"inputs": [{"name": "amont", "datatype": "FP64", "shape": [1], "data": [1]}]})"),
            "inputs: there is no feature \"amont\" (did you mean \"amount\"?)");
  EXPECT_EQ(refusal(R"({"inputs": [{"name": "amount", "datatype": "FP64", "shape": [1], "data": [1]}]})"),
            "inputs: the feature \"city\" is missing");
  EXPECT_EQ(
      refusal(
          R"({"inputs": [{"name": "amount", "datatype": "FP64", "shape": [1], "data": [1]}, {"name": "amount", "datatype": "FP64", "shape": [1], "data": [1]}]})"),
      "inputs: \"amount\" stands twice");
  EXPECT_EQ(
      refusal(
          R"({"inputs": [{"name": "amount", "datatype": "FP64", "shape": [1], "data": [1]}, {"name": "city", "datatype": "BYTES", "shape": [2], "data": ["a", "b"]}]})"),
      "inputs: \"city\" has another shape than the first tensor");
}

TEST(InferenceTensor, HoldsValuesOfItsFeaturesType) {
  EXPECT_EQ(refusal(R"({"inputs": [{"name": "amount", "datatype": "FP64", "shape": [1], "data": ["1"]}]})"),
            "inputs: \"amount\" must be numbers, row 0 is a string");
  EXPECT_EQ(refusal(R"({"inputs": [{"name": "city", "datatype": "FP64", "shape": [2], "data": ["x", 5]}]})"),
            "inputs: \"city\" must be texts of at most 1024 bytes, row 1 is a number");
  EXPECT_NE(refusal(R"({"inputs": [{"name": "features", "datatype": "FP64", "shape": [1, 2], "data": [1, 2]}]})"),
            "");  // a matrix is for numbers alone
}

TEST(InferenceLog, NeedsAnIdARow) {
  const auto by_request = read_inference(one_row(R"(, "id": "r-1", "parameters": {"log": true})"), mixed(), kReceived);
  ASSERT_TRUE(by_request) << by_request.error();
  EXPECT_TRUE(by_request->log);
  EXPECT_EQ(by_request->ids, std::vector<std::string>{"r-1"});
  const auto by_row = read_inference(one_row(R"(, "parameters": {"log": true, "ids": ["a"]})"), mixed(), kReceived);
  ASSERT_TRUE(by_row) << by_row.error();
  EXPECT_EQ(by_row->ids, std::vector<std::string>{"a"});
  EXPECT_THAT(refusal(one_row(R"(, "parameters": {"log": true})")), HasSubstr("rows that are to be kept need ids"));
  EXPECT_EQ(refusal(one_row(R"(, "parameters": {"log": true, "ids": ["a", "b"]})")), "parameters/ids: must be 1 ids, one a row");
  EXPECT_EQ(refusal(one_row(R"(, "parameters": {"log": true, "ids": [5]})")), "parameters/ids: must be a string of 1 to 256 bytes");
  EXPECT_EQ(refusal(one_row(R"(, "parameters": {"log": 1})")), "parameters/log: must be true or false");
  EXPECT_EQ(refusal(one_row(R"(, "parameters": [])")), "parameters: must be an object");
}

TEST(InferenceRequest, IsDecidedByItsIdElseByThatOfItsFirstRow) {
  const auto by = [](const std::string& more) { return std::string(read_inference(one_row(more), mixed(), kReceived)->deciding_id()); };
  EXPECT_EQ(by(""), "");
  EXPECT_EQ(by(R"(, "id": "r-1")"), "r-1");
  EXPECT_EQ(by(R"(, "parameters": {"log": true, "ids": ["a"]})"), "a");
  EXPECT_EQ(by(R"(, "id": "r-1", "parameters": {"log": true, "ids": ["a"]})"), "r-1");
}

TEST(InferenceTime, MayBeGivenAndLiesAtMostADayAhead) {
  const auto request = read_inference(one_row(R"(, "parameters": {"time": "2026-01-30T00:00:00Z"})"), mixed(), kReceived);
  ASSERT_TRUE(request) << request.error();
  EXPECT_EQ(request->time, config::parse_time("2026-01-30T00:00:00Z"));
  for (const char* bad : {R"("2026-02-03T00:00:00Z")", R"("soon")", "-1", "null"})
    EXPECT_THAT(refusal(one_row(std::string(R"(, "parameters": {"time": )") + bad + "}")), HasSubstr("parameters/time: must be RFC 3339"))
        << bad;
}

/// A model that was trained as the daemon trains: three groups of rows along "x".
ServedModel trained(Task task) {
  updaters::Dataset rows{.columns = 2, .values = {}, .labels = {}, .classes = {}};
  const std::array<std::string, 3> names{"red", "green", "blue"};
  for (int i = 0; i < 300; ++i) {
    const int group = i % 3;
    rows.values.insert(rows.values.end(), {group + 0.001 * i, 0.5 * (i % 7)});
    rows.labels.push_back(task == Task::multiclass ? category_code(names.at(static_cast<std::size_t>(group)))
                          : task == Task::binary   ? static_cast<double>(group == 2)
                                                   : 3.0 * group);
  }
  if (task == Task::multiclass) {
    for (const auto& name : names) rows.classes.push_back({.code = category_code(name), .name = name});
    std::ranges::sort(rows.classes, {}, &updaters::ClassName::code);
  }
  const auto model = updaters::models().choose_default(updaters::linear_family(task)).make()->train(numeric(task), rows, nullptr, 1);
  EXPECT_TRUE(model);
  return {.version = 7, .model = *model};
}

class InferenceAnswer : public ::testing::TestWithParam<Task> {};

TEST_P(InferenceAnswer, AgreesWithTheModelsOwn) {
  const ServedModel served = trained(GetParam());
  const auto request = read_inference(
      R"({"id": "r", "inputs": [{"name": "features", "datatype": "FP64", "shape": [3, 2], "data": [0.1, 1, 1.1, 2, 2.2, 0]}]})",
      numeric(GetParam()), kReceived);
  ASSERT_TRUE(request) << request.error();
  updaters::Answers answers;
  served.model->predict(request->values, answers);
  const Json response = Json::parse(answer_inference(*request, "price", served, answers));
  EXPECT_EQ(response["model_name"], "price");
  EXPECT_EQ(response["model_version"], "7");
  EXPECT_EQ(response["id"], "r");
  const Json& prediction = response["outputs"][0];
  EXPECT_EQ(prediction["name"], "prediction");
  EXPECT_EQ(prediction["shape"], Json::parse("[3]"));
  for (std::size_t row = 0; row < 3; ++row) {
    if (GetParam() == Task::multiclass) {
      EXPECT_EQ(prediction["datatype"], "BYTES");
      EXPECT_EQ(category_code(prediction["data"][row].get<std::string>()), answers.values[row]);
    } else {
      EXPECT_EQ(prediction["datatype"], GetParam() == Task::binary ? "INT64" : "FP64");
      EXPECT_EQ(prediction["data"][row].get<double>(), answers.values[row]);
    }
  }
  if (GetParam() == Task::regression) {
    EXPECT_EQ(response["outputs"].size(), 1U);
    return;
  }
  const Json& probabilities = response["outputs"][1];
  const std::size_t classes = GetParam() == Task::binary ? 2 : 3;
  EXPECT_EQ(probabilities["name"], "probabilities");
  EXPECT_EQ(probabilities["shape"], Json({3, classes}));
  EXPECT_EQ(probabilities["parameters"]["classes"].size(), classes);
  ASSERT_EQ(probabilities["data"].size(), 3 * classes);
  for (std::size_t row = 0; row < 3; ++row) {
    double sum = 0;
    for (std::size_t k = 0; k < classes; ++k) sum += probabilities["data"][row * classes + k].get<double>();
    EXPECT_NEAR(sum, 1, 1e-9);
  }
}

TEST_P(InferenceAnswer, SaysWhoAnsweredWhereMoreThanOneMight) {
  const ServedModel served = trained(GetParam());
  const auto request =
      read_inference(R"({"id": "r", "inputs": [{"name": "features", "datatype": "FP64", "shape": [1, 2], "data": [0.1, 1]}]})",
                     numeric(GetParam()), kReceived);
  ASSERT_TRUE(request) << request.error();
  updaters::Answers answers;
  served.model->predict(request->values, answers);
  const auto said = [&](Role role) {
    return Json::parse(answer_inference(*request, "price", served, answers, role)).value("parameters", Json());
  };
  EXPECT_EQ(said(Role::only), Json());
  EXPECT_EQ(said(Role::champion), Json::parse(R"({"answered_by": "champion"})"));
  EXPECT_EQ(said(Role::canary), Json::parse(R"({"answered_by": "canary"})"));
}

TEST_P(InferenceAnswer, IsLoggedAsItWasGiven) {
  const ServedModel served = trained(GetParam());
  const auto request = read_inference(R"({"inputs": [{"name": "features", "datatype": "FP64", "shape": [2, 2], "data": [0.1, 1, 2.2, 0]}],
    "parameters": {"log": true, "ids": ["a", "b"], "time": "2026-01-31T11:00:00Z"}})",
                                      numeric(GetParam()), kReceived);
  ASSERT_TRUE(request) << request.error();
  updaters::Answers answers;
  served.model->predict(request->values, answers);
  engine::BatchWriter batch;
  log_inference(*request, "price", served, answers, kReceived, batch);
  std::size_t row = 0;
  ASSERT_TRUE(engine::decode_batch(batch.bytes(), 0, [&](const engine::Event& event) {
    const auto& prediction = std::get<engine::Prediction>(event.body);
    EXPECT_EQ(event.model, "price");
    EXPECT_EQ(event.received, kReceived);
    EXPECT_EQ(prediction.id, request->ids[row]);
    EXPECT_EQ(prediction.time, request->time);
    EXPECT_EQ(prediction.version, 7U);
    EXPECT_EQ(prediction.value, answers.values[row]);
    EXPECT_EQ(std::vector(prediction.features.begin(), prediction.features.end()),
              std::vector(request->values.begin() + static_cast<std::ptrdiff_t>(2 * row),
                          request->values.begin() + static_cast<std::ptrdiff_t>(2 * row + 2)));
    EXPECT_EQ(prediction.scores.size(), GetParam() == Task::regression ? 0U : GetParam() == Task::binary ? 2U : 3U);
    double sum = 0;
    for (const auto& score : prediction.scores) sum += score.probability;
    EXPECT_NEAR(sum, prediction.scores.empty() ? 0 : 1, 1e-9);
    EXPECT_EQ(prediction.value_name.empty(), GetParam() != Task::multiclass);
    if (!prediction.value_name.empty()) {
      EXPECT_EQ(category_code(prediction.value_name), prediction.value);
    }
    ++row;
  }));
  EXPECT_EQ(row, 2U);
}

INSTANTIATE_TEST_SUITE_P(OfEveryTask, InferenceAnswer, ::testing::Values(Task::binary, Task::multiclass, Task::regression),
                         [](const auto& task) { return std::string(config::name_of(task.param)); });

}  // namespace
}  // namespace driftd::serving
