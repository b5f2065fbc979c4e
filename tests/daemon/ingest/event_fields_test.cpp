#include "daemon/ingest/event_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/missing_value.h"
#include "tests/daemon/ingest/reading_room.h"

namespace driftd::ingest {
namespace {

using config::Task;
using ::testing::HasSubstr;

constexpr const char* kTaken = "";

struct Refused {
  const char* body;
  const char* why;
};

void expect_refusals(Task task, std::initializer_list<Refused> table) {
  Room room(task);
  for (const auto& [body, why] : table) EXPECT_EQ(room.refusal_of_prediction(body), why) << body;
}

/// A prediction of which only the part under test may be wrong.
std::string prediction_with(const std::string& field) {
  return R"({"id": "a", "features": [1, "x"], )" + field + "}";
}

TEST(Id, IsATextOrAWholeNumber) {
  Room room(Task::binary);
  for (const char* good : {R"("a")", "7", "-7", "18446744073709551615"})
    EXPECT_EQ(room.refusal_of_label(std::string(R"({"label": 1, "id": )") + good + "}"), kTaken) << good;
  EXPECT_EQ(room.refusal_of_label(R"({"id": 1.5, "label": 1})"), "id: must be a string, is a number");
  EXPECT_EQ(room.refusal_of_label(R"({"id": null, "label": 1})"), "id: must be a string, is null");
  EXPECT_EQ(room.refusal_of_label(R"({"id": [], "label": 1})"), "id: must be a string, is an array");
  EXPECT_EQ(room.refusal_of_label(R"({"label": 1})"), "id: is missing");
}

TEST(Id, HasOneTo256Bytes) {
  Room room(Task::binary);
  EXPECT_EQ(room.refusal_of_label(R"({"id": "", "label": 1})"), "id: must have 1 to 256 bytes, has 0");
  EXPECT_EQ(room.refusal_of_label(R"({"label": 1, "id": ")" + std::string(256, 'x') + "\"}"), kTaken);
  EXPECT_EQ(room.refusal_of_label(R"({"label": 1, "id": ")" + std::string(257, 'x') + "\"}"), "id: must have 1 to 256 bytes, has 257");
}

TEST(EventTime, MayBeADayAheadAndNoMore) {
  Room room(Task::binary);
  EXPECT_EQ(room.refusal_of_prediction(prediction_with(R"("time": "2026-02-01T12:00:00Z")")), kTaken);
  EXPECT_EQ(room.refusal_of_prediction(prediction_with(R"("time": "2026-02-02T12:00:00Z")")),
            "time: 2026-02-02T12:00:00Z is more than a day ahead of this machine's clock");
  EXPECT_EQ(room.refusal_of_prediction(prediction_with(R"("time": "1970-01-01T00:00:00Z")")), kTaken);
}

TEST(EventTime, IsRfc3339OrUnixSeconds) {
  Room room(Task::binary);
  for (const char* good : {"0", "1769860800.25", R"("2026-01-31T13:00:00+01:00")", "null"})
    EXPECT_EQ(room.refusal_of_prediction(prediction_with(std::string(R"("time": )") + good)), kTaken) << good;
  for (const char* bad : {R"("yesterday")", "-1", "1e300", "true", "{}", R"("2300-01-01T00:00:00Z")"}) {
    EXPECT_EQ(room.refusal_of_prediction(prediction_with(std::string(R"("time": )") + bad)),
              "time: must be RFC 3339 (\"2026-01-31T12:00:00Z\") or Unix seconds, from 1970 to 2200")
        << bad;
  }
}

TEST(EventFeatures, AreRefusedByName) {
  expect_refusals(
      Task::binary,
      {
          {R"({"id": "a"})", "features: is missing"},
          {R"({"id": "a", "features": {"amount": 1}})", "features/city: is missing"},
          {R"({"id": "a", "features": {"amont": 1, "city": "x"}})", "features/amont: there is no such feature (did you mean \"amount\"?)"},
          {R"({"id": "a", "features": {"temperature": 1, "city": "x"}})", "features/temperature: there is no such feature"},
          {R"({"id": "a", "features": {"amount": 1, "city": "x", "amount": 2}})", "features/amount: stands twice"},
          {R"({"id": "a", "features": {"amount": "1", "city": "x"}})", "features/amount: must be a number, is a string"},
          {R"({"id": "a", "features": {"amount": null, "city": "x"}})", "features/amount: must be a number, is null"},
          {R"({"id": "a", "features": {"amount": true, "city": "x"}})", "features/amount: must be a number, is a boolean"},
          {R"({"id": "a", "features": {"amount": 1, "city": null}})", "features/city: must be a text, is null"},
          {R"({"id": "a", "features": {"amount": 1, "city": 1.5}})", "features/city: must be a text, is a number"},
          {R"({"id": "a", "features": [1]})", "features: must have 2 values in the configured order, has 1"},
          {R"({"id": "a", "features": [1, "x", 2]})", "features: must have 2 values in the configured order, has 3"},
          {R"({"id": "a", "features": []})", "features: must have 2 values in the configured order, has 0"},
          {R"({"id": "a", "features": 7})", "features: must be an object by name or an array in order, is a number"},
      });
}

TEST(EventFeatures, MayBeMissingOrOfAWrongTypeWhereTheModelTakesSuchRows) {
  Room room(Task::binary, engine::WrongType::missing);
  const auto features_of = [&](const std::string& features) {
    EXPECT_EQ(room.refusal_of_prediction(R"({"id": "a", "features": )" + features + "}"), kTaken) << features;
    return room.taken.front();
  };
  for (const char* missing : {R"({"amount": null, "city": "x"})", R"({"city": "x"})", R"([null, "x"])"}) {
    const auto taken = features_of(missing);
    EXPECT_TRUE(std::isnan(taken.features[0]) && !config::is_wrong_type(taken.features[0])) << missing;
    EXPECT_EQ(taken.features[1], config::category_code("x"));
  }
  for (const char* wrong : {R"({"amount": "7", "city": "x"})", R"({"amount": true, "city": "x"})", R"({"amount": [], "city": "x"})"}) {
    EXPECT_TRUE(config::is_wrong_type(features_of(wrong).features[0])) << wrong;
  }
  const auto taken = features_of(R"({"amount": 1, "city": {}})");
  EXPECT_TRUE(config::is_wrong_type(taken.features[1]));
  EXPECT_EQ(taken.categories, std::vector<std::string>{""});
  features_of(R"({"amount": 1, "city": "x"})");
  EXPECT_EQ(features_of(R"({"amount": 1, "city": null})").categories, std::vector<std::string>{""}) << "nothing is left of the row before";
  EXPECT_EQ(room.refusal_of_prediction(R"({"id": "a", "features": [1]})"), "features: must have 2 values in the configured order, has 1");
}

TEST(EventFeatures, AreNeverNaNOrInfinite) {
  Room room(Task::binary);
  for (const char* value : {"NaN", "nan", "Infinity", "-Infinity", "1e999", "-1e999"}) {
    EXPECT_THAT(room.refusal_of_prediction(std::string(R"({"id": "a", "features": [)") + value + ", \"x\"]}"), HasSubstr("is not JSON"))
        << value;
    EXPECT_TRUE(room.taken.empty());
  }
}

TEST(EventFeatures, HaveTextsOfAtMost1024Bytes) {
  Room room(Task::binary);
  EXPECT_EQ(room.refusal_of_prediction(R"({"id": "a", "features": [1, ")" + std::string(1024, 'x') + "\"]}"), kTaken);
  EXPECT_EQ(room.refusal_of_prediction(R"({"id": "a", "features": [1, ")" + std::string(1025, 'x') + "\"]}"),
            "features/city: must have at most 1024 bytes, has 1025");
}

TEST(EventKeys, AreKnownOnes) {
  Room room(Task::binary);
  EXPECT_EQ(room.refusal_of_prediction(prediction_with(R"("predicton": 1)")),
            "\"predicton\" is not known here (did you mean \"prediction\"?)");
  EXPECT_EQ(room.refusal_of_prediction(prediction_with(R"("label": 1)")),
            "\"label\" is not known here (one of: id, time, features, prediction, scores, version, tags)");
  EXPECT_EQ(room.refusal_of_label(R"({"id": "a", "label": 1, "lable": 1})"), "\"lable\" is not known here (did you mean \"label\"?)");
  EXPECT_EQ(room.refusal_of_prediction(prediction_with(R"("tags": 1)")), "tags: must be an object");
}

TEST(BinaryAnswer, IsZeroOrOne) {
  Room room(Task::binary);
  for (const char* good : {"0", "1", "1.0", "true", "false", "null"})
    EXPECT_EQ(room.refusal_of_prediction(prediction_with(std::string(R"("prediction": )") + good)), kTaken) << good;
  EXPECT_EQ(room.refusal_of_prediction(prediction_with(R"("prediction": 2)")),
            "prediction: must be 0 or 1 (or false, true) for a binary model, is 2");
  EXPECT_EQ(room.refusal_of_prediction(prediction_with(R"("prediction": 0.7)")),
            "prediction: must be 0 or 1 (or false, true) for a binary model, is 0.7");
  EXPECT_EQ(room.refusal_of_prediction(prediction_with(R"("prediction": "yes")")),
            "prediction: must be 0 or 1 (or false, true) for a binary model, is \"yes\"");
}

TEST(Refusals, AreShortHoweverLongTheBodyIs) {
  Room room(Task::binary);
  const std::string quoted = '"' + std::string(100'000, 'x') + '"';
  for (const auto& field : {"\"prediction\": " + quoted, "\"scores\": {" + quoted + ": 1}", quoted + ": 1", "\"version\": " + quoted}) {
    const auto refusal = room.refusal_of_prediction(prediction_with(field));
    EXPECT_NE(refusal, kTaken);
    EXPECT_LT(refusal.size(), 300U);
  }
}

TEST(MulticlassAnswer, IsAClassByNameOrWholeNumber) {
  Room room(Task::multiclass);
  for (const auto& [given, name] :
       {std::pair{R"("blue")", "blue"}, std::pair{"2", "2"}, std::pair{"2.0", "2"}, std::pair{"-1", "-1"}, std::pair{"true", "true"}}) {
    ASSERT_EQ(room.refusal_of_prediction(prediction_with(std::string(R"("prediction": )") + given)), kTaken) << given;
    EXPECT_EQ(room.taken.at(0).value_name, name);
    EXPECT_EQ(room.taken.at(0).value, config::category_code(name));
  }
  EXPECT_EQ(room.refusal_of_prediction(prediction_with(R"("prediction": 2.5)")),
            "prediction: must be a class, as a text or a whole number, is a number");
  EXPECT_EQ(room.refusal_of_prediction(prediction_with(R"("prediction": {})")),
            "prediction: must be a class, as a text or a whole number, is an object");
  EXPECT_EQ(room.refusal_of_prediction(prediction_with(R"("prediction": "")")), "prediction: must have 1 to 1024 bytes, has 0");
}

TEST(RegressionAnswer, IsANumber) {
  Room room(Task::regression);
  EXPECT_EQ(room.refusal_of_prediction(prediction_with(R"("prediction": -2.5)")), kTaken);
  EXPECT_EQ(room.refusal_of_prediction(prediction_with(R"("prediction": "5")")), "prediction: must be a number, is a string");
}

TEST(LabelValue, IsReadByTheTask) {
  Room binary(Task::binary);
  EXPECT_EQ(binary.refusal_of_label(R"({"id": "a", "label": true})"), kTaken);
  EXPECT_EQ(binary.taken.at(0).value, 1);
  EXPECT_EQ(binary.refusal_of_label(R"({"id": "a", "label": 3})"), "label: must be 0 or 1 (or false, true) for a binary model, is 3");
  EXPECT_EQ(binary.refusal_of_label(R"({"id": "a"})"), "label: is missing");
  EXPECT_EQ(binary.refusal_of_label(R"({"id": "a", "label": null})"), "label: must be 0 or 1 (or false, true) for a binary model, is null");
  Room multiclass(Task::multiclass);
  EXPECT_EQ(multiclass.refusal_of_label(R"({"id": "a", "label": null})"), "label: must be a class, as a text or a whole number, is null");
  Room regression(Task::regression);
  EXPECT_EQ(regression.refusal_of_label(R"({"id": "a", "label": "x"})"), "label: must be a number, is a string");
}

TEST(Version, IsAWholeNumberAlsoAsAText) {
  Room room(Task::binary);
  for (const auto& [given, version] : {std::pair{"7", 7U}, std::pair{R"("7")", 7U}, std::pair{"0", 0U}, std::pair{"null", 0U}}) {
    ASSERT_EQ(room.refusal_of_prediction(prediction_with(std::string(R"("version": )") + given)), kTaken) << given;
    EXPECT_EQ(room.taken.at(0).version, version);
  }
  for (const char* bad : {"-1", "1.5", R"("v7")", R"("")", "true"})
    EXPECT_EQ(room.refusal_of_prediction(prediction_with(std::string(R"("version": )") + bad)), "version: must be a whole number from 0")
        << bad;
}

TEST(BinaryScores, ComeAsOneNumberAPairOrByClass) {
  using Scores = std::vector<std::pair<double, double>>;
  Room room(Task::binary);
  for (const auto& [given, scores] :
       {std::pair{"0.75", Scores{{0, 0.25}, {1, 0.75}}}, std::pair{"[0.25, 0.75]", Scores{{0, 0.25}, {1, 0.75}}},
        std::pair{R"({"1": 0.75, "0": 0.25})", Scores{{1, 0.75}, {0, 0.25}}}, std::pair{R"({"true": 1})", Scores{{1, 1}, {0, 0}}},
        std::pair{R"({"0": 0.25})", Scores{{0, 0.25}, {1, 0.75}}}, std::pair{"null", Scores{}}}) {
    ASSERT_EQ(room.refusal_of_prediction(prediction_with(std::string(R"("scores": )") + given)), kTaken) << given;
    EXPECT_EQ(room.taken.at(0).scores, scores) << given;
  }
}

TEST(BinaryScores, AreProbabilitiesOfItsTwoClasses) {
  Room room(Task::binary);
  const auto refusal = [&](const std::string& scores) { return room.refusal_of_prediction(prediction_with("\"scores\": " + scores)); };
  EXPECT_EQ(refusal("1.5"), "scores: a probability must be from 0 to 1, is 1.5");
  EXPECT_EQ(refusal("-0.5"), "scores: a probability must be from 0 to 1, is -0.5");
  EXPECT_EQ(refusal("\"high\""), "scores: a probability must be a number, is a string");
  EXPECT_EQ(refusal("[1]"), "scores: must be the probability of 1, or those of 0 and 1");
  EXPECT_EQ(refusal("[0, 2]"), "scores: a probability must be from 0 to 1, is 2");
  EXPECT_EQ(refusal(R"({"yes": 1})"), "scores: \"yes\" is no class of a binary model; use \"0\" and \"1\"");
}

TEST(MulticlassScores, ComeByClass) {
  Room room(Task::multiclass);
  const auto refusal = [&](const std::string& scores) { return room.refusal_of_prediction(prediction_with("\"scores\": " + scores)); };
  EXPECT_EQ(refusal(R"({"red": 0.5, "blue": 0.5})"), kTaken);
  EXPECT_EQ(refusal("0.5"), "scores: must be an object of probabilities by class, is a number");
  EXPECT_EQ(refusal(R"({"red": null})"), "scores: a probability must be a number, is null");
  std::string many = "{";
  for (int i = 0; i < 1025; ++i) many += (i == 0 ? "\"" : ", \"") + std::to_string(i) + "\": 0";
  EXPECT_EQ(refusal(many + "}"), "scores: more than 1024 classes");
}

TEST(Scores, AreNoBusinessOfARegression) {
  expect_refusals(Task::regression, {{R"({"id": "a", "features": [1, "x"], "scores": 0.5})", "scores: a regression model has no classes"}});
}

TEST(Scores, NameEachClassOnce) {
  Room binary(Task::binary);
  EXPECT_EQ(binary.refusal_of_prediction(prediction_with(R"("scores": {"1": 0.5, "true": 0.5})")), "scores: \"true\" stands twice");
  Room multiclass(Task::multiclass);
  EXPECT_EQ(multiclass.refusal_of_prediction(prediction_with(R"("scores": {"red": 0.5, "red": 0.25})")), "scores: \"red\" stands twice");
}

}  // namespace
}  // namespace driftd::ingest
