// Values against Imhof's integral: tests/golden/joint_values_test.cpp.

#include "detectors/stats/weighted_chi_square.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace driftd::detectors {
namespace {

TEST(WeightedChiSquare, FallsWithoutAStepThroughTheMean) {
  const std::vector<double> weights{3, 2, 1, 0.5, 0.1};
  double before = 1;
  for (double x = 0.05; x < 100; x *= 1.01) {
    const double tail = weighted_chi_square_tail(x, weights);
    EXPECT_LE(tail, before + 1e-9) << x;
    EXPECT_GE(tail, before * 0.8 - 1e-12) << x;
    before = tail;
  }
}

TEST(WeightedChiSquare, KnowsNoUnit) {
  const std::vector<double> weights{3, 2, 1};
  std::vector<double> small;
  for (const double weight : weights) small.push_back(weight * 1e-9);
  EXPECT_NEAR(weighted_chi_square_tail(12, weights), weighted_chi_square_tail(12e-9, small), 1e-12);
}

TEST(WeightedChiSquare, IsCertainAtTheEnds) {
  const std::vector<double> weights{1, 1};
  EXPECT_EQ(weighted_chi_square_tail(0, weights), 1);
  EXPECT_EQ(weighted_chi_square_tail(-1, weights), 1);
  EXPECT_EQ(weighted_chi_square_tail(1, {}), 0);
  const std::vector<double> nothing{0, 0};
  EXPECT_EQ(weighted_chi_square_tail(0.1, nothing), 0);
  EXPECT_LT(weighted_chi_square_tail(1e6, weights), 1e-300);
  EXPECT_NEAR(weighted_chi_square_tail(1e-9, weights), 1, 1e-6);
}

}  // namespace
}  // namespace driftd::detectors
