#include "detectors/compare/kuiper.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/detectors/compare/samples.h"

namespace driftd::detectors {
namespace {

using testing_samples::compare_numbers;

TEST(Kuiper, AddsTheDifferencesToEitherSide) {
  // After 1 2 (reference) the window is behind by 1/2; after 3 4 5 6 it is ahead by 1/2.
  EXPECT_DOUBLE_EQ(compare_numbers(Kuiper(), {1, 2, 7, 8}, {3, 4, 5, 6}).statistic, 1);
  EXPECT_DOUBLE_EQ(compare_numbers(Kuiper(), {1, 2, 3, 4}, {5, 6}).statistic, 1);
  EXPECT_DOUBLE_EQ(compare_numbers(Kuiper(), {1, 4}, {2, 3}).statistic, 1);
}

TEST(Kuiper, DoesNotDependOnWhereACircleIsCut) {
  const std::vector<double> sample{1, 3, 4, 8, 14, 20, 21};
  const std::vector<double> window{2, 5, 6, 7, 9, 23};
  const double uncut = compare_numbers(Kuiper(), sample, window).statistic;
  for (double turn = 1; turn < 24; ++turn) {
    const auto turned = [turn](std::vector<double> hours) {
      for (double& hour : hours) hour = std::fmod(hour + turn, 24);
      return hours;
    };
    EXPECT_NEAR(compare_numbers(Kuiper(), turned(sample), turned(window)).statistic, uncut, 1e-14);
  }
}

TEST(Kuiper, CountsOrdersForSmallSamples) {
  // Two and two values: of 6 orders the 4 in which equals lie together (as on a circle) have V = 1, the 2 alternating ones 1/2.
  EXPECT_NEAR(kuiper_exact_p_value(4, 2, 2), 4.0 / 6, 1e-15);
  EXPECT_EQ(kuiper_exact_p_value(2, 2, 2), 1);
  EXPECT_EQ(kuiper_exact_p_value(0, 2, 2), 1);
}

TEST(Kuiper, PassesFromTheExactPValueToTheApproximateOneWithoutALeap) {
  for (const std::uint64_t distance : {350U, 450U, 500U}) {
    const double limit = kuiper_limit_p_value(static_cast<double>(distance) / 992, 31, 32);
    const double exact = kuiper_exact_p_value(distance, 31, 32);
    EXPECT_LT(exact, 1.05 * limit) << distance;
    EXPECT_GT(exact, 0.6 * limit) << distance;
  }
}

}  // namespace
}  // namespace driftd::detectors
