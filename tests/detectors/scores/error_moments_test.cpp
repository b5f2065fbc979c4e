#include "detectors/scores/error_moments.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace driftd::detectors {
namespace {

TEST(ErrorMoments, AreThoseOfTwoPasses) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal(1e6, 0.5);  // sums of raw powers would lose all of it
  std::vector<std::pair<double, double>> values;
  for (int i = 0; i < 400; ++i) values.emplace_back(normal(random), normal(random) - 1e6);
  ErrorMoments first;
  ErrorMoments merged;
  double mean = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    (i < 150 ? merged : first).add(values[i].first, values[i].second);
    mean += values[i].first / 400;
  }
  merged.merge(first);
  ErrorMoments expected;
  for (const auto& [y, e] : values) {
    const double d = y - mean;
    expected.second += d * d;
    expected.third += d * d * d;
    expected.fourth += d * d * d * d;
    expected.squares += e * e;
    expected.fourths += e * e * e * e;
    expected.with_first += e * e * d;
    expected.with_second += e * e * d * d;
  }
  EXPECT_EQ(merged.count, 400U);
  EXPECT_NEAR(merged.mean, mean, 1e-8);
  EXPECT_NEAR(merged.second, expected.second, 1e-6);
  EXPECT_NEAR(merged.third, expected.third, 1e-6);
  EXPECT_NEAR(merged.fourth, expected.fourth, 1e-6);
  EXPECT_NEAR(merged.squares, expected.squares, 1e-9);
  EXPECT_NEAR(merged.fourths, expected.fourths, 1e-9);
  EXPECT_NEAR(merged.with_first, expected.with_first, 1e-6);
  EXPECT_NEAR(merged.with_second, expected.with_second, 1e-6);
}

TEST(ErrorMoments, SeeThatATruthIsConstant) {
  ErrorMoments moments;
  for (int i = 0; i < 100; ++i) moments.add(0.1, i);
  EXPECT_EQ(moments.second, 0);
}

}  // namespace
}  // namespace driftd::detectors
