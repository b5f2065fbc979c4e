// What watches a model's inputs, from the settings as an operator writes them to the findings that come of rows.

#include "daemon/engine/monitors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>

#include "config/json.h"
#include "daemon/engine/engine.h"
#include "daemon/engine/event_codec.h"

namespace driftd::engine {
namespace {

using config::Json;

constexpr std::uint64_t kSeed = 5;

std::expected<ModelSettings, std::string> read(const std::string& drift, const std::string& more = "") {
  const auto models =
      read_models(R"({"models": [{"name": "m", "task": "binary", "reference": {"first": 400}, "window": {"events": 200}, "decay": [],
      "features": [{"name": "embedding", "type": "vector", "size": 8}, {"name": "message", "type": "text"}, {"name": "age"}], )" +
                  more + R"("quality": [], "drift": )" + drift + "}]}");
  if (!models) return std::unexpected(config::to_text(models.error()));
  return models->front();
}

/// Rows of an embedding whose numbers go together unless `torn`, and a message in other words where `foreign`.
class Inputs {
 public:
  bool torn = false;
  bool foreign = false;

  const Prediction& next() {
    values_.clear();
    const double common = normal_(random_);
    for (int i = 0; i < 8; ++i) values_.push_back(torn ? normal_(random_) : 0.9 * common + std::sqrt(0.19) * normal_(random_));
    message_.clear();
    for (int i = 0; i < 6; ++i) message_ += (foreign ? "wort" : "word") + std::to_string(random_() % 30) + " ";
    values_.push_back(config::category_code(message_));
    values_.push_back(normal_(random_));
    texts_.clear();
    CategoryTexts::append(texts_, message_);
    prediction_.features = values_;
    prediction_.categories = texts_;
    return prediction_;
  }

 private:
  std::mt19937_64 random_{kSeed};
  std::normal_distribution<double> normal_;
  std::vector<double> values_;
  std::string message_;
  std::string texts_;
  Prediction prediction_;
};

/// "detector subject" of what drifted over so many rows.
std::set<std::string> drifted(Monitors& monitors, Inputs& inputs, int rows) {
  std::set<std::string> found;
  for (int i = 0; i < rows; ++i) {
    monitors.row(inputs.next(), Time(std::chrono::seconds(i)), [&](const Finding& finding) {
      if (finding.signal.level == detectors::Level::drift) found.insert(finding.detector + " " + finding.subject);
    });
  }
  return found;
}

TEST(Monitors, FindInAnEmbeddingWhatNoneOfItsNumbersShows) {
  const auto settings =
      read(R"([{"detector": "ks", "only": ["embedding"]}, {"detector": "mmd_rff", "only": ["embedding"]}, {"detector": "pca"}])");
  ASSERT_TRUE(settings) << settings.error();
  Monitors monitors(*settings);
  Inputs inputs;
  EXPECT_EQ(drifted(monitors, inputs, 800), std::set<std::string>{});
  inputs.torn = true;
  EXPECT_EQ(drifted(monitors, inputs, 200), (std::set<std::string>{"mmd_rff embedding", "pca features"}));
  std::set<std::string> subjects;
  for (const auto& signal : monitors.signals()) subjects.insert(signal.detector + " " + signal.subject);
  EXPECT_EQ(subjects.size(), 8U + 1 + 2) << "ks has one for each number, pca one for the message too";
}

TEST(Monitors, FindOtherWordsByTheirShareAndByTheirNGrams) {
  const auto settings = read(R"([{"detector": "ks"}, {"detector": "hotelling", "only": ["message"]}])");
  ASSERT_TRUE(settings) << settings.error();
  Monitors monitors(*settings);
  Inputs inputs;
  EXPECT_EQ(drifted(monitors, inputs, 800), std::set<std::string>{});
  inputs.foreign = true;
  EXPECT_EQ(drifted(monitors, inputs, 200), (std::set<std::string>{"ks message.oov", "hotelling message"}));
}

TEST(Monitors, LearnAReferenceFromRowsAndNoMoreVocabularyBehindIt) {
  const auto settings = read(R"([{"detector": "ks", "only": ["message"]}, {"detector": "mmd_rff"}])");
  ASSERT_TRUE(settings) << settings.error();
  Monitors monitors(*settings);
  Inputs foreign;
  foreign.foreign = true;
  std::vector<Inputs> kept(300);
  std::vector<Prediction> reference;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    kept[i].foreign = true;
    for (std::size_t skip = 0; skip < i; ++skip) kept[i].next();
    reference.push_back(kept[i].next());
  }
  monitors.learn_inputs(reference);
  EXPECT_EQ(drifted(monitors, foreign, 200), std::set<std::string>{});
  foreign.foreign = false;
  EXPECT_TRUE(drifted(monitors, foreign, 200).contains("ks message.oov"));
}

TEST(Monitors, HoldJointTestsToTheAlarmBudget) {
  const auto settings = read(R"([{"detector": "hotelling"}])", R"("false_alarms": {"at_most": 1, "per": "1000000 events"}, )");
  ASSERT_TRUE(settings) << settings.error();
  Monitors monitors(*settings);
  Inputs inputs;
  drifted(monitors, inputs, 600);
  for (const auto& signal : monitors.signals()) EXPECT_NEAR(signal.signal.threshold, 200e-6, 1e-9) << signal.subject;
}

TEST(Monitors, GoOnFromTheirState) {
  const auto settings = read(R"([{"detector": "ks"}, {"detector": "mmd_rff"}, {"detector": "classifier", "only": ["embedding", "age"]}])");
  ASSERT_TRUE(settings) << settings.error();
  for (const int rows : {100, 390, 450, 700}) {
    Monitors monitors(*settings);
    Inputs inputs;
    drifted(monitors, inputs, rows);
    detectors::StateWriter writer;
    monitors.save(writer);
    Monitors restored(*settings);
    detectors::StateReader reader(writer.bytes());
    restored.load(reader);
    EXPECT_FALSE(reader.failed());
    EXPECT_TRUE(reader.at_end());
    Inputs same = inputs;
    drifted(monitors, inputs, 600);
    drifted(restored, same, 600);
    const auto expected = monitors.signals();
    const auto actual = restored.signals();
    for (std::size_t i = 0; i < expected.size(); ++i) {
      if (!std::isnan(expected[i].signal.p_value)) {
        EXPECT_EQ(actual[i].signal.p_value, expected[i].signal.p_value) << expected[i].detector << " " << expected[i].subject;
      }
    }
  }
}

TEST(Monitors, AreRefusedRulesThatCannotBe) {
  EXPECT_EQ(read(R"([{"detector": "mmd_rff", "on": "prediction"}])").error(),
            "/models/0/drift/0/on: \"mmd_rff\" compares whole rows of inputs: must be \"features\"\n");
  EXPECT_EQ(read(R"([{"detector": "mmd_rff", "only": ["embeding"]}])").error(),
            "/models/0/drift/0/only/0: there is no feature \"embeding\" (did you mean \"embedding\"?)\n");
  EXPECT_EQ(read(R"([{"detector": "mmd_rf"}])").error(),
            "/models/0/drift/0/detector: there is no detector \"mmd_rf\" (did you mean \"mmd_rff\"?)\n");
  EXPECT_EQ(read(R"([{"detector": "mmd_rff", "frequencies": 1}])").error().substr(0, 31), "/models/0/drift/0/frequencies: ");
}

TEST(Monitors, AreWrittenInTheSettingsAsTheyWereRead) {
  const auto settings = read(R"([{"detector": "mmd_block", "block": 16, "only": ["embedding"]}, {"detector": "psi"}])");
  ASSERT_TRUE(settings) << settings.error();
  const Json written = model_declaration().write(*settings);
  EXPECT_EQ(written["features"][0], (Json{{"name", "embedding"}, {"type", "vector"}, {"size", 8}}));
  EXPECT_EQ(written["drift"][0]["detector"], "mmd_block");
  EXPECT_EQ(written["drift"][0]["block"], 16);
  const auto again = read_models(Json{{"models", Json::array({written})}}.dump());
  ASSERT_TRUE(again) << config::to_text(again.error());
  EXPECT_EQ(model_declaration().write(again->front()), written);
}

}  // namespace
}  // namespace driftd::engine
