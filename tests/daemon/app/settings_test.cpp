#include "daemon/app/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#include <vector>

#include "tests/places.h"

namespace driftd::app {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr const char* kMinimal = R"({"models": [{"name": "m", "task": "binary", "features": [{"name": "a"}]}]})";

/// A bit of everything, to be spoilt at one place.
constexpr const char* kRich = R"({
  "$schema": "driftd.schema.json",
  "state_dir": "state",
  "http": {"listen": "127.0.0.1:7420", "threads": 2, "max_body": "16MiB", "request_deadline": "30s"},
  "journal": {"segment": "64MiB"},
  "history": {"keep": "30d"},
  "models": [{
    "name": "m", "task": "binary", "features": [{"name": "a"}, {"name": "c", "type": "categorical"}],
    "reference": {"first": 500}, "window": {"events": 1000, "panes": 10}, "join": {"wait": "7d", "most": 1000},
    "drift": [{"detector": "ks", "on": "features", "only": ["a"]}],
    "decay": [{"detector": "adwin", "delta": 0.002, "on": "error"}, {"score": "accuracy", "below": 0.7}],
    "model": {"kind": "logistic"},
    "false_alarms": {"at_most": 1, "per": "30d"},
    "update": {"strategy": "auto", "cooldown": "30m", "at_most": {"updates": 10, "per": "1d"}, "gate": {"alpha": 0.05}, "trainer": ["train.sh"]}
  }]
})";

std::vector<fs::path> examples() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(tests::source_folder() / "config" / "examples")) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  return files;
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::vector<std::string> paths_of(const std::expected<Settings, config::Problems>& read) {
  std::vector<std::string> paths;
  if (!read) {
    for (const auto& problem : read.error()) paths.push_back(problem.path);
  }
  return paths;
}

std::string problems_text(const std::expected<Settings, config::Problems>& read) {
  return read ? "accepted" : config::to_text(read.error());
}

TEST(Settings, NeedNothingButModels) {
  const auto settings = read_settings(kMinimal);
  ASSERT_TRUE(settings) << problems_text(settings);
  EXPECT_EQ(settings->state_dir, "/var/lib/driftd");
  EXPECT_EQ(settings->http.listen, "127.0.0.1:7420");
  EXPECT_EQ(settings->http.max_body, 16U << 20U);
  EXPECT_EQ(settings->journal.segment, 64U << 20U);
  EXPECT_EQ(settings->http.request_deadline, 30s);
  ASSERT_EQ(settings->models.size(), 1U);
  const auto& model = settings->models[0];
  EXPECT_EQ(model.reference.first, 1000);
  EXPECT_EQ(model.window.events, 1000);
  EXPECT_EQ(model.drift.size(), engine::default_drift_rules().size());
  EXPECT_EQ(model.decay.size(), engine::default_decay_rules().size());
  EXPECT_EQ(model.learner().name, "auto");
}

TEST(Settings, OfEveryExampleAreAccepted) {
  ASSERT_FALSE(examples().empty());
  for (const auto& file : examples()) {
    const auto settings = load_settings(file);
    EXPECT_TRUE(settings) << settings.error();
  }
}

TEST(Settings, RefuseADetectorOfErrorsWhereThereAreOtherValues) {
  const auto with = [](const char* task, const char* rule) {
    return read_settings(std::string(R"({"models": [{"name": "m", "task": ")") + task + R"(", "features": [{"name": "a"}], "decay": [)" +
                         rule + "]}]}");
  };
  EXPECT_TRUE(with("binary", R"({"detector": "ddm", "on": "error"})"));
  EXPECT_TRUE(with("regression", R"({"detector": "adwin", "on": "loss"})"));
  for (const auto& refused :
       {with("binary", R"({"detector": "ddm", "on": "loss"})"), with("regression", R"({"detector": "eddm", "on": "error"})")}) {
    EXPECT_THAT(paths_of(refused), UnorderedElementsAre("/models/0/decay/0/detector"));
    EXPECT_THAT(problems_text(refused), HasSubstr("takes"));
  }
}

TEST(Settings, OfQualityNameChecksAndTheFeaturesThatTheyLookAt) {
  const auto with = [](const std::string& rules) {
    return read_settings(
        R"({"models": [{"name": "m", "task": "binary", "features": [{"name": "price"}], "wrong_type": "missing", "quality": )" + rules +
        "}]}");
  };
  const auto read = with(R"([{"check": "missing", "only": ["price"], "above": 0.1}, {"check": "stale", "at_least": "2h"}])");
  ASSERT_TRUE(read) << problems_text(read);
  EXPECT_EQ(read->models[0].quality.size(), 2U);
  EXPECT_EQ(read->models[0].wrong_type, engine::WrongType::missing);
  EXPECT_TRUE(with("[]")->models[0].quality.empty());
  EXPECT_EQ(problems_text(with(R"([{"check": "misssing"}])")),
            "/models/0/quality/0/check: there is no check \"misssing\" (did you mean \"missing\"?)\n");
  EXPECT_EQ(problems_text(with(R"([{"check": "frozen", "only": ["prices"]}])")),
            "/models/0/quality/0/only/0: there is no feature \"prices\" (did you mean \"price\"?)\n");
  EXPECT_EQ(problems_text(with(R"([{"check": "stale", "only": ["price"]}])")),
            "/models/0/quality/0/only: \"stale\" looks at the model as a whole, not at features\n");
}

TEST(Settings, AreRefusedWithEveryMistakeByItsPath) {
  const auto read = read_settings(R"({
    "http": {"threads": 0},
    "models": [{
      "name": "m", "task": "binry", "features": [{"name": "a"}],
      "window": {"events": 5},
      "decay": [{"detector": "adwin"}, {"score": "accuracy", "below": "0.7"}],
      "update": {"cooldwn": "30m"}
    }]})");
  EXPECT_THAT(paths_of(read), UnorderedElementsAre("/http/threads", "/models/0/task", "/models/0/window/events", "/models/0/decay/1/below",
                                                   "/models/0/update/cooldwn"));
  const auto text = problems_text(read);
  EXPECT_THAT(text, HasSubstr("/models/0/task: knows no \"binry\" (did you mean \"binary\"?)"));
  EXPECT_THAT(text, HasSubstr("/models/0/decay/1/below: must be a number, is a string"));
  EXPECT_THAT(text, HasSubstr("/models/0/update/cooldwn: is not known here (did you mean \"cooldown\"?)"));
}

TEST(Settings, AreHeldAgainstWhatNoSchemaCanSay) {
  const auto spoilt = [](const char* pointer, const char* value) {
    auto json = nlohmann::json::parse(kRich);
    json[nlohmann::json::json_pointer(pointer)] = nlohmann::json::parse(value);
    return paths_of(read_settings(json.dump()));
  };
  EXPECT_THAT(spoilt("/http/listen", R"("nowhere")"), UnorderedElementsAre("/http/listen"));
  EXPECT_THAT(spoilt("/http/request_deadline", R"("2h")"), UnorderedElementsAre("/http/request_deadline"));
  EXPECT_THAT(spoilt("/journal/segment", R"("5000001B")"), UnorderedElementsAre("/journal/segment"));
  EXPECT_THAT(spoilt("/models/0/window/panes", "7"), UnorderedElementsAre("/models/0/window/panes"));
  EXPECT_THAT(spoilt("/models/0/reference/gaps", "5"), UnorderedElementsAre("/models/0/reference/gaps"));
  EXPECT_THAT(spoilt("/models/0/features/1/name", R"("a")"), UnorderedElementsAre("/models/0/features/1/name"));
  EXPECT_THAT(spoilt("/models/0/drift/0/only/0", R"("b")"), UnorderedElementsAre("/models/0/drift/0/only/0"));
  EXPECT_THAT(spoilt("/models/0/decay/1/score", R"("rmse")"), UnorderedElementsAre("/models/0/decay/1/score"));
  EXPECT_THAT(spoilt("/models/0/model", R"({"kind": "softmax"})"), UnorderedElementsAre("/models/0/model/kind"));
  EXPECT_THAT(spoilt("/models/1", R"({"name": "m", "task": "binary", "features": [{"name": "a"}]})"),
              UnorderedElementsAre("/models/1/name"));
}

TEST(Settings, AreRefusedWhereTheyAreNoJson) {
  EXPECT_THAT(problems_text(read_settings("{\n \"models\": }")), HasSubstr("/: is not JSON at line 2, column 12"));
}

TEST(LoadSettings, NamesTheFileThatItCannotReadOrTake) {
  EXPECT_THAT(load_settings("no/such/file.json").error(),
              HasSubstr("cannot read the configuration no/such/file.json; name another with --config"));
  const fs::path file = fs::path(::testing::TempDir()) / "driftd_settings_test.json";
  std::ofstream(file) << "{}";
  const auto refused = load_settings(file);
  fs::remove(file);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error(), HasSubstr("driftd_settings_test.json is not accepted:\n/: lacks \"models\""));
}

TEST(EngineConfiguration, IsReadBackByTheEngineAsItWasMeant) {
  const auto settings = read_settings(kRich);
  ASSERT_TRUE(settings) << problems_text(settings);
  const std::string text = engine_configuration(*settings);
  const auto models = engine::read_models(text);
  ASSERT_TRUE(models) << config::to_text(models.error());
  Settings again;
  again.models = *models;
  EXPECT_EQ(engine_configuration(again), text);
}

class Schema {
 public:
  Schema() : json_(nlohmann::json::parse(settings_schema().dump())) {
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(json_), schema_);
  }

  bool takes(const nlohmann::json& document) const {
    valijson::Validator validator;
    return validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(document), nullptr);
  }

 private:
  nlohmann::json json_;
  valijson::Schema schema_;
};

const Schema& schema() {
  static const Schema schema;
  return schema;
}

TEST(SettingsSchema, TakesWhatTheDaemonTakes) {
  std::vector<std::string> good{kMinimal, kRich};
  for (const auto& file : examples()) good.push_back(text_of(file));
  for (const auto& text : good) {
    EXPECT_TRUE(read_settings(text)) << problems_text(read_settings(text)) << text;
    EXPECT_TRUE(schema().takes(nlohmann::json::parse(text))) << text;
  }
}

TEST(SettingsSchema, TakesTheDefaultsThatItStates) {
  const auto settings = read_settings(kMinimal);
  ASSERT_TRUE(settings);
  const auto written = nlohmann::json::parse(settings_declaration().write(*settings).dump());
  EXPECT_TRUE(schema().takes(written)) << written.dump(1);
  EXPECT_TRUE(read_settings(written.dump())) << problems_text(read_settings(written.dump()));
}

struct Change {
  const char* pointer;
  const char* value;  // null: taken away
};

nlohmann::json changed(const Change& change) {
  auto json = nlohmann::json::parse(kRich);
  const nlohmann::json::json_pointer pointer(change.pointer);
  if (change.value != nullptr) {
    json[pointer] = nlohmann::json::parse(change.value);
  } else {
    json.at(pointer.parent_pointer()).erase(pointer.back());
  }
  return json;
}

TEST(SettingsSchema, TakesOtherGoodOnesToo) {
  const std::vector<Change> good{
      {"/http", nullptr},
      {"/models/0/drift", "[]"},
      {"/models/0/drift", R"([{"detector": "e_sr", "only": ["a"]}, {"detector": "kswin", "on": "prediction"}])"},
      {"/models/0/decay", "[]"},
      {"/models/0/model", R"("logistic")"},
      {"/models/0/model", nullptr},
      {"/models/0/update/strategy", R"({"kind": "retrain"})"},
      {"/models/0/decay/1", R"({"score": "accuracy", "above": 1})"},
      {"/models/0/name", R"("a.b-c_9")"},
      {"/models/0/features/1/name", R"("ünïcödé name/with~signs")"},
  };
  for (const auto& change : good) {
    const auto json = changed(change);
    EXPECT_TRUE(read_settings(json.dump())) << change.pointer << '\n' << problems_text(read_settings(json.dump()));
    EXPECT_TRUE(schema().takes(json)) << change.pointer;
  }
}

TEST(SettingsSchema, AgreesWithTheDaemonOnWhatIsWrong) {
  const std::vector<Change> wrong{
      {"/models", nullptr},
      {"/models", "[]"},
      {"/models", "{}"},
      {"/models", "null"},
      {"/modles", "[]"},
      {"/state_dir", R"("")"},
      {"/http", "[]"},
      {"/http/threads", "0"},
      {"/http/threads", "65"},
      {"/http/threads", "2.5"},
      {"/http/threads", R"("2")"},
      {"/http/max_body", "16777216"},
      {"/http/max_body", R"("16 MiB")"},
      {"/http/max_body", R"("MiB")"},
      {"/http/request_deadline", R"("soon")"},
      {"/http/port", "7420"},
      {"/history/keep", "30"},
      {"/models/0/name", nullptr},
      {"/models/0/name", "5"},
      {"/models/0/name", R"("a b")"},
      {"/models/0/name", R"("../etc")"},
      {"/models/0/name", R"("")"},
      {"/models/0/task", nullptr},
      {"/models/0/task", R"("ternary")"},
      {"/models/0/features", "[]"},
      {"/models/0/features/0", R"("a")"},
      {"/models/0/features/0/name", nullptr},
      {"/models/0/features/1/type", R"("words")"},
      {"/models/0/features/1/default", "0"},
      {"/models/0/reference/first", "1"},
      {"/models/0/window/events", "5"},
      {"/models/0/window/panes", "0"},
      {"/models/0/join/most", "1e3"},
      {"/models/0/drift", R"("ks")"},
      {"/models/0/drift/0/detector", nullptr},
      {"/models/0/drift/0/detector", R"("ddm")"},
      {"/models/0/drift/0/on", R"("labels")"},
      {"/models/0/drift/0/only", R"("a")"},
      {"/models/0/drift/0/alhpa", "0.1"},
      {"/models/0/decay/0", "{}"},
      {"/models/0/decay/0/detector", R"("ks")"},
      {"/models/0/decay/0/delta", "0"},
      {"/models/0/decay/0/delta", "1"},
      {"/models/0/decay/0/delta", R"("0.1")"},
      {"/models/0/decay/0/on", R"("features")"},
      {"/models/0/decay/1/detector", R"("adwin")"},
      {"/models/0/decay/1/below", nullptr},
      {"/models/0/decay/1/below", R"("0.7")"},
      {"/models/0/decay/1/above", "0.9"},
      {"/models/0/decay/1/score", R"("acuracy")"},
      {"/models/0/decay/1/min_labels", "1"},
      {"/models/0/false_alarms/per", R"("30")"},
      {"/models/0/false_alarms/per", "30"},
      {"/models/0/false_alarms/at_most", "0"},
      {"/models/0/false_alarms/discoveries", R"("lords")"},
      {"/models/0/false_alarms/wrong", "0"},
      {"/models/0/false_alarms/wrong", "0.6"},
      {"/models/0/false_alarms", "1"},
      {"/models/0/model", R"("forest")"},
      {"/models/0/model", R"({"kind": "forest"})"},
      {"/models/0/model", "{}"},
      {"/models/0/model/epochs", "0"},
      {"/models/0/model/optimizer", R"({"kind": "adamant"})"},
      {"/models/0/update/strategy", R"("magic")"},
      {"/models/0/update/cooldown", "1800"},
      {"/models/0/update/cooldown", R"("-30m")"},
      {"/models/0/update/at_most/updates", "0"},
      {"/models/0/update/gate/alpha", "-1"},
      {"/models/0/update/trainer", R"([""])"},
      {"/models/0/update/trainer", R"("train.sh")"},
      {"/models/0/update/trainer", R"({"webhook": {"url": "http://airflow/train"}})"},
      {"/models/0/update/trainer", R"({"webhook": {"url": "http://airflow/train", "secret_file": "s", "poll": 10}})"},
      {"/models/0/update/trainer", R"({"web": {"url": "http://airflow/train", "secret_file": "s"}})"},
      {"/models/0/update/budget", R"({"nice": 20})"},
      {"/$schema", "5"},
  };
  for (const auto& change : wrong) {
    const auto json = changed(change);
    const std::string what = std::string(change.pointer) + " = " + (change.value == nullptr ? "(taken away)" : change.value);
    EXPECT_FALSE(read_settings(json.dump())) << "the daemon takes " << what;
    EXPECT_FALSE(schema().takes(json)) << "the schema takes " << what;
  }
}

TEST(Endpoint, IsAnAddressWithAPort) {
  const auto v4 = parse_endpoint("127.0.0.1:7420");
  ASSERT_TRUE(v4);
  EXPECT_EQ(v4->address, "127.0.0.1");
  EXPECT_EQ(v4->port, 7420);
  const auto v6 = parse_endpoint("[::1]:0");
  ASSERT_TRUE(v6);
  EXPECT_EQ(v6->address, "::1");
  EXPECT_EQ(v6->port, 0);
  for (const char* bad : {"", ":", ":7420", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:80 ",
                          "localhost:80", "256.0.0.1:80", "::1]:80"}) {
    const auto endpoint = parse_endpoint(bad);
    ASSERT_FALSE(endpoint) << bad;
    EXPECT_THAT(endpoint.error(), HasSubstr("is no address with a port"));
  }
}

}  // namespace
}  // namespace driftd::app
