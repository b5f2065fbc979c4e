#include "daemon/engine/input_rows.h"

#include <gtest/gtest.h>

#include <cmath>

#include "daemon/engine/event_codec.h"

namespace driftd::engine {
namespace {

using config::FeatureType;

config::Features features() {
  return {{.name = "v[0]"},
          {.name = "v[1]"},
          {.name = "message", .type = FeatureType::text},
          {.name = "city", .type = FeatureType::categorical}};
}

/// Rows with a message.
class Messages {
 public:
  Prediction with(std::string_view message) {
    values_ = {1.5, -2, config::category_code(message), config::category_code("Bern")};
    categories_.clear();
    CategoryTexts::append(categories_, message);
    CategoryTexts::append(categories_, "Bern");
    return {.features = values_, .categories = categories_};
  }

 private:
  std::vector<double> values_;
  std::string categories_;
};

TEST(InputRows, WatchOfATextItsLengthAndItsUnknownWords) {
  InputRows inputs(features(), 4);
  Messages messages;
  std::vector<std::string> names;
  for (const auto& column : inputs.columns()) names.push_back(column.name);
  EXPECT_EQ(names, (std::vector<std::string>{"v[0]", "v[1]", "message.length", "message.oov", "city"}));
  EXPECT_TRUE(std::isnan(inputs.read(messages.with("the cat"))[3])) << "the first half teaches the vocabulary";
  EXPECT_TRUE(std::isnan(inputs.read(messages.with("sat"))[3]));
  EXPECT_EQ(inputs.read(messages.with("The cat SAT"))[3], 0);
  const auto row = inputs.read(messages.with("the d\xC3\xB6g"));
  EXPECT_EQ(row[0], 1.5);
  EXPECT_EQ(row[1], -2);
  EXPECT_EQ(row[2], 7);
  EXPECT_EQ(row[3], 0.5);
  EXPECT_EQ(row[4], config::category_code("Bern"));
}

TEST(InputRows, KnowWhatARuleNames) {
  const InputRows inputs(features(), 100);
  EXPECT_EQ(inputs.named({"message"}), (std::vector<bool>{false, false, true, true, false}));
  EXPECT_EQ(inputs.named({"v", "city"}), (std::vector<bool>{true, true, false, false, true}));
  EXPECT_EQ(inputs.named({"v[1]"}), (std::vector<bool>{false, true, false, false, false}));
  EXPECT_EQ(inputs.named({}), std::vector<bool>(5, true));
}

TEST(InputRows, AreTheRowsThemselvesWhereThereIsNoText) {
  InputRows inputs({{.name = "a"}, {.name = "b"}}, 100);
  const std::vector<double> values{1, 2};
  EXPECT_EQ(inputs.read({.features = values}).data(), values.data());
}

TEST(InputRows, GoOnFromTheirStateAndLearnAnew) {
  InputRows inputs(features(), 2);
  Messages messages;
  inputs.read(messages.with("one two"));
  detectors::StateWriter writer;
  inputs.save(writer);
  InputRows restored(features(), 2);
  detectors::StateReader reader(writer.bytes());
  restored.load(reader);
  EXPECT_FALSE(reader.failed());
  EXPECT_EQ(restored.read(messages.with("one three"))[3], 0.5);
  restored.relearn(2);
  EXPECT_TRUE(std::isnan(restored.read(messages.with("three"))[3]));
  EXPECT_EQ(restored.read(messages.with("one three"))[3], 0.5);
}

}  // namespace
}  // namespace driftd::engine
