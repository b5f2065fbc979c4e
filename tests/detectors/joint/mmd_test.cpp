// The three estimates of one discrepancy.

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "detectors/joint/gaussian_kernel.h"
#include "detectors/joint/mmd_block.h"
#include "detectors/joint/mmd_linear.h"
#include "detectors/joint/mmd_rff.h"

namespace driftd::detectors {
namespace {

std::vector<double> normals(std::size_t count, unsigned seed, double shift = 0) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values(count);
  for (double& value : values) value = normal(random) + shift;
  return values;
}

TEST(MedianDistance, IsTheMiddleOneOfAllPairs) {
  const std::vector<double> rows{0, 1, 3};  // distances 1, 2, 3
  EXPECT_EQ(median_distance({.values = rows, .columns = 1}), 2);
}

TEST(MedianDistance, StaysAboveZeroWhereMostRowsAreEqual) {
  const std::vector<double> rows{0, 0, 0, 0, 4};
  EXPECT_EQ(median_distance({.values = rows, .columns = 1}), 4);
  const std::vector<double> equal{5, 5, 5};
  EXPECT_EQ(median_distance({.values = equal, .columns = 1}), 1);
  EXPECT_EQ(median_distance({.values = {}, .columns = 1}), 1);
}

TEST(MmdRff, ComesCloseToTheKernelsOwnDiscrepancy) {
  const auto x = normals(400, 1);
  const auto y = normals(400, 2, 1);
  const RowsView reference{.values = x, .columns = 2};
  const RowsView window{.values = y, .columns = 2};
  const GaussianKernel kernel(median_distance(reference));
  const auto mean = [&](const RowsView& a, const RowsView& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (std::size_t j = 0; j < b.size(); ++j) sum += kernel(a.row(i), b.row(j));
    }
    return sum / static_cast<double>(a.size() * b.size());
  };
  const double exact = mean(reference, reference) + mean(window, window) - 2 * mean(reference, window);
  MmdRffParameters parameters;
  parameters.frequencies = 512;
  MmdRff rff(parameters);
  rff.learn(reference, {});
  const auto pane = rff.summarise(window, 0);
  EXPECT_NEAR(rff.compare(std::span(&pane, 1)).statistic, exact, 0.15 * exact);
}

TEST(MmdRff, MergesPanesByAddition) {
  const auto x = normals(200, 3);
  const auto y = normals(100, 4);
  MmdRff rff;
  rff.learn({.values = x, .columns = 2}, {});
  const auto whole = rff.summarise({.values = y, .columns = 2}, 0);
  auto added = rff.summarise({.values = std::span(y).first(40), .columns = 2}, 0);
  const auto rest = rff.summarise({.values = std::span(y).last(60), .columns = 2}, 20);
  for (std::size_t i = 0; i < added.size(); ++i) EXPECT_NEAR(added[i] + rest[i], whole[i], 1e-12);
}

TEST(MmdBlock, WithBlocksOfTwoIsTheLinearOneOverAllItsPairs) {
  // Two rows a block: k(x1,x2) + k(y1,y2) - k(x1,y2) - k(x2,y1), the linear estimate.
  const auto x = normals(200, 5);
  const auto y = normals(200, 6);
  MmdBlockParameters parameters;
  parameters.block = 2;
  MmdBlock block(parameters);
  MmdLinear linear;
  const WindowShape shape{.pane = 100, .panes = 1};
  block.learn({.values = x, .columns = 2}, shape);
  linear.learn({.values = x, .columns = 2}, shape);
  const auto of_block = block.summarise({.values = y, .columns = 2}, 0);
  const auto of_linear = linear.summarise({.values = y, .columns = 2}, 0);
  EXPECT_NEAR(block.compare(std::span(&of_block, 1)).statistic, linear.compare(std::span(&of_linear, 1)).statistic, 1e-12);
}

TEST(MmdLinear, GoesOnInTheReferenceWhereThePaneBeforeLeftOff) {
  const auto x = normals(40, 7);
  const auto y = normals(40, 8);
  MmdLinear linear;
  linear.learn({.values = x, .columns = 1}, {.pane = 20, .panes = 2});
  const std::vector<PaneSummary> whole{linear.summarise({.values = y, .columns = 1}, 0)};
  const std::vector panes{linear.summarise({.values = std::span(y).first(20), .columns = 1}, 0),
                          linear.summarise({.values = std::span(y).last(20), .columns = 1}, 20)};
  EXPECT_NEAR(linear.compare(whole).statistic, linear.compare(panes).statistic, 1e-15);
  EXPECT_NEAR(linear.compare(whole).p_value, linear.compare(panes).p_value, 1e-12);
}

}  // namespace
}  // namespace driftd::detectors
