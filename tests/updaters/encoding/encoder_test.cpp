#include "updaters/encoding/encoder.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "config/missing_value.h"

namespace driftd::updaters {
namespace {

using config::FeatureType;
using testing::ElementsAre;

const config::Features kNumber{{"x", FeatureType::numeric}};
const config::Features kCategory{{"c", FeatureType::categorical}};
const config::Features kMixed{{"c", FeatureType::categorical}, {"x", FeatureType::numeric}, {"d", FeatureType::categorical}};
const config::Features kText{{"t", FeatureType::text}, {"x", FeatureType::numeric}};
const double kMissing = config::missing_value();

Dataset rows(std::size_t columns, std::vector<double> values, std::vector<std::string> texts = {}) {
  const std::size_t n = values.size() / columns;
  return {.columns = columns, .values = std::move(values), .texts = std::move(texts), .labels = std::vector<double>(n), .classes = {}};
}

EncodedRows encode(const Encoder& encoder, const std::vector<double>& values, const std::vector<std::string_view>& texts = {}) {
  EncodedRows encoded;
  encoder.encode(RowsView(values, texts), encoded);
  return encoded;
}

TEST(Encoder, StandardisesByTheTrainingRows) {
  const Encoder encoder = Encoder::learn(kNumber, rows(1, {1, 3, 5, 7}), {});
  EXPECT_DOUBLE_EQ(encode(encoder, {9}).numbers[0], std::sqrt(5.0));
  EXPECT_FALSE(encoder.has_sparse_inputs());
  EXPECT_TRUE(encode(encoder, {9}).sparse.empty());
}

TEST(Encoder, TakesABooleanAsItIs) {
  const Encoder encoder = Encoder::learn({{"b", FeatureType::boolean}}, rows(1, {1, 0, 1, 1, kMissing}), {});
  EXPECT_THAT(encode(encoder, {1, 0, kMissing}).numbers, ElementsAre(1, 0, 0, 0, 0.75, 1));
}

TEST(Encoder, AnswersZeroForAColumnThatDidNotVary) {
  const Encoder encoder = Encoder::learn(kNumber, rows(1, {0.1, 0.1, 0.1}), {});
  EXPECT_EQ(encode(encoder, {0.1}).numbers[0], 0);
  EXPECT_EQ(encode(encoder, {1e9}).numbers[0], 0);
}

TEST(Encoder, StaysFiniteForAnyNumber) {
  constexpr double kMost = std::numeric_limits<double>::max();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const auto& learnt : {rows(1, {-kMost, kMost}), rows(1, {0, 5e-324}), rows(1, {1e-140, -1e-140}), rows(1, {kMost, kMost})}) {
    const Encoder encoder = Encoder::learn(kNumber, learnt, {});
    for (const double value : {-kInfinity, -kMost, -1.0, 0.0, 5e-324, kMost, kInfinity, kMissing})
      EXPECT_TRUE(std::isfinite(encode(encoder, {value}).numbers[0])) << value;
  }
}

TEST(Encoder, TakesAMissingNumberForTheMeanAndMarksItWhereItWasMissingWhileLearning) {
  const Encoder whole = Encoder::learn(kNumber, rows(1, {1, 3}), {});
  EXPECT_THAT(encode(whole, {kMissing}).numbers, ElementsAre(0));
  const Encoder holed = Encoder::learn(kNumber, rows(1, {1, kMissing, 3}), {});
  EXPECT_EQ(holed.numbers(), 2U);
  EXPECT_THAT(encode(holed, {kMissing, 3, config::wrong_type_value()}).numbers, ElementsAre(0, 1, 1, 0, 0, 1));
}

TEST(Encoder, SwitchesOnOneInputForAKnownLevelAndNoneForAnUnseenOne) {
  const Encoder encoder = Encoder::learn(kCategory, rows(1, {70, 50, 70}), {});
  EXPECT_EQ(encoder.inputs(), 2U);
  const SparseRows sparse = encode(encoder, {50, 70, 60, kMissing}).sparse;
  EXPECT_THAT(sparse.begins, ElementsAre(0, 1, 2, 2, 2));
  EXPECT_THAT(sparse.inputs, ElementsAre(0, 1));
  EXPECT_THAT(sparse.values, ElementsAre(1, 1));
}

TEST(Encoder, TakesAMissingCategoryForALevelWhereItWasMissingWhileLearning) {
  const Encoder encoder = Encoder::learn(kCategory, rows(1, {70, kMissing, 50}), {});
  EXPECT_EQ(encoder.inputs(), 3U);
  EXPECT_THAT(encode(encoder, {kMissing}).sparse.inputs, ElementsAre(2));
}

TEST(Encoder, SharesBucketsAmongLevelsBeyondTheCardinality) {
  EncoderSettings settings;
  settings.cardinality = 2;
  settings.category_buckets = 8;
  const Encoder encoder = Encoder::learn(kCategory, rows(1, {1, 1, 2, 2, 3, 4, 5}), settings);
  EXPECT_EQ(encoder.inputs(), 2U + 8U);
  const SparseRows sparse = encode(encoder, {1, 3, 99, 99}).sparse;
  ASSERT_EQ(sparse.inputs.size(), 4U);
  EXPECT_EQ(sparse.inputs[0], 0U);
  for (const std::size_t rare : {1U, 2U, 3U}) {
    EXPECT_GE(sparse.inputs[rare], 2U);
    EXPECT_LT(sparse.inputs[rare], 10U);
    EXPECT_EQ(std::abs(sparse.values[rare]), 1);
  }
  EXPECT_EQ(sparse.inputs[2], sparse.inputs[3]) << "an unseen level has a bucket too, always the same";
}

TEST(Encoder, PutsNumbersBeforeLevels) {
  const Encoder encoder = Encoder::learn(kMixed, rows(3, {5, 1, 8, 6, 3, 8}), {});
  EXPECT_EQ(encoder.inputs(), 4U);  // x, c = 5, c = 6, d = 8
  const EncodedRows encoded = encode(encoder, {6, 2, 8, 5, 3, 9});
  EXPECT_EQ(encoded.rows, 2U);
  EXPECT_THAT(encoded.numbers, ElementsAre(0, 1));
  EXPECT_THAT(encoded.sparse.inputs, ElementsAre(2, 3, 1));
  EXPECT_THAT(encoded.sparse.begins, ElementsAre(0, 2, 3));
}

TEST(Encoder, ReadsTextsIntoBuckets) {
  EncoderSettings settings;
  settings.text_buckets = 1024;
  const Encoder encoder = Encoder::learn(kText, rows(2, {11, 1, 12, 3}, {"cheap pills", "see you at lunch"}), settings);
  EXPECT_EQ(encoder.numbers(), 1U);
  EXPECT_EQ(encoder.inputs(), 1025U);
  const EncodedRows encoded = encode(encoder, {11, 1, 12, 3}, {"cheap pills", ""});
  EXPECT_GT(encoded.sparse.inputs_of(0).size(), 3U);
  EXPECT_TRUE(encoded.sparse.inputs_of(1).empty());
  for (const std::uint32_t input : encoded.sparse.inputs) EXPECT_GE(input, 1U);
}

TEST(Encoder, TakesRowsWithoutTextsForRowsWithEmptyOnes) {
  const Encoder encoder = Encoder::learn(kText, rows(2, {11, 1, 12, 3}, {"a b", "c d"}), {});
  EXPECT_TRUE(encode(encoder, {11, 1, 12, 3}).sparse.inputs.empty());
}

TEST(Encoder, KeepsWhatABaseKnowsAndLearnsTheRest) {
  const Encoder base = Encoder::learn(kMixed, rows(3, {5, 1, 8, 6, 3, 8}), {});
  const Encoder grown = Encoder::learn(kMixed, rows(3, {7, 100, 8, 6, kMissing, kMissing}), {}, &base);
  EXPECT_EQ(grown.parts().numbers[0].mean, base.parts().numbers[0].mean);
  EXPECT_TRUE(grown.parts().numbers[0].marks_missing);
  EXPECT_THAT(grown.parts().categories[0].levels, ElementsAre(5, 6, 7));
  // x; x missing; c = 5, 6, 7; d = 8, missing
  constexpr auto kNew = Encoder::kNowhere;
  EXPECT_THAT(grown.places_in(base), ElementsAre(0, kNew, 1, 2, kNew, 3, kNew));
}

TEST(Encoder, FindsTheSameInputsInAnotherSchema) {
  const Encoder there = Encoder::learn(kMixed, rows(3, {5, 1, 8, 6, 3, 8}), {});
  const config::Features features{
      {"y", FeatureType::numeric}, {"x", FeatureType::numeric}, {"d", FeatureType::categorical}, {"c", FeatureType::numeric}};
  const Encoder here = Encoder::learn(features, rows(4, {1, 2, 8, 4, 2, 3, 9, 5}), {}, &there);
  constexpr auto kNew = Encoder::kNowhere;
  EXPECT_THAT(here.places_in(there), ElementsAre(kNew, 0, kNew, 3, kNew)) << "y, x, c (now a number), d = 8, d = 9";
  EXPECT_EQ(here.parts().numbers[1].mean, 2) << "x as the base knows it";
}

TEST(Encoder, KeepsTextsInTheirBuckets) {
  EncoderSettings settings;
  settings.text_buckets = 4;
  const Encoder base = Encoder::learn(kText, rows(2, {11, 1}, {"a"}), settings);
  const Encoder next = Encoder::learn(kText, rows(2, {11, 1}, {"a"}), {}, &base);
  EXPECT_EQ(next.parts().texts, base.parts().texts);
  EXPECT_THAT(next.places_in(base), ElementsAre(0, 1, 2, 3, 4));
}

}  // namespace
}  // namespace driftd::updaters
