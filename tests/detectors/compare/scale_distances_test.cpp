#include "detectors/compare/scale_distances.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "tests/detectors/compare/samples.h"

namespace driftd::detectors {
namespace {

using testing_samples::compare_numbers;

const Wasserstein kPlainWasserstein({.per_deviation = false});
const Energy kPlainEnergy({.per_deviation = false});

TEST(Wasserstein, IsHowFarValuesMoved) {
  EXPECT_DOUBLE_EQ(compare_numbers(kPlainWasserstein, {1, 2, 3}, {1.5, 2.5, 3.5}).statistic, 0.5);
  EXPECT_DOUBLE_EQ(compare_numbers(kPlainWasserstein, {0}, {-7}).statistic, 7);
  EXPECT_DOUBLE_EQ(compare_numbers(kPlainWasserstein, {0, 10}, {0, 5, 10}).statistic, 10.0 / 6);
}

TEST(Wasserstein, IsInDeviationsOfTheReference) {
  // Deviation 1: -1 and 1.
  EXPECT_DOUBLE_EQ(compare_numbers(Wasserstein(), {-1, 1}, {2, 4}).statistic, 3);
  EXPECT_DOUBLE_EQ(compare_numbers(Wasserstein(), {-100, 100}, {200, 400}).statistic, 3);
}

TEST(ScaleDistances, TakeTheUnitFromBothWhereTheReferenceIsAConstant) {
  // 5 5 5 and 6: three at 5, one at 6, deviation sqrt(3)/4.
  EXPECT_DOUBLE_EQ(compare_numbers(Wasserstein(), {5, 5, 5}, {6}).statistic, 4 / std::sqrt(3.0));
  EXPECT_EQ(compare_numbers(Wasserstein(), {5, 5, 5}, {5}).statistic, 0);
  EXPECT_EQ(compare_numbers(Energy(), {5, 5, 5}, {5}).statistic, 0);
}

TEST(Energy, IsTheRootOfTwiceTheSquaredArea) {
  EXPECT_DOUBLE_EQ(compare_numbers(kPlainEnergy, {0}, {8}).statistic, 4);
  EXPECT_DOUBLE_EQ(compare_numbers(kPlainEnergy, {0, 2}, {1}).statistic, 1);
}

TEST(ScaleDistances, LeaveOutInfinities) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_DOUBLE_EQ(compare_numbers(kPlainWasserstein, {1, 2, kInfinity}, {-kInfinity, 2, 3}).statistic, 1);
  EXPECT_TRUE(std::isnan(compare_numbers(kPlainWasserstein, {1, 2}, {kInfinity}).statistic));
}

TEST(ScaleDistances, ComeOutWhereTheirHeaderSaysWithoutAnyChange) {
  std::mt19937_64 random(8);
  std::normal_distribution<double> normal;
  const auto draw = [&](std::size_t size) {
    std::vector<double> values(size);
    for (double& value : values) value = normal(random);
    return values;
  };
  double wasserstein = 0;
  double energy = 0;
  constexpr int kRounds = 200;
  for (int round = 0; round < kRounds; ++round) {
    const auto sample = draw(1000);
    const auto window = draw(200);
    wasserstein += compare_numbers(Wasserstein(), sample, window).statistic / kRounds;
    energy += compare_numbers(Energy(), sample, window).statistic / kRounds;
  }
  const double root = std::sqrt(1.0 / 1000 + 1.0 / 200);
  EXPECT_NEAR(wasserstein / root, 1.29, 0.1);
  EXPECT_NEAR(energy / root, 1.0, 0.12);
}

}  // namespace
}  // namespace driftd::detectors
