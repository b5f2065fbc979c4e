#include "detectors/joint/hotelling.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace driftd::detectors {
namespace {

Evidence compare(const std::vector<double>& reference, const std::vector<double>& window, std::size_t columns) {
  Hotelling hotelling;
  hotelling.learn({.values = reference, .columns = columns}, {});
  const auto pane = hotelling.summarise({.values = window, .columns = columns}, 0);
  return hotelling.compare(std::span(&pane, 1));
}

std::vector<double> normals(std::size_t count, unsigned seed, double shift = 0) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values(count);
  for (double& value : values) value = normal(random) + shift;
  return values;
}

std::vector<double> with_copies(const std::vector<double>& values, std::size_t columns) {
  std::vector<double> copied;
  for (const double value : values) copied.insert(copied.end(), columns, value);
  return copied;
}

TEST(Hotelling, CountsColumnsThatRepeatEachOtherOnce) {
  const auto reference = normals(100, 1);
  const auto window = normals(80, 2, 0.3);
  const auto once = compare(reference, window, 1);
  const auto thrice = compare(with_copies(reference, 3), with_copies(window, 3), 3);
  EXPECT_NEAR(thrice.statistic, once.statistic, 1e-9 * once.statistic);
  EXPECT_NEAR(thrice.p_value, once.p_value, 1e-9);
}

TEST(Hotelling, IsCertainOfAChangeWhereNeitherSampleVaries) {
  EXPECT_EQ(compare({0, 0, 0}, {1, 1, 1}, 1).p_value, 0);
  EXPECT_EQ(compare({0, 0, 0}, {1, 1, 1}, 1).statistic, std::numeric_limits<double>::max());
  EXPECT_EQ(compare({0, 0, 0}, {0, 0, 0}, 1).p_value, 1);
}

TEST(Hotelling, IsAddedUpFromPanes) {
  const auto reference = normals(300, 3);
  const auto window = normals(120, 4);
  Hotelling hotelling;
  hotelling.learn({.values = reference, .columns = 3}, {});
  const RowsView rows{.values = window, .columns = 3};
  const std::vector<PaneSummary> whole{hotelling.summarise(rows, 0)};
  const std::vector halves{hotelling.summarise({.values = rows.values.first(60), .columns = 3}, 0),
                           hotelling.summarise({.values = rows.values.last(60), .columns = 3}, 20)};
  EXPECT_NEAR(hotelling.compare(whole).p_value, hotelling.compare(halves).p_value, 1e-12);
}

TEST(Hotelling, AsksForRowsAtMostHalfAsWideAsTheReferenceIsLong) {
  const Hotelling hotelling;
  EXPECT_EQ(hotelling.most_columns(20), 10U);
  EXPECT_EQ(hotelling.most_columns(1), 1U);
  EXPECT_EQ(hotelling.most_columns(10'000), 128U);
}

}  // namespace
}  // namespace driftd::detectors
