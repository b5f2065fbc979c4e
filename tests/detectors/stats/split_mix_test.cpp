#include "detectors/stats/split_mix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace driftd::detectors {
namespace {

using testing::ElementsAre;

// The test vector published with the reference implementation.
TEST(SplitMix64, GivesTheReferencesNumbers) {
  SplitMix64 random(1234567);
  std::vector<std::uint64_t> numbers(5);
  for (auto& number : numbers) number = random.next();
  EXPECT_THAT(numbers, ElementsAre(6457827717110365317ULL, 3203168211198807973ULL, 9817491932198370423ULL, 4593380528125082431ULL,
                                   16408922859458223821ULL));
}

TEST(SplitMix64, AnyNumberCanBeHadWithoutThoseBeforeIt) {
  SplitMix64 random(1234567);
  for (std::uint64_t number = 1; number <= 100; ++number) EXPECT_EQ(random.next(), split_mix(1234567, number));
}

TEST(SplitMix64, GoesOnFromASavedState) {
  SplitMix64 random(5);
  random.next();
  SplitMix64 later(random.state());
  EXPECT_EQ(later.next(), random.next());
}

TEST(SplitMix64, OpenUniformLiesBetweenZeroAndOneWithTheRightMoments) {
  SplitMix64 random(7);
  constexpr int kDraws = 100'000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double drawn = random.open_uniform();
    ASSERT_GT(drawn, 0);
    ASSERT_LT(drawn, 1);
    sum += drawn;
    squares += drawn * drawn;
  }
  EXPECT_NEAR(sum / kDraws, 1.0 / 2, 0.005);
  EXPECT_NEAR(squares / kDraws, 1.0 / 3, 0.005);
}

}  // namespace
}  // namespace driftd::detectors
