#include "updaters/models/encoder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace driftd::updaters {
namespace {

using config::FeatureType;
const config::Features kNumber{{"x", FeatureType::numeric}};
const config::Features kCategory{{"c", FeatureType::categorical}};
const config::Features kMixed{{"c", FeatureType::categorical}, {"x", FeatureType::numeric}, {"d", FeatureType::categorical}};

Dataset rows(std::size_t columns, std::vector<double> values) {
  const std::size_t n = values.size() / columns;
  return {.columns = columns, .values = std::move(values), .labels = std::vector<double>(n), .classes = {}};
}

EncodedRows encode(const Encoder& encoder, const std::vector<double>& values) {
  EncodedRows encoded;
  encoder.encode(values, encoded);
  return encoded;
}

TEST(Encoder, StandardisesByTheTrainingRows) {
  const Encoder encoder = Encoder::learn(kNumber, rows(1, {1, 3, 5, 7}));
  EXPECT_DOUBLE_EQ(encoder.scales()[0].mean, 4);
  EXPECT_DOUBLE_EQ(encoder.scales()[0].deviation, std::sqrt(5.0));
  EXPECT_DOUBLE_EQ(encode(encoder, {9}).numbers[0], std::sqrt(5.0));
}

TEST(Encoder, PassesOverTexts) {
  const config::Features features{{"t", FeatureType::text}, {"x", FeatureType::numeric}, {"c", FeatureType::categorical}, {"u", FeatureType::text}};
  const Encoder encoder = Encoder::learn(features, rows(4, {11, 1, 7, 12, 13, 3, 8, 14}));
  EXPECT_EQ(encoder.columns(), 4U);
  EXPECT_EQ(encoder.inputs(), 3U);
  const auto encoded = encode(encoder, {99, 3, 8, 98, 11, 1, 7, 12});
  EXPECT_EQ(encoded.rows, 2U);
  EXPECT_EQ(encoded.numbers, (std::vector<double>{1, -1}));
  EXPECT_EQ(encoded.levels, (std::vector<std::int32_t>{2, 1}));
}

TEST(Encoder, AnswersZeroForAColumnThatDidNotVary) {
  const Encoder encoder = Encoder::learn(kNumber, rows(1, {0.1, 0.1, 0.1}));
  EXPECT_EQ(encoder.scales()[0].deviation, 0);
  EXPECT_EQ(encode(encoder, {0.1}).numbers[0], 0);
  EXPECT_EQ(encode(encoder, {1e9}).numbers[0], 0);
}

TEST(Encoder, StaysFiniteForAnyFiniteNumber) {
  constexpr double kMost = std::numeric_limits<double>::max();
  for (const auto& learnt : {rows(1, {-kMost, kMost}), rows(1, {0, 5e-324}), rows(1, {1e-140, -1e-140}), rows(1, {kMost, kMost})}) {
    const Encoder encoder = Encoder::learn(kNumber, learnt);
    for (const double value : {-kMost, -1.0, 0.0, 5e-324, kMost}) EXPECT_TRUE(std::isfinite(encode(encoder, {value}).numbers[0])) << value;
  }
}

TEST(Encoder, TakesWhatIsMissingForTheUsual) {
  const Encoder encoder = Encoder::learn(kMixed, rows(3, {5, 1, 8, 6, 3, 8}));
  const double missing = std::numeric_limits<double>::quiet_NaN();
  const EncodedRows encoded = encode(encoder, {missing, missing, missing});
  EXPECT_EQ(encoded.numbers, std::vector<double>{0});
  EXPECT_EQ(encoded.levels, (std::vector<std::int32_t>{Encoder::kNoInput, Encoder::kNoInput}));
}

TEST(Encoder, SwitchesOnOneInputForAKnownLevelAndNoneForAnUnseenOne) {
  const Encoder encoder = Encoder::learn(kCategory, rows(1, {70, 50, 70}));
  EXPECT_EQ(encoder.inputs(), 2U);
  EXPECT_EQ(encode(encoder, {50, 70, 60}).levels, (std::vector<std::int32_t>{0, 1, Encoder::kNoInput}));
}

TEST(Encoder, KeepsThe256MostFrequentLevels) {
  std::vector<double> values;
  for (int level = 0; level < 300; ++level) values.insert(values.end(), level < 100 ? 1 : 2, level);
  const Encoder encoder = Encoder::learn(kCategory, rows(1, values));
  EXPECT_EQ(encoder.inputs(), 256U);
  EXPECT_EQ(encode(encoder, {299}).levels[0], 255);
  EXPECT_EQ(encode(encoder, {55}).levels[0], 55) << "among equally frequent ones the lowest codes stay";
  EXPECT_EQ(encode(encoder, {56}).levels[0], Encoder::kNoInput);
}

TEST(Encoder, PutsNumbersBeforeLevels) {
  const Encoder encoder = Encoder::learn(kMixed, rows(3, {5, 1, 8, 6, 3, 8}));
  EXPECT_EQ(encoder.inputs(), 4U);  // x, c = 5, c = 6, d = 8
  const EncodedRows encoded = encode(encoder, {6, 2, 8, 5, 3, 9});
  EXPECT_EQ(encoded.rows, 2U);
  EXPECT_EQ(encoded.numbers, (std::vector<double>{0, 1}));
  EXPECT_EQ(encoded.levels, (std::vector<std::int32_t>{2, 3, 1, Encoder::kNoInput}));
}

}  // namespace
}  // namespace driftd::updaters
