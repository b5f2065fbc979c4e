#include "detectors/stats/rank_sum.h"

#include <gtest/gtest.h>

#include <vector>

namespace driftd::detectors {
namespace {

TEST(RankSum, CountsPairsInWhichTheSecondIsLargerAndTiesByHalf) {
  const std::vector<double> first{1, 2, 3};
  const std::vector<double> second{2, 4};
  const auto sum = rank_sum(first, second);
  EXPECT_EQ(sum.wins, 1.5 + 3);
  EXPECT_EQ(sum.pairs, 6);
}

TEST(RankSum, HasTheVarianceOfRanksLessWhatTiesTake) {
  const std::vector<double> apart{1, 2, 3};
  const std::vector<double> others{4, 5};
  EXPECT_DOUBLE_EQ(rank_sum(apart, others).variance, 6.0 / 12 * 6);
  const std::vector<double> equal{7, 7, 7};
  EXPECT_DOUBLE_EQ(rank_sum(equal, equal).variance, 0);
  EXPECT_DOUBLE_EQ(rank_sum(equal, equal).wins, 4.5);
}

TEST(RankSum, IsNothingWhereASampleIsEmpty) {
  const std::vector<double> some{1};
  EXPECT_EQ(rank_sum({}, some).pairs, 0);
  EXPECT_EQ(rank_sum(some, {}).variance, 0);
}

TEST(RankSum, AddsUpOverStrata) {
  const std::vector<double> a{1, 5};
  const std::vector<double> b{2};
  auto sum = rank_sum(a, b);
  sum += rank_sum(b, a);
  EXPECT_EQ(sum.wins, 2);
  EXPECT_EQ(sum.pairs, 4);
}

}  // namespace
}  // namespace driftd::detectors
