#include "detectors/compare/psi.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

namespace driftd::detectors {
namespace {

double index_of(const std::vector<double>& sample, const std::vector<double>& window, const Psi& psi = Psi()) {
  const NumericReference reference(sample);
  std::vector<Cell> cells(window.size());
  reference.locate(window, cells);
  CellCounts counts(reference.cell_count());
  for (const Cell cell : cells) ++counts[cell];
  const Evidence evidence = psi.compare(reference, counts);
  EXPECT_TRUE(std::isnan(evidence.p_value));
  return evidence.statistic;
}

/// The formula over bins of (reference, window) counts.
double index_by_hand(const std::vector<std::pair<double, double>>& bins) {
  double n = 0;
  double m = 0;
  for (const auto& [a, b] : bins) {
    n += a;
    m += b;
  }
  const auto half = static_cast<double>(bins.size()) / 2;
  double index = 0;
  for (const auto& [a, b] : bins)
    index += ((b + 0.5) / (m + half) - (a + 0.5) / (n + half)) * std::log(((b + 0.5) / (m + half)) / ((a + 0.5) / (n + half)));
  return index;
}

std::vector<double> one_to(int last) {
  std::vector<double> values(static_cast<std::size_t>(last));
  std::iota(values.begin(), values.end(), 1);
  return values;
}

TEST(Psi, CutsNumbersAtTheReferencesQuantiles) {
  // 1..12 in 4 bins: up to 3, 6, 9, and above.
  const std::vector<double> window{-5, 1, 3, 3.5, 6, 6.5, 100, 9.5, 12};
  EXPECT_DOUBLE_EQ(index_of(one_to(12), window, Psi({.bins = 4})), index_by_hand({{3, 3}, {3, 2}, {3, 1}, {3, 3}}));
}

TEST(Psi, NeverPartsEqualValues) {
  // Nine of 12 values are up to 2: the first bin ends with them and takes two of the three quantiles at once.
  const std::vector<double> sample{1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 4, 5};
  const std::vector<double> window{2, 2, 3, 6};
  EXPECT_DOUBLE_EQ(index_of(sample, window, Psi({.bins = 3})), index_by_hand({{9, 2}, {3, 2}}));
}

TEST(Psi, GivesEachOfFewValuesItsBinAndOneToAllElse) {
  const std::vector<double> sample{0, 0, 0, 1};
  EXPECT_DOUBLE_EQ(index_of(sample, {0, 0.5, 1, 7, -1}), index_by_hand({{3, 1}, {1, 1}, {0, 3}}));
  EXPECT_DOUBLE_EQ(index_of(sample, {0, 1}), index_by_hand({{3, 1}, {1, 1}}));
}

TEST(Psi, NoticesThatAConstantIsNoLongerOne) {
  const std::vector<double> constant(1000, 5);
  EXPECT_GT(index_of(constant, std::vector<double>(100, 4)), 1);
  EXPECT_GT(index_of(constant, std::vector<double>(100, 6)), 1);
  EXPECT_NEAR(index_of(constant, std::vector<double>(100, 5)), 0, 1e-15);
}

TEST(Psi, TakesACategoryForABin) {
  const CategoryReference reference(std::vector<double>{1, 1, 1, 2, 2, 3});
  EXPECT_DOUBLE_EQ(Psi().compare(reference, std::vector<std::uint32_t>{1, 2, 3, 0, 4}).statistic,
                   index_by_hand({{3, 1}, {2, 2}, {1, 3}, {0, 4}}));
  EXPECT_DOUBLE_EQ(Psi().compare(reference, std::vector<std::uint32_t>{1, 2, 3, 0, 0}).statistic, index_by_hand({{3, 1}, {2, 2}, {1, 3}}));
}

TEST(Psi, IsExpectedWhereItsHeaderSaysWithoutAnyChange) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  const auto draw = [&](std::size_t size) {
    std::vector<double> values(size);
    for (double& value : values) value = normal(random);
    return values;
  };
  double total = 0;
  constexpr int kRounds = 300;
  for (int round = 0; round < kRounds; ++round) total += index_of(draw(1000), draw(200));
  EXPECT_NEAR(total / kRounds, 9 * (1.0 / 1000 + 1.0 / 200), 0.006);
}

}  // namespace
}  // namespace driftd::detectors
