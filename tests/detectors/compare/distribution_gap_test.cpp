#include "detectors/compare/distribution_gap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace driftd::detectors {
namespace {

constexpr unsigned kSeed = 21;

/// By the definition, at every value of either sample.
DistributionGap gap_by_definition(std::vector<double> reference, std::vector<double> window) {
  std::ranges::sort(reference);
  std::ranges::sort(window);
  DistributionGap gap;
  const auto count_up_to = [](const std::vector<double>& rising, double value) {
    return static_cast<std::int64_t>(std::ranges::upper_bound(rising, value) - rising.begin());
  };
  for (const auto* sample : {&reference, &window}) {
    for (const double value : *sample) {
      const std::int64_t difference = count_up_to(reference, value) * static_cast<std::int64_t>(window.size()) -
                                      count_up_to(window, value) * static_cast<std::int64_t>(reference.size());
      gap.below = std::max(gap.below, static_cast<std::uint64_t>(std::max<std::int64_t>(difference, 0)));
      gap.above = std::max(gap.above, static_cast<std::uint64_t>(std::max<std::int64_t>(-difference, 0)));
    }
  }
  return gap;
}

DistributionGap gap_of_counts(const std::vector<double>& sample, const std::vector<double>& window) {
  const NumericReference reference(sample);
  std::vector<Cell> cells(window.size());
  reference.locate(window, cells);
  CellCounts counts(reference.cell_count());
  for (const Cell cell : cells) ++counts[cell];
  return distribution_gap({.reference = reference, .window = NumberWindow(counts), .n = sample.size(), .m = window.size()});
}

TEST(DistributionGap, IsThatOfTheDefinitionForSamplesOfAnySize) {
  std::mt19937_64 random(kSeed);
  std::normal_distribution<double> normal;
  for (const std::size_t n : {1U, 2U, 31U, 32U, 33U, 500U, 2'000U}) {
    for (const std::size_t m : {1U, 40U, 700U}) {
      for (const double shift : {-1.0, 0.0, 0.1, 5.0}) {
        std::vector<double> sample(n);
        std::vector<double> window(m);
        for (double& value : sample) value = std::round(normal(random) * 50) / 50;
        for (double& value : window) value = normal(random) * 1.2 + shift;
        const auto expected = gap_by_definition(sample, window);
        const auto gap = gap_of_counts(sample, window);
        EXPECT_EQ(gap.below, expected.below) << n << " and " << m << ", shift " << shift << ", seed " << kSeed;
        EXPECT_EQ(gap.above, expected.above) << n << " and " << m << ", shift " << shift << ", seed " << kSeed;
      }
    }
  }
}

TEST(DistributionGap, OfASampleToItselfIsNone) {
  const std::vector<double> sample{3, 1, 2, 2, 8};
  const auto gap = gap_of_counts(sample, sample);
  EXPECT_EQ(gap.below, 0U);
  EXPECT_EQ(gap.above, 0U);
}

}  // namespace
}  // namespace driftd::detectors
