#include "detectors/compare/share_distances.h"

#include <gtest/gtest.h>

#include <cmath>

namespace driftd::detectors {
namespace {

const Bins kHalves{{.reference = 50, .window = 50}, {.reference = 50, .window = 50}};
const Bins kApart{{.reference = 10, .window = 0}, {.reference = 0, .window = 30}};
const Bins kMoved{{.reference = 60, .window = 30}, {.reference = 40, .window = 70}};

TEST(ShareDistances, GoFromNothingToOne) {
  for (const auto distance : {jensen_shannon_distance, hellinger_distance, total_variation_distance, largest_share_change}) {
    EXPECT_EQ(distance(kHalves), 0);
    EXPECT_DOUBLE_EQ(distance(kApart), 1);
  }
}

TEST(ShareDistances, FollowTheirFormulas) {
  EXPECT_NEAR(total_variation_distance(kMoved), 0.3, 1e-15);
  EXPECT_NEAR(largest_share_change(kMoved), 0.3, 1e-15);
  EXPECT_NEAR(hellinger_distance(kMoved), std::sqrt(1 - std::sqrt(0.6 * 0.3) - std::sqrt(0.4 * 0.7)), 1e-15);
  const double divergence =
      (0.6 * std::log2(0.6 / 0.45) + 0.4 * std::log2(0.4 / 0.55) + 0.3 * std::log2(0.3 / 0.45) + 0.7 * std::log2(0.7 / 0.55)) / 2;
  EXPECT_NEAR(jensen_shannon_distance(kMoved), std::sqrt(divergence), 1e-15);
}

TEST(KullbackLeibler, IsFiniteWhereTheReferenceHasNothing) {
  // Smoothed: 10.5/11 .5/11 against .5/31 30.5/31.
  const double expected = 0.5 / 31 * std::log((0.5 / 31) / (10.5 / 11)) + 30.5 / 31 * std::log((30.5 / 31) / (0.5 / 11));
  EXPECT_NEAR(kullback_leibler_divergence(kApart), expected, 1e-15);
  EXPECT_EQ(kullback_leibler_divergence(kHalves), 0);
}

TEST(ShareDistances, AmountToTheSameForSmallChanges) {
  const Bins small{{.reference = 100'000, .window = 101'000}, {.reference = 100'000, .window = 99'000}};
  const double divergence = kullback_leibler_divergence(small);
  EXPECT_NEAR(4 * std::log(2) * std::pow(jensen_shannon_distance(small), 2) / divergence, 1, 1e-3);
  EXPECT_NEAR(4 * std::pow(hellinger_distance(small), 2) / divergence, 1, 1e-3);
}

}  // namespace
}  // namespace driftd::detectors
