#include "detectors/compare/bucketed_pair.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <utility>
#include <vector>

namespace driftd::detectors {
namespace {

constexpr unsigned kSeed = 8;

void expect_agreement(const std::vector<double>& reference, const std::vector<double>& window) {
  BucketedPair bucketed;
  ASSERT_TRUE(bucketed.compare(reference, window));
  const auto counted = bucketed.differences();
  SortedPair sorted;
  sorted.sort(reference, window);
  const auto expected = sorted.differences();
  EXPECT_EQ(counted.largest, expected.largest);
  EXPECT_NEAR(counted.area, expected.area, 1e-11 * expected.area);
  ASSERT_EQ(counted.bins.size(), expected.bins.size());
  for (std::size_t i = 0; i < counted.bins.size(); ++i) {
    EXPECT_EQ(counted.bins[i].reference, expected.bins[i].reference) << i;
    EXPECT_EQ(counted.bins[i].window, expected.bins[i].window) << i;
  }
}

/// Distributions that are hard on buckets: long tails, a far-off mean, coarse values, a mass at one place among others, a wave that meets
/// the sampling's stride, magnitudes from one end of the scale to the other.
using Draw = double (*)(double normal, double uniform, std::size_t place);
const std::vector<std::pair<const char*, Draw>> kShapes{
    {"normal", [](double normal, double, std::size_t) { return normal; }},
    {"far off", [](double normal, double, std::size_t) { return 1e6 + normal; }},
    {"negative", [](double normal, double, std::size_t) { return -std::exp(normal); }},
    {"long-tailed", [](double normal, double uniform, std::size_t) { return normal / uniform; }},
    {"coarse", [](double normal, double, std::size_t) { return std::round(normal * 20); }},
    {"a third of it at one place", [](double normal, double uniform, std::size_t) { return uniform < 0.33 ? 0.15 : normal; }},
    {"mostly 0", [](double normal, double, std::size_t) { return std::max(normal - 1, 0.0); }},
    {"a wave", [](double normal, double, std::size_t place) { return std::sin(static_cast<double>(place % 7)) + 0.01 * normal; }},
    {"tiny and large", [](double normal, double uniform, std::size_t) { return normal * std::exp2(1800 * uniform - 900); }},
};

TEST(BucketedPair, FindsWhatSortingFinds) {
  std::mt19937_64 random(kSeed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform(1e-9, 1);
  for (const auto& [name, draw] : kShapes) {
    for (const double shift : {0.0, 0.02, 3.0}) {
      SCOPED_TRACE(testing::Message() << name << ", shifted by " << shift << ", seed " << kSeed);
      std::vector<double> reference(20'000);
      std::vector<double> window(17'000);
      for (std::size_t i = 0; i < reference.size(); ++i) reference[i] = draw(normal(random), uniform(random), i);
      for (std::size_t i = 0; i < window.size(); ++i) window[i] = draw(normal(random), uniform(random), i) + shift;
      expect_agreement(reference, window);
    }
  }
}

TEST(BucketedPair, TheOrderOfTheValuesDoesNotMatter) {
  std::mt19937_64 random(kSeed);
  std::normal_distribution<double> normal;
  std::vector<double> reference(20'000);
  std::vector<double> window(20'000);
  for (double& value : reference) value = normal(random);
  for (double& value : window) value = normal(random) + 0.1;
  std::ranges::sort(reference);
  std::ranges::sort(window, std::greater());
  expect_agreement(reference, window);
  expect_agreement(reference, reference);
}

TEST(BucketedPair, GoesOnToOtherColumns) {
  std::mt19937_64 random(kSeed);
  std::normal_distribution<double> normal;
  BucketedPair pair;
  for (const std::size_t size : {30'000U, 20'000U}) {
    std::vector<double> reference(size);
    std::vector<double> window(size);
    for (double& value : reference) value = normal(random);
    for (double& value : window) value = normal(random);
    ASSERT_TRUE(pair.compare(reference, window));
    SortedPair sorted;
    sorted.sort(reference, window);
    EXPECT_EQ(pair.differences().largest, sorted.differences().largest);
  }
}

TEST(BucketedPair, LeavesAReferenceOfFewValuesToOthers) {
  std::vector<double> reference(20'000);
  for (std::size_t i = 0; i < reference.size(); ++i) reference[i] = static_cast<double>(i % 10);
  BucketedPair pair;
  EXPECT_FALSE(pair.compare(reference, reference));
}

}  // namespace
}  // namespace driftd::detectors
