#include "detectors/compare/anderson_darling.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/detectors/compare/samples.h"

namespace driftd::detectors {
namespace {

using testing_samples::compare_numbers;

int alarms_of_2000(std::size_t n, std::size_t m, double stretch) {
  std::mt19937_64 random(4);
  std::normal_distribution<double> normal;
  int alarms = 0;
  for (int round = 0; round < 2000; ++round) {
    std::vector<double> sample(n);
    std::vector<double> window(m);
    for (double& value : sample) value = normal(random);
    for (double& value : window) value = normal(random) * stretch;
    if (compare_numbers(AndersonDarling(), sample, window).p_value <= 0.05) ++alarms;
  }
  return alarms;
}

TEST(AndersonDarling, RaisesFalseAlarmsAsOftenAsAlphaSays) {
  EXPECT_NEAR(alarms_of_2000(60, 40, 1), 100, 35);
  EXPECT_NEAR(alarms_of_2000(8, 8, 1), 100, 40);
}

TEST(AndersonDarling, SeesTheTails) {
  EXPECT_GT(alarms_of_2000(60, 40, 2), 1200);
}

TEST(AndersonDarling, SaysNothingOfFewerThanFourValues) {
  EXPECT_EQ(compare_numbers(AndersonDarling(), {1, 2}, {9}).p_value, 1);
  EXPECT_EQ(compare_numbers(AndersonDarling(), {1}, {9}).p_value, 1);
}

TEST(AndersonDarling, FindsNothingToTellApartInAConstant) {
  const Evidence evidence = compare_numbers(AndersonDarling(), {4, 4, 4}, {4, 4});
  EXPECT_EQ(evidence.statistic, 0);
  EXPECT_NEAR(evidence.p_value, 1, 1e-3);
}

}  // namespace
}  // namespace driftd::detectors
