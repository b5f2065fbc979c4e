#include "updaters/models/random_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <vector>

namespace driftd::updaters {
namespace {

TEST(RandomOrder, IsTheSameForASeedOnEveryPlatform) {
  std::vector<std::uint32_t> items(8);
  std::iota(items.begin(), items.end(), 0U);
  RandomOrder(42).shuffle(items);
  EXPECT_EQ(items, (std::vector<std::uint32_t>{2, 1, 5, 3, 0, 7, 4, 6}));
}

TEST(RandomOrder, KeepsEveryItem) {
  std::vector<std::uint32_t> items(1000);
  std::iota(items.begin(), items.end(), 0U);
  RandomOrder(1).shuffle(items);
  EXPECT_FALSE(std::is_sorted(items.begin(), items.end()));
  std::sort(items.begin(), items.end());
  for (std::uint32_t i = 0; i < items.size(); ++i) ASSERT_EQ(items[i], i);
}

TEST(RandomOrder, GivesEachOrderItsShare) {
  RandomOrder random(5);
  std::map<std::array<std::uint32_t, 3>, int> seen;
  for (int i = 0; i < 6000; ++i) {
    std::array<std::uint32_t, 3> items{0, 1, 2};
    random.shuffle(items);
    ++seen[items];
  }
  ASSERT_EQ(seen.size(), 6U);
  for (const auto& [order, count] : seen) EXPECT_NEAR(count, 1000, 150);  // five standard deviations
}

TEST(RandomOrder, DrawsBelowTheBound) {
  RandomOrder random(9);
  std::array<int, 3> seen{};
  for (int i = 0; i < 3000; ++i) ++seen.at(random.below(3));
  for (const int count : seen) EXPECT_NEAR(count, 1000, 130);
  EXPECT_EQ(random.below(1), 0U);
}

}  // namespace
}  // namespace driftd::updaters
