#include "detectors/stream/seed.h"

#include <gtest/gtest.h>

#include "tests/detectors/stream/made_streams.h"

namespace driftd::detectors {
namespace {

using namespace tests;

TEST(Seed, ComparesTheMeansAtABorderWithItsBound) {
  Seed seed({.delta = 0.9, .block = 4});
  ASSERT_EQ(seed.update(then(4, 0, 4, 1000)), 8U);
  const double d = std::log(2 * std::log(8.0) / 0.9);
  const double m = 1.0 / 4 + 1.0 / 4;
  EXPECT_EQ(seed.level(), Level::drift);
  EXPECT_DOUBLE_EQ(seed.signal().statistic, 1000);
  EXPECT_NEAR(seed.signal().threshold, std::sqrt(2 * m * 250'000 * d) + 2.0 / 3 * m * d, 1e-9);
  EXPECT_EQ(seed.signal().since_change, 4U);
}

TEST(Seed, LooksForACutWhenABlockIsFull) {
  Seed seed;
  EXPECT_EQ(seed.update(then(320, 0, 100, 1)), 352U);
}

TEST(Seed, TellsWhetherTheValuesRoseOrFell) {
  Seed seed;
  seed.update(then(320, 0, 100, 1));
  EXPECT_EQ(seed.signal().direction, Direction::up);
  seed.reset();
  seed.update(then(320, 1, 100, 0));
  EXPECT_EQ(seed.signal().direction, Direction::down);
}

std::size_t state_size(const Seed& seed) {
  StateWriter state;
  seed.save(state);
  return state.bytes().size();
}

TEST(Seed, JoinsBlocksThatAreAlike) {
  const auto values = random_errors(0.3, 32 * 70, 1);
  Seed joining({.delta = 1e-6, .compress_every = 20});
  Seed keeping({.delta = 1e-6, .compress_every = 500});
  joining.update(values);
  keeping.update(values);
  EXPECT_LT(state_size(joining), state_size(keeping));
}

TEST(Seed, StaysSmallWhereNothingIsAlike) {
  Seed seed({.delta = 1e-12, .block = 2, .epsilon = 0});
  seed.update(random_normals(0, 1e6, 200'000, 2));
  EXPECT_LT(state_size(seed), 20'000U);
}

}  // namespace
}  // namespace driftd::detectors
