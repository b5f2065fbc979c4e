#include "updaters/models/linear/logistic.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace driftd::updaters {
namespace {

TEST(LogisticLink, StaysAProbabilityForAnyScore) {
  std::array scores{0.0, std::log(3.0), -std::log(3.0), 1e300, -1e300, -745.0};
  logistic_link().apply({scores.data(), 6, 1});
  EXPECT_EQ(scores[0], 0.5);
  EXPECT_DOUBLE_EQ(scores[1], 0.75);
  EXPECT_DOUBLE_EQ(scores[2], 0.25);
  EXPECT_EQ(scores[3], 1);
  EXPECT_EQ(scores[4], 0);
  EXPECT_GT(scores[5], 0);
}

}  // namespace
}  // namespace driftd::updaters
