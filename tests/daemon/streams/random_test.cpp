#include "daemon/streams/random.h"

#include <gmock/gmock.h>

#include <cmath>
#include <vector>

namespace driftd::streams {
namespace {

using testing::ElementsAre;

// Published test vectors of the reference implementations.
TEST(Random, GivesTheReferencesNumbers) {
  Random random(std::array<std::uint64_t, 4>{1, 2, 3, 4});
  std::vector<std::uint64_t> numbers(6);
  for (auto& number : numbers) number = random.next();
  EXPECT_THAT(numbers, ElementsAre(41943041ULL, 58720359ULL, 3588806011781223ULL, 3591011842654386ULL, 9228616714210784205ULL,
                                   9973669472204895162ULL));
}

TEST(Random, UniformLiesInZeroToOneWithTheRightMoments) {
  constexpr int kCount = 100'000;
  Random random(7);
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kCount; ++i) {
    const double value = random.uniform();
    ASSERT_GE(value, 0);
    ASSERT_LT(value, 1);
    sum += value;
    squares += value * value;
  }
  EXPECT_NEAR(sum / kCount, 0.5, 5 * std::sqrt(1.0 / 12 / kCount)) << "seed 7";
  EXPECT_NEAR(squares / kCount, 1.0 / 3, 5 * std::sqrt(4.0 / 45 / kCount)) << "seed 7";
}

TEST(Random, CoinNeverFallsAtZeroAndAlwaysAtOne) {
  Random random(1);
  for (int i = 0; i < 1000; ++i) {
    ASSERT_FALSE(random.coin(0));
    ASSERT_TRUE(random.coin(1));
  }
}

TEST(Random, BelowGivesEachNumberEquallyOften) {
  constexpr std::size_t kCount = 7;
  constexpr double kDraws = 70'000;
  Random random(3);
  std::vector<double> counts(kCount);
  for (int i = 0; i < static_cast<int>(kDraws); ++i) counts.at(random.below(kCount)) += 1;
  const double expected = kDraws / kCount;
  for (const double count : counts) EXPECT_NEAR(count, expected, 5 * std::sqrt(expected)) << "seed 3";
}

TEST(Random, SeedsThatAreNeighboursAreUnrelated) {
  EXPECT_NE(Random(1).next() >> 32U, Random(2).next() >> 32U);
}

}  // namespace
}  // namespace driftd::streams
