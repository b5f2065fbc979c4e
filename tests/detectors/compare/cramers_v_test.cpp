#include "detectors/compare/cramers_v.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/detectors/compare/samples.h"

namespace driftd::detectors {
namespace {

using testing_samples::categories_with;
using testing_samples::compare_categories;

TEST(CramersV, IsTheRootOfChiSquareOverAllValues) {
  EXPECT_DOUBLE_EQ(compare_categories(CramersV(), categories_with({30, 20}), categories_with({10, 40})).statistic,
                   std::sqrt(50.0 / 3 / 100));
}

TEST(CramersV, DoesNotGrowWithTheSamples) {
  const double small = compare_categories(CramersV(), categories_with({3, 2}), categories_with({1, 4})).statistic;
  EXPECT_DOUBLE_EQ(compare_categories(CramersV(), categories_with({300, 200}), categories_with({100, 400})).statistic, small);
}

TEST(CramersV, IsOneWhereNoCategoryIsShared) {
  EXPECT_DOUBLE_EQ(compare_categories(CramersV(), categories_with({7, 5}), categories_with({0, 0, 9})).statistic, 1);
}

}  // namespace
}  // namespace driftd::detectors
