#include "detectors/compare/chi_square.h"

#include <gtest/gtest.h>

namespace driftd::detectors {
namespace {

/// A reference with these counts of the categories 0, 1, 2 ...
CategoryReference reference_with(const std::vector<std::size_t>& counts) {
  std::vector<double> sample;
  for (std::size_t code = 0; code < counts.size(); ++code) sample.insert(sample.end(), counts[code], static_cast<double>(code));
  return CategoryReference(sample);
}

Evidence compare(const std::vector<std::size_t>& reference, std::vector<std::uint32_t> window_with_new) {
  window_with_new.insert(window_with_new.end() - 1, 0);  // "rare": none, the reference lists all it has
  return ChiSquare().compare(reference_with(reference), window_with_new);
}

TEST(ChiSquare, IsPearsonsStatisticOfBothSamples) {
  // 2 x 2 table 30 20 / 10 40: expected 20 30 / 20 30, X2 = 5 + 10/3 + 5 + 10/3; P(chi2_1 > 50/3) = erfc(sqrt(25/3)).
  const Evidence evidence = compare({30, 20}, {10, 40, 0});
  EXPECT_DOUBLE_EQ(evidence.statistic, 50.0 / 3);
  EXPECT_NEAR(evidence.p_value, std::erfc(std::sqrt(25.0 / 3)), 1e-15);
}

TEST(ChiSquare, HasTwoDegreesOfFreedomForThreeRows) {
  // P(chi2_2 > x) = exp(-x / 2)
  const Evidence evidence = compare({30, 30, 40}, {40, 35, 25, 0});
  EXPECT_DOUBLE_EQ(evidence.p_value, std::exp(-evidence.statistic / 2));
}

TEST(ChiSquare, CountsNewCategoriesAsARowOfTheirOwn) {
  EXPECT_LT(compare({50, 50}, {40, 40, 20}).p_value, 1e-4);
}

TEST(ChiSquare, PoolsRowsThatExpectTooFew) {
  // Rows 3 3, 4 3 and 2 2 expect fewer than 5 of either sample each; together they are a row.
  const Evidence pooled = compare({50, 41, 3, 4, 2}, {50, 42, 3, 3, 2, 0});
  const Evidence as_one = compare({50, 41, 9}, {50, 42, 8, 0});
  EXPECT_DOUBLE_EQ(pooled.statistic, as_one.statistic);
  EXPECT_DOUBLE_EQ(pooled.p_value, as_one.p_value);
}

TEST(ChiSquare, AddsAPoolThatIsStillSmallToTheSmallestRow) {
  const Evidence joined = compare({50, 48, 2}, {60, 39, 1, 0});
  const Evidence as_one = compare({50, 50}, {60, 40, 0});
  EXPECT_DOUBLE_EQ(joined.statistic, as_one.statistic);
}

TEST(ChiSquare, HasNothingToTellApartInOneRow) {
  for (const auto& evidence : {compare({100}, {100, 0}), compare({2, 1}, {1, 1, 1})}) {
    EXPECT_EQ(evidence.statistic, 0);
    EXPECT_EQ(evidence.p_value, 1);
  }
}

}  // namespace
}  // namespace driftd::detectors
