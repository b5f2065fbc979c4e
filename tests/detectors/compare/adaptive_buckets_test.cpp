#include "detectors/compare/adaptive_buckets.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace driftd::detectors {
namespace {

constexpr unsigned kSeed = 4;

std::vector<double> normals(std::size_t count, double mean) {
  std::mt19937_64 random(kSeed);
  std::normal_distribution<double> normal(mean);
  std::vector<double> values(count);
  for (double& value : values) value = normal(random);
  return values;
}

TEST(AdaptiveBuckets, EveryValueLiesBetweenTheFloorsOfItsBucketAndTheNext) {
  auto values = normals(50'000, 0);
  values.insert(values.end(), {0.0, -0.0, 1e-310, -1e300, 1e300, 3.5, 1e6});
  AdaptiveBuckets buckets;
  buckets.fit(values, std::span(values).first(100));
  for (const double value : values) {
    const auto bucket = buckets.bucket_of(ordered_bits(value));
    ASSERT_LT(bucket, buckets.count());
    ASSERT_LE(buckets.floor(bucket), value);
    ASSERT_GT(buckets.floor(bucket + 1), value);
  }
}

TEST(AdaptiveBuckets, ValuesThatWereNotSampledHaveBucketsToo) {
  AdaptiveBuckets buckets;
  buckets.fit(std::vector<double>{1.0, 1.1}, {});
  for (const double value : {-7.0, 0.0, 0.9, 1.05, 1.2, 1.3, 1e200}) {
    const auto bucket = buckets.bucket_of(ordered_bits(value));
    EXPECT_LE(buckets.floor(bucket), value);
    EXPECT_GT(buckets.floor(bucket + 1), value);
  }
}

TEST(AdaptiveBuckets, NoBucketHoldsManyOfTheValuesNearOrFarFromZero) {
  for (const double mean : {0.0, 1e6, -1e9}) {
    const auto values = normals(100'000, mean);
    AdaptiveBuckets buckets;
    buckets.fit(values, values);
    std::vector<std::size_t> counts(buckets.count());
    for (const double value : values) ++counts[buckets.bucket_of(ordered_bits(value))];
    EXPECT_LT(std::ranges::max(counts), 100U) << "around " << mean << ", seed " << kSeed;
    EXPECT_LT(buckets.count(), std::size_t{1} << 16U);
  }
}

}  // namespace
}  // namespace driftd::detectors
