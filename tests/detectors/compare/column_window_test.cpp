#include "detectors/compare/column_window.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "detectors/compare/chi_square.h"
#include "detectors/compare/psi.h"
#include "detectors/compare/scale_distances.h"
#include "detectors/compare/welch.h"

namespace driftd::detectors {
namespace {

using config::FeatureType;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> normals(std::size_t size, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values(size);
  for (double& value : values) value = std::round(normal(random) * 50) / 50;
  return values;
}

TEST(ColumnWindow, HasNoAnswerBeforeItLearnt) {
  EXPECT_TRUE(std::isnan(ColumnWindow(FeatureType::numeric, 10, 2).compare(Psi()).statistic));
  EXPECT_TRUE(std::isnan(ColumnWindow(FeatureType::numeric, 10, 2).compare(Wasserstein()).statistic));
  EXPECT_TRUE(std::isnan(ColumnWindow(FeatureType::categorical, 10, 2).compare(ChiSquare()).statistic));
}

TEST(ColumnWindow, SlidesByPanesAndSeesWhatAFreshOneSees) {
  const auto reference = normals(500, 1);
  const auto values = normals(100, 2);
  ColumnWindow sliding(FeatureType::numeric, 20, 3);
  sliding.learn(reference);
  for (std::size_t pane = 0; pane < 5; ++pane) {
    sliding.turn();
    sliding.add(std::span(values).subspan(20 * pane, 20));
  }
  EXPECT_TRUE(sliding.full());
  ColumnWindow fresh(FeatureType::numeric, 60, 1);
  fresh.learn(reference);
  fresh.add(std::span(values).subspan(40));
  const Psi psi;
  const Welch welch;
  const Wasserstein wasserstein;
  const Energy energy;
  for (const auto* comparison : std::initializer_list<const Comparison*>{&psi, &welch, &wasserstein, &energy}) {
    EXPECT_EQ(sliding.compare(*comparison).statistic, fresh.compare(*comparison).statistic);
  }
}

TEST(ColumnWindow, DoesNotCountWhatIsMissing) {
  for (const FeatureType type : {FeatureType::numeric, FeatureType::categorical}) {
    ColumnWindow with(type, 4, 1);
    ColumnWindow without(type, 2, 1);
    for (auto* window : {&with, &without}) window->learn(std::vector<double>{1, 2, 2, kNan});
    with.add(std::vector<double>{kNan, 1, 3, kNan});
    without.add(std::vector<double>{1, 3});
    EXPECT_TRUE(with.full());
    EXPECT_EQ(with.compare(Psi()).statistic, without.compare(Psi()).statistic);
    with.turn();
    with.add(std::vector<double>(4, kNan));
    EXPECT_TRUE(std::isnan(with.compare(Psi()).statistic));
  }
}

TEST(ColumnWindow, TellsNewAndVanishedCategories) {
  ColumnWindow window(FeatureType::categorical, 3, 1);
  window.learn(std::vector<double>{1, 1, 2});
  window.add(std::vector<double>{2, 7, 7});
  EXPECT_EQ(window.category_changes().new_values, 2U);
  EXPECT_EQ(window.category_changes().vanished_categories, 1U);
  EXPECT_EQ(window.category_changes().vanished_values, 2U);
}

TEST(ColumnWindow, ComesBackFromItsState) {
  for (const FeatureType type : {FeatureType::numeric, FeatureType::categorical}) {
    ColumnWindow window(type, 30, 2);
    window.learn(normals(300, 3));
    auto values = normals(40, 4);
    values[7] = kNan;
    window.add(values);
    StateWriter writer;
    window.save(writer);
    ColumnWindow loaded(type, 30, 2);
    StateReader reader(writer.bytes());
    loaded.load(reader);
    EXPECT_FALSE(reader.failed());
    EXPECT_TRUE(reader.at_end());
    EXPECT_EQ(loaded.size(), 40U);
    EXPECT_EQ(loaded.compare(Psi()).statistic, window.compare(Psi()).statistic);
  }
}

TEST(ColumnWindow, RefusesAStateThatDoesNotFit) {
  for (const FeatureType type : {FeatureType::numeric, FeatureType::categorical}) {
    ColumnWindow window(type, 30, 2);
    window.learn(normals(300, 3));
    window.add(normals(60, 4));
    StateWriter writer;
    window.save(writer);
    ColumnWindow smaller(type, 10, 2);
    StateReader reader(writer.bytes());
    smaller.load(reader);
    EXPECT_TRUE(reader.failed());
    for (std::size_t size = 0; size < writer.bytes().size(); size += 97) {
      StateReader cut(std::string_view(writer.bytes()).substr(0, size));
      window.load(cut);
      EXPECT_TRUE(cut.failed());
    }
  }
}

TEST(ColumnWindow, TakesNoMoreMemoryForMoreValues) {
  ColumnWindow window(FeatureType::numeric, 50, 2, 16);
  window.learn(normals(10'000, 5));
  std::size_t full = 0;
  for (unsigned pane = 0; pane < 40; ++pane) {
    window.turn();
    window.add(normals(50, pane));
    StateWriter writer;
    window.save(writer);
    if (pane == 1) full = writer.bytes().size();
    if (pane > 1) {
      EXPECT_EQ(writer.bytes().size(), full);
    }
  }
  EXPECT_LT(full, 2500U);
}

}  // namespace
}  // namespace driftd::detectors
