#include "daemon/engine/canary.h"

#include <gtest/gtest.h>

#include <string>

namespace driftd::engine {
namespace {

std::string id(int i) {
  return "order-" + std::to_string(i);
}

TEST(Canary, AnswersItsShareOfTheIds) {
  for (const double share : {0.01, 0.1, 0.5}) {
    constexpr int kIds = 100'000;
    int answered = 0;
    for (int i = 0; i < kIds; ++i) answered += answered_by_canary(id(i), 2, share) ? 1 : 0;
    EXPECT_NEAR(static_cast<double>(answered) / kIds, share, 0.005);  // more than three standard deviations at each
  }
}

TEST(Canary, AnswersOneIdAlwaysOrNever) {
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(answered_by_canary(id(i), 2, 0.5), answered_by_canary(id(i), 2, 0.5));
}

TEST(Canary, KeepsItsIdsWhenItsShareGrows) {
  for (int i = 0; i < 1000; ++i) {
    if (answered_by_canary(id(i), 2, 0.1)) {
      EXPECT_TRUE(answered_by_canary(id(i), 2, 0.3));
    }
  }
}

TEST(Canary, GetsOtherIdsThanTheOneBefore) {
  int both = 0;
  for (int i = 0; i < 10'000; ++i) both += answered_by_canary(id(i), 2, 0.1) && answered_by_canary(id(i), 3, 0.1) ? 1 : 0;
  EXPECT_NEAR(both, 100, 50);
}

TEST(Canary, LeavesTheChampionWhatHasNoId) {
  EXPECT_FALSE(answered_by_canary("", 2, 1));
  EXPECT_FALSE(answered_by_canary("order-1", 0, 1)) << "there is none";
}

}  // namespace
}  // namespace driftd::engine
