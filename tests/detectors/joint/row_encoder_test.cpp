#include "detectors/joint/row_encoder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace driftd::detectors {
namespace {

using config::FeatureType;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kAll = 1000;

std::vector<double> encoded(const RowEncoder& encoder, const std::vector<double>& rows) {
  std::vector<double> result;
  encoder.encode(rows, result);
  return result;
}

TEST(RowEncoder, StandardisesNumbersByTheReference) {
  RowEncoder encoder({FeatureType::numeric, FeatureType::numeric});
  encoder.learn(std::vector<double>{1, 10, 3, 30}, kAll, 1);
  EXPECT_EQ(encoder.width(), 2U);
  EXPECT_EQ(encoded(encoder, {1, 10, 2, 30, 5, 20}), (std::vector<double>{-1, -1, 0, 1, 3, 0}));
}

TEST(RowEncoder, TakesMissingValuesForTheMeanAndLeavesOutRowsWithoutAny) {
  RowEncoder encoder({FeatureType::numeric, FeatureType::numeric});
  encoder.learn(std::vector<double>{1, 10, 3, 30, kNan, kNan}, kAll, 1);
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(encoded(encoder, {kNan, 30, kNan, kNan, infinity, 10}), (std::vector<double>{0, 1, 0, -1}));
}

TEST(RowEncoder, TellsOfANumberThatNeverVariedOnlyWhetherItStillHasItsValue) {
  RowEncoder encoder({FeatureType::numeric, FeatureType::numeric});
  encoder.learn(std::vector<double>{7, 0, 7, 1}, kAll, 1);
  EXPECT_EQ(encoded(encoder, {7, 0.5, 7.001, 0.5, -1e300, 0.5}), (std::vector<double>{0, 0, 1, 0, -1, 0}));
}

TEST(RowEncoder, HoldsOutliersWithinBounds) {
  RowEncoder encoder({FeatureType::numeric});
  encoder.learn(std::vector<double>{-1, 1}, kAll, 1);
  const double huge = std::numeric_limits<double>::max();
  EXPECT_EQ(encoded(encoder, {huge, -huge}), (std::vector<double>{RowEncoder::kMostDeviations, -RowEncoder::kMostDeviations}));
}

TEST(RowEncoder, PutsCategoriesIntoBucketsLessTheirSharesInTheReference) {
  RowEncoder encoder({FeatureType::categorical});
  const std::vector<double> reference{config::category_code("a"), config::category_code("a"), config::category_code("a"),
                                      config::category_code("b")};
  encoder.learn(reference, kAll, 1);
  EXPECT_EQ(encoder.width(), RowEncoder::kBuckets);
  const auto rows = encoded(encoder, reference);
  for (std::size_t bucket = 0; bucket < RowEncoder::kBuckets; ++bucket) {
    double mean = 0;
    for (std::size_t i = 0; i < reference.size(); ++i) mean += rows[i * RowEncoder::kBuckets + bucket] / 4;
    EXPECT_NEAR(mean, 0, 1e-15);
  }
  EXPECT_NEAR(std::accumulate(rows.begin(), rows.begin() + RowEncoder::kBuckets, 0.0), 0, 1e-15);
  EXPECT_NE(encoded(encoder, {reference[0]}), encoded(encoder, {reference[3]}));
}

TEST(RowEncoder, NarrowsWideRowsAndKeepsTheirDistancesOnAverage) {
  constexpr std::size_t kWide = 1000;
  constexpr std::size_t kNarrow = 100;
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  std::vector<double> rows(200 * kWide);
  for (double& value : rows) value = normal(random);
  RowEncoder encoder(std::vector<FeatureType>(kWide, FeatureType::numeric));
  encoder.learn(rows, kNarrow, 1);
  ASSERT_EQ(encoder.width(), kNarrow);
  const auto narrow = encoded(encoder, rows);
  for (std::size_t row = 0; row + 1 < 200; row += 2) {
    double distance = 0;
    for (std::size_t i = 0; i < kNarrow; ++i) distance += std::pow(narrow[row * kNarrow + i] - narrow[(row + 1) * kNarrow + i], 2);
    EXPECT_NEAR(distance / kNarrow, 2, 1.2);  // two standardised values are 2 apart in the square
  }
}

TEST(RowEncoder, NarrowsOtherwiseByAnotherSeed) {
  const std::vector<double> rows{1, 2, 3, 4, 5, 6, 7, 8, 3, 1, 4, 1, 5, 9, 2, 6};
  RowEncoder encoder(std::vector<FeatureType>(8, FeatureType::numeric));
  encoder.learn(rows, 4, 1);
  const auto first = encoded(encoder, rows);
  encoder.learn(rows, 4, 1);
  EXPECT_EQ(encoded(encoder, rows), first);
  encoder.learn(rows, 4, 2);
  EXPECT_NE(encoded(encoder, rows), first);
}

}  // namespace
}  // namespace driftd::detectors
