#include "detectors/compare/ks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace driftd::detectors {
namespace {

Evidence compare(const std::vector<double>& sample, const std::vector<double>& window) {
  const NumericReference reference(sample);
  std::vector<Cell> cells(window.size());
  reference.locate(window, cells);
  CellCounts counts(reference.cell_count());
  for (const Cell cell : cells) ++counts[cell];
  return Ks().compare(reference, counts);
}

/// The largest difference of the two distribution functions, looked up at every value of either sample.
double distance_by_definition(const std::vector<double>& left, const std::vector<double>& right) {
  const auto share_up_to = [](const std::vector<double>& sample, double x) {
    return static_cast<double>(std::ranges::count_if(sample, [x](double value) { return value <= x; })) /
           static_cast<double>(sample.size());
  };
  double distance = 0;
  for (const auto* sample : {&left, &right}) {
    for (const double x : *sample) distance = std::max(distance, std::abs(share_up_to(left, x) - share_up_to(right, x)));
  }
  return distance;
}

TEST(Ks, MeasuresTheLargestDifferenceOfTheDistributionFunctions) {
  EXPECT_DOUBLE_EQ(compare({1, 2, 3, 4}, {3.5, 4.5}).statistic, 0.75);
  EXPECT_DOUBLE_EQ(compare({1, 2}, {3, 4}).statistic, 1);
  EXPECT_DOUBLE_EQ(compare({3, 4}, {1, 2}).statistic, 1);
  EXPECT_DOUBLE_EQ(compare({1, 1, 2}, {1, 2, 2}).statistic, 1.0 / 3);
}

TEST(Ks, AgreesWithTheDefinitionUnderTies) {
  std::mt19937_64 random(5);
  std::uniform_int_distribution<int> coarse(0, 12);
  for (int round = 0; round < 50; ++round) {
    std::vector<double> sample(static_cast<std::size_t>(1 + coarse(random) * 3));
    std::vector<double> window(static_cast<std::size_t>(1 + coarse(random) * 2));
    for (double& value : sample) value = coarse(random);
    for (double& value : window) value = coarse(random) / 2.0;
    EXPECT_NEAR(compare(sample, window).statistic, distance_by_definition(sample, window), 1e-14);
  }
}

TEST(Ks, CountsOrdersForSmallSamples) {
  // Of the 6 orders of two and two values 2 keep the samples apart, and all but none differ by a half.
  EXPECT_DOUBLE_EQ(ks_exact_p_value(4, 2, 2), 2.0 / 6);
  EXPECT_DOUBLE_EQ(ks_exact_p_value(2, 2, 2), 1);
  EXPECT_DOUBLE_EQ(ks_exact_p_value(0, 2, 2), 1);
  // Three against one: 4 orders, the single value at either end.
  EXPECT_DOUBLE_EQ(ks_exact_p_value(3, 3, 1), 2.0 / 4);
  EXPECT_DOUBLE_EQ(ks_exact_p_value(3, 1, 3), 2.0 / 4);
}

TEST(Ks, AgreesWithCountingEveryOrder) {
  for (std::size_t n = 1; n <= 6; ++n) {
    for (std::size_t m = 1; m <= 6; ++m) {
      std::vector<std::size_t> orders(n * m + 1);  // by distance
      std::vector<bool> from_window(n + m);
      std::fill(from_window.begin() + static_cast<std::ptrdiff_t>(n), from_window.end(), true);
      do {
        std::int64_t difference = 0;
        std::int64_t largest = 0;
        for (const bool window : from_window) {
          difference += window ? -static_cast<std::int64_t>(n) : static_cast<std::int64_t>(m);
          largest = std::max(largest, std::abs(difference));
        }
        ++orders[static_cast<std::size_t>(largest)];
      } while (std::next_permutation(from_window.begin(), from_window.end()));
      const auto all = static_cast<double>(std::accumulate(orders.begin(), orders.end(), std::size_t{0}));
      for (std::size_t distance = 1; distance <= n * m; ++distance) {
        const auto as_large = std::accumulate(orders.begin() + static_cast<std::ptrdiff_t>(distance), orders.end(), std::size_t{0});
        EXPECT_NEAR(ks_exact_p_value(distance, n, m), static_cast<double>(as_large) / all, 1e-14) << distance << " of " << n << " x " << m;
      }
    }
  }
}

TEST(Ks, KeepsTheDigitsOfTinyPValues) {
  // Two samples of 20 entirely apart: 2 orders of C(40, 20).
  EXPECT_NEAR(ks_exact_p_value(400, 20, 20) / (2 / 137846528820.0), 1, 1e-12);
}

TEST(Ks, KnowsKolmogorovsLimit) {
  // Smirnov's table: P(K > 1.36) is .049, P(K > 1.63) is .0098; n m / (n + m) = 1 here.
  EXPECT_NEAR(ks_limit_p_value(1.36, 2, 2), 0.049486, 1e-6);
  EXPECT_NEAR(ks_limit_p_value(1.63, 2, 2), 0.009846, 1e-6);
  EXPECT_EQ(ks_limit_p_value(0, 10, 10), 1);
  EXPECT_EQ(ks_limit_p_value(1, 1'000'000, 1'000'000), 0);
  EXPECT_FALSE(std::signbit(ks_limit_p_value(1, 1'000'000, 1'000'000))) << "an operator would read -0";
}

TEST(Ks, PassesFromTheExactPValueToTheLimitWithoutALeap) {
  for (const std::uint64_t distance : {20'000U, 25'000U, 30'000U}) {
    const double limit = ks_limit_p_value(static_cast<double>(distance) / 250'000, 500, 500);
    const double exact = ks_exact_p_value(distance, 500, 500);
    EXPECT_LT(exact, limit);
    EXPECT_GT(exact, 0.75 * limit);
  }
}

}  // namespace
}  // namespace driftd::detectors
