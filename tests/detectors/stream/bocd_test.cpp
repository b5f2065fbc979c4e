#include "detectors/stream/bocd.h"

#include <gtest/gtest.h>

#include "tests/detectors/stream/made_streams.h"

namespace driftd::detectors {
namespace {

using namespace tests;

Bocd normal() {
  return Bocd({.model = BocdModel::normal});
}

TEST(Bocd, LearnsWhatToExpectFromItsWarmUp) {
  Bocd bocd({.model = BocdModel::normal});
  bocd.update(random_normals(5, 1, 29, 1));
  EXPECT_EQ(bocd.level(), Level::learning);
  bocd.update(std::vector<double>{5});
  EXPECT_EQ(bocd.level(), Level::stable);
}

TEST(Bocd, LearnsUntilTwoValuesDiffer) {
  Bocd bocd({.model = BocdModel::normal});
  bocd.update(std::vector<double>(500, 3));
  EXPECT_EQ(bocd.level(), Level::learning);
  bocd.update(std::vector<double>{4});
  EXPECT_EQ(bocd.level(), Level::stable);
}

TEST(Bocd, TakesAChangeBeforeEachValueForAsLikelyAsTheHazard) {
  Bocd bocd({.model = BocdModel::normal, .hazard = 0.25, .threshold = 0.99});
  bocd.update(random_normals(0, 1, 31, 2));
  EXPECT_DOUBLE_EQ(bocd.signal().statistic, 0.25) << "nothing has spoken for or against it yet";
}

TEST(Bocd, FindsWhereTheMeanLeapt) {
  Bocd bocd({.model = BocdModel::normal});
  const std::size_t taken = bocd.update(joined(random_normals(0, 1, 500, 3), random_normals(4, 1, 100, 4)));
  ASSERT_EQ(bocd.level(), Level::drift);
  EXPECT_EQ(bocd.signal().since_change, taken - 500);
  EXPECT_EQ(bocd.signal().direction, Direction::up);
}

TEST(Bocd, FindsASpreadThatChanged) {
  Bocd bocd({.model = BocdModel::normal});
  const auto values = joined(random_normals(0, 1, 500, 5), random_normals(0, 8, 100, 6));
  EXPECT_LT(bocd.update(values), values.size());
}

TEST(Bocd, SaysTheSameInAnyUnit) {
  const auto small = joined(random_normals(0, 1, 500, 7), random_normals(2, 1, 200, 8));
  auto large = small;
  for (double& value : large) value *= 1 << 20;
  EXPECT_EQ(normal().update(small), normal().update(large));
}

TEST(Bocd, ForgivesASmallOutlier) {
  auto values = random_normals(0, 1, 600, 9);
  values[300] = 4;
  EXPECT_EQ(normal().update(values), values.size());
}

TEST(Bocd, FindsWhereTheErrorRateLeapt) {
  Bocd bocd;
  EXPECT_EQ(bocd.domain(), Domain::shares);
  const std::size_t taken = bocd.update(joined(errors_every(10, 500), std::vector<double>(50, 1)));
  ASSERT_EQ(bocd.level(), Level::drift);
  EXPECT_NEAR(static_cast<double>(bocd.signal().since_change), static_cast<double>(taken - 500), 1);
  EXPECT_EQ(bocd.signal().direction, Direction::up);
}

TEST(Bocd, TakesRareErrorsAsTheyCome) {
  const auto values = random_errors(0.05, 20'000, 10);
  Bocd bocd;
  EXPECT_EQ(bocd.update(values), values.size());
}

}  // namespace
}  // namespace driftd::detectors
