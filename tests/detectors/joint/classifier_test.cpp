#include "detectors/joint/classifier.h"

#include <gtest/gtest.h>

#include <random>

namespace driftd::detectors {
namespace {

std::vector<double> normals(std::size_t count, unsigned seed, double shift = 0) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values(count);
  for (double& value : values) value = normal(random) + shift;
  return values;
}

Evidence compare(const std::vector<double>& reference, const std::vector<double>& window) {
  Classifier classifier;
  classifier.learn({.values = reference, .columns = 2}, {.pane = window.size() / 2, .panes = 1});
  const auto pane = classifier.summarise({.values = window, .columns = 2}, 0);
  return classifier.compare(std::span(&pane, 1));
}

TEST(Classifier, FindsNoMoreThanChanceWhereNothingChanged) {
  const auto evidence = compare(normals(400, 1), normals(400, 2));
  EXPECT_NEAR(evidence.statistic, 0.5, 0.12);
  EXPECT_GT(evidence.p_value, 0.01);
}

TEST(Classifier, TellsRowsApartThatDoNotOverlap) {
  const auto evidence = compare(normals(200, 3), normals(200, 4, 10));
  EXPECT_EQ(evidence.statistic, 1);
  EXPECT_LT(evidence.p_value, 1e-9);
}

TEST(Classifier, SaysNothingOfSamplesThatLeaveNothingToLearnFrom) {
  const auto evidence = compare(normals(20, 5), normals(2, 6));
  EXPECT_EQ(evidence.statistic, 0.5);
  EXPECT_EQ(evidence.p_value, 1);
}

TEST(Classifier, KeepsOfALongWindowRowsFromEveryPane) {
  ClassifierParameters parameters;
  parameters.keep = 100;
  Classifier classifier(parameters);
  const auto reference = normals(200, 7);
  classifier.learn({.values = reference, .columns = 2}, {.pane = 500, .panes = 4});
  const auto rows = normals(1000, 8);
  const auto pane = classifier.summarise({.values = rows, .columns = 2}, 0);
  ASSERT_EQ(pane.size(), 25U * 2);
  EXPECT_EQ(pane[2], rows[2 * 20]) << "evenly spread";
  EXPECT_TRUE(classifier.accepts(pane));
}

}  // namespace
}  // namespace driftd::detectors
