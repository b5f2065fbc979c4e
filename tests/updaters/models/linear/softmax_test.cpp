#include "updaters/models/linear/softmax.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace driftd::updaters {
namespace {

TEST(SoftmaxLink, SharesOneAmongTheClassesForAnyScores) {
  std::array scores{0.0, std::log(2.0), 0.0, 1e9, -1e9, 0.0};
  softmax_link().apply({scores.data(), 2, 3});
  EXPECT_DOUBLE_EQ(scores[0], 0.25);
  EXPECT_DOUBLE_EQ(scores[1], 0.5);
  EXPECT_EQ(scores[3], 1);
  EXPECT_EQ(scores[4], 0);
}

TEST(SoftmaxLink, SubtractsOneFromTheTrueClass) {
  std::array means{0.2, 0.3, 0.5, 0.1, 0.1, 0.8};
  softmax_link().subtract_targets({means.data(), 2, 3}, std::array{2.0, 0.0});
  EXPECT_EQ(means, (std::array{0.2, 0.3, -0.5, -0.9, 0.1, 0.8}));
}

}  // namespace
}  // namespace driftd::updaters
