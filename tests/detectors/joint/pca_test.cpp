#include "detectors/joint/pca.h"

#include <gtest/gtest.h>

#include <random>

namespace driftd::detectors {
namespace {

/// Two columns that rise together, but for a little.
std::vector<double> tied(std::size_t rows, unsigned seed, double slope = 1) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values;
  for (std::size_t i = 0; i < rows; ++i) {
    const double x = normal(random);
    values.insert(values.end(), {x, slope * x + 0.1 * normal(random)});
  }
  return values;
}

Evidence compare(Pca& pca, const std::vector<double>& window) {
  const auto pane = pca.summarise({.values = window, .columns = 2}, 0);
  return pca.compare(std::span(&pane, 1));
}

TEST(Pca, TakesAsManyComponentsAsTheShareAsksForAndLeavesADirectionToErrIn) {
  const auto reference = tied(200, 1);
  for (const double explained : {0.5, 0.999, 1.0}) {
    PcaParameters parameters;
    parameters.explained = explained;
    Pca pca(parameters);
    pca.learn({.values = reference, .columns = 2}, {});
    EXPECT_EQ(pca.components(), 1U) << explained;
  }
}

TEST(Pca, SeesTiesThatBreakAndNotWhatMovesAlongThem) {
  Pca pca;
  const auto reference = tied(400, 2);
  pca.learn({.values = reference, .columns = 2}, {});
  EXPECT_GT(compare(pca, tied(200, 3)).p_value, 0.01);
  EXPECT_LT(compare(pca, tied(200, 4, -1)).p_value, 1e-6);
  auto moved = tied(200, 5);
  for (double& value : moved) value += 3;
  EXPECT_GT(compare(pca, moved).p_value, 0.001);
}

TEST(Pca, MeasuresTheDistanceFromTheMeanWhereThereIsOneColumn) {
  const std::vector<double> reference{-1, 0, 1, 2, -1, 0, 1, 2};
  Pca pca;
  pca.learn({.values = reference, .columns = 1}, {});  // fitted to -1, 1, -1, 1
  EXPECT_EQ(pca.components(), 0U);
  EXPECT_EQ(pca.summarise({.values = reference, .columns = 1}, 0), (PaneSummary{1, 0, 1, 2, 1, 0, 1, 2}));
}

}  // namespace
}  // namespace driftd::detectors
