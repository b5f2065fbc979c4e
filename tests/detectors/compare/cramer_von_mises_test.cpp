#include "detectors/compare/cramer_von_mises.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/detectors/compare/samples.h"

namespace driftd::detectors {
namespace {

using testing_samples::compare_numbers;

TEST(CramerVonMises, IsTheMeanSquareDifferenceWithoutTies) {
  // n m / N^2 times the sum of (F - G)^2 over all values: 1 2 | 3 4 gives 1/4 + 1 + 1/4 and 0.
  EXPECT_NEAR(compare_numbers(CramerVonMises(), {1, 2}, {3, 4}).statistic, 4.0 / 16 * 1.5, 1e-15);
}

TEST(CramerVonMises, CountsOrdersForSmallSamples) {
  // The two orders that keep two and two apart are the farthest of six.
  EXPECT_NEAR(compare_numbers(CramerVonMises(), {1, 2}, {3, 4}).p_value, 2.0 / 6, 1e-15);
  EXPECT_NEAR(compare_numbers(CramerVonMises(), {1, 3}, {2, 4}).p_value, 1, 1e-15);
}

TEST(CramerVonMises, KnowsTinyPValues) {
  std::vector<double> sample;
  std::vector<double> window;
  for (int i = 0; i < 200; ++i) {
    sample.push_back(i);
    window.push_back(i + 200.5);
  }
  const Evidence apart = compare_numbers(CramerVonMises(), sample, window);
  EXPECT_GT(apart.p_value, 0);
  EXPECT_LT(apart.p_value, 1e-40);
}

TEST(CramerVonMises, RaisesFalseAlarmsAsOftenAsAlphaSays) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  int alarms = 0;
  for (int round = 0; round < 2000; ++round) {
    std::vector<double> sample(60);
    std::vector<double> window(40);
    for (auto* values : {&sample, &window}) {
      for (double& value : *values) value = normal(random);
    }
    if (compare_numbers(CramerVonMises(), sample, window).p_value <= 0.05) ++alarms;
  }
  EXPECT_NEAR(alarms, 100, 35);
}

}  // namespace
}  // namespace driftd::detectors
