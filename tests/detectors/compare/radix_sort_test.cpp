#include "detectors/compare/radix_sort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace driftd::detectors {
namespace {

TEST(RadixSorter, SortsAsTheStandardLibraryDoes) {
  std::mt19937_64 random(1);
  RadixSorter sorter;
  for (const std::size_t size : {0U, 1U, 2U, 100U, 10'000U, 37U}) {
    std::vector<double> values(size);
    for (double& value : values) value = std::bit_cast<double>(random());  // of all magnitudes, NaNs and infinities too
    const auto sorted = sorter.sort(values);
    std::erase_if(values, [](double value) { return std::isnan(value); });
    std::ranges::sort(values);
    EXPECT_EQ(std::vector(sorted.begin(), sorted.end()), values);
  }
}

TEST(RadixSorter, KnowsTheSpecialValues) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kTiny = std::numeric_limits<double>::denorm_min();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  RadixSorter sorter;
  const auto sorted = sorter.sort(std::vector<double>{0.0, kInfinity, nan, -kTiny, -0.0, -kInfinity, -nan, kTiny, 1, -1});
  EXPECT_EQ(std::vector(sorted.begin(), sorted.end()), (std::vector<double>{-kInfinity, -1, -kTiny, 0, 0, kTiny, 1, kInfinity}));
  EXPECT_FALSE(std::signbit(sorted[3]));
}

TEST(RadixSorter, FindsNothingInNansAlone) {
  RadixSorter sorter;
  EXPECT_TRUE(sorter.sort(std::vector<double>(5, std::numeric_limits<double>::quiet_NaN())).empty());
}

}  // namespace
}  // namespace driftd::detectors
