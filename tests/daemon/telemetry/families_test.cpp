#include "daemon/telemetry/families.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace driftd::telemetry {
namespace {

TEST(MetricFamily, LeavesOutWhatDoesNotApply) {
  auto family = gauge("level", "how high");
  add(family, {{"tank", "a"}}, std::numeric_limits<double>::quiet_NaN());
  EXPECT_TRUE(family.metric.empty());
  add(family, {{"tank", "a"}}, std::numeric_limits<double>::infinity());
  EXPECT_EQ(family.metric.size(), 1U);
}

TEST(MetricFamily, HoldsASeriesOnce) {
  auto family = counter("swaps_total", "how often");
  add(family, {{"model", "a"}}, 1.0);
  add(family, {{"model", "a"}}, 2.0);
  add(family, {{"model", "b"}}, 3.0);
  ASSERT_EQ(family.metric.size(), 2U);
  EXPECT_EQ(family.metric[0].counter.value, 1.0);
}

TEST(MetricFamily, MakesHistogramBucketsCumulative) {
  auto family = histogram("delay_seconds", "how late");
  add(family, {}, std::array{1.0, 10.0}, std::array<std::uint64_t, 3>{4, 0, 2}, 70.5);
  const auto& values = family.metric.at(0).histogram;
  ASSERT_EQ(values.bucket.size(), 3U);
  EXPECT_EQ(values.bucket[0].cumulative_count, 4U);
  EXPECT_EQ(values.bucket[1].cumulative_count, 4U);
  EXPECT_EQ(values.bucket[2].cumulative_count, 6U);
  EXPECT_EQ(values.bucket[2].upper_bound, std::numeric_limits<double>::infinity());
  EXPECT_EQ(values.sample_count, 6U);
  EXPECT_EQ(values.sample_sum, 70.5);
}

}  // namespace
}  // namespace driftd::telemetry
