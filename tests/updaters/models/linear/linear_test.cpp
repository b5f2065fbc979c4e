#include "updaters/models/linear/linear.h"

#include <gtest/gtest.h>

#include <array>

namespace driftd::updaters {
namespace {

TEST(LinearLink, IsTheIdentity) {
  std::array scores{1.5, -2.0};
  linear_link().apply({scores.data(), 2, 1});
  EXPECT_EQ(scores, (std::array{1.5, -2.0}));
  linear_link().subtract_targets({scores.data(), 2, 1}, std::array{1.0, 1.0});
  EXPECT_EQ(scores, (std::array{0.5, -3.0}));
}

}  // namespace
}  // namespace driftd::updaters
