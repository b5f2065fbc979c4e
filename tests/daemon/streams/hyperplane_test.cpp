#include "daemon/streams/hyperplane.h"

#include <gmock/gmock.h>

#include "tests/daemon/streams/sampling.h"

namespace driftd::streams {
namespace {

using testing::SizeIs;

constexpr std::size_t kRows = 20'000;

std::vector<double> corner(std::size_t one, std::size_t dimensions) {
  std::vector<double> values(dimensions, 0.5);
  values[one] = 1;
  return values;
}

TEST(Hyperplane, HasAsManyNumbersAsItIsTold) {
  EXPECT_THAT(Hyperplane({.features = 25}).features(), SizeIs(25));
}

TEST(Hyperplane, ClassesAreBalanced) {
  Hyperplane still({.change = 0});
  expect_share(share_labelled(sample(still, 0, kRows), 1), 0.5, kRows);
  Hyperplane wandering({.wandering = 10, .change = 0.01});
  expect_share(share_labelled(sample(wandering, 0, kRows), 1), 0.5, kRows);
}

// A weight is found by its sign: from the centre, a step along x_i leads to the side of label 1 exactly where w_i is at least 0.
TEST(Hyperplane, WeightsBeginAboveZero) {
  Hyperplane plane({.features = 4});
  Random random(kSampleSeed);
  plane.start(1, random);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(plane.best_label(0, corner(i, 4)), 1);
}

TEST(Hyperplane, OnlyTheWanderingWeightsMove) {
  bool went_below_zero = false;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {  // up or down is a matter of chance
    Hyperplane plane({.features = 4, .wandering = 1, .change = 0.01, .reversal = 0});
    Random random(seed);
    plane.start(1, random);
    std::vector<double> values(4);
    for (int row = 0; row < 200; ++row) plane.draw(0, random, values);
    went_below_zero |= plane.best_label(0, corner(0, 4)) == 0;
    for (std::size_t i = 1; i < 4; ++i) EXPECT_EQ(plane.best_label(0, corner(i, 4)), 1) << "seed " << seed;
  }
  EXPECT_TRUE(went_below_zero);
}

TEST(Hyperplane, StandsStillWithoutChange) {
  Hyperplane plane({.change = 0});
  const auto rows = sample(plane, 1, kRows);
  EXPECT_EQ(share_of(rows, [&plane](const Row& row) { return row.label == plane.best_label(1, row.values); }), 1);
}

TEST(Hyperplane, WandersAwayFromOldRows) {
  Hyperplane plane({.wandering = 10, .change = 0.01});
  auto rows = sample(plane, 0, kRows);
  rows.resize(1000);
  EXPECT_LT(share_of(rows, [&plane](const Row& row) { return row.label == plane.best_label(0, row.values); }), 0.9);
}

TEST(Hyperplane, EachConceptHasWeightsOfItsOwn) {
  Hyperplane plane({.change = 0});
  const auto rows = sample(plane, 0, kRows, 3);
  const auto agreement = [&](std::size_t a, std::size_t b) {
    return share_of(rows, [&](const Row& row) { return plane.best_label(a, row.values) == plane.best_label(b, row.values); });
  };
  EXPECT_LT(agreement(0, 1), 0.95);
  EXPECT_LT(agreement(0, 2), 0.95);
  EXPECT_LT(agreement(1, 2), 0.95);
  EXPECT_EQ(agreement(0, 3), 1);
}

TEST(Hyperplane, RefusesMoreWanderingWeightsThanThereAre) {
  config::Problems problems;
  HyperplaneParameters parameters;
  hyperplane_declaration().read(parameters, {{"features", 3}, {"wandering", 4}}, "/p", problems);
  ASSERT_THAT(problems, SizeIs(1));
  EXPECT_EQ(problems[0].path, "/p/wandering");
}

}  // namespace
}  // namespace driftd::streams
