#include "detectors/compare/fisher.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/detectors/compare/samples.h"

namespace driftd::detectors {
namespace {

using testing_samples::categories_with;
using testing_samples::compare_categories;

TEST(Fisher, CountsTheTablesThatAreNoLikelier) {
  // The lady tasting tea: 3 1 / 1 3 of C(8, 4) = 70 tables: 16 + 1 on either side.
  EXPECT_NEAR(fisher_p_value(3, 1, 1, 3), 34.0 / 70, 1e-15);
  EXPECT_NEAR(fisher_p_value(4, 0, 0, 4), 2.0 / 70, 1e-15);
  EXPECT_NEAR(fisher_p_value(2, 2, 2, 2), 1, 1e-15);
  EXPECT_EQ(fisher_p_value(5, 7, 0, 0), 1);
}

TEST(Fisher, KeepsTheDigitsOfTinyPValuesAndEndsOnLargeTables) {
  // Two of C(1000, 500) tables.
  EXPECT_NEAR(std::log(fisher_p_value(500, 0, 0, 500)), std::log(2) + 2 * std::lgamma(501) - std::lgamma(1001), 1e-9);
  EXPECT_NEAR(fisher_p_value(500'000'000, 500'000'000, 500'000'000, 500'000'000), 1, 1e-9);
}

TEST(Fisher, AsksAboutTheReferencesMostFrequentCategory) {
  const Evidence evidence = compare_categories(Fisher(), categories_with({2, 7, 3}), categories_with({3, 1, 0, 4}));
  EXPECT_DOUBLE_EQ(evidence.statistic, 7.0 / 12 - 1.0 / 8);
  EXPECT_DOUBLE_EQ(evidence.p_value, fisher_p_value(7, 1, 5, 7));
}

}  // namespace
}  // namespace driftd::detectors
