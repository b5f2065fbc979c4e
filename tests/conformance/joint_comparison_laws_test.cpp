// What every joint comparison of the catalogue promises.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "detectors/catalogue.h"
#include "detectors/joint/joint_window.h"

namespace driftd::detectors {
namespace {

using config::FeatureType;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kColumns = 5;

/// Numbers tied to each other, the last one repeating the first, and a category among them.
std::vector<FeatureType> types() {
  return {FeatureType::numeric, FeatureType::categorical, FeatureType::numeric, FeatureType::numeric, FeatureType::numeric};
}

std::vector<double> draw(std::size_t rows, unsigned seed, double shift = 0) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::geometric_distribution<int> category(0.4);
  std::vector<double> values;
  for (std::size_t i = 0; i < rows; ++i) {
    const double common = normal(random);
    const double first = common + normal(random) + shift;
    values.insert(values.end(), {first, static_cast<double>(category(random)), 100 + 5 * (common + 0.3 * normal(random) + shift),
                                 normal(random), 2 * first});
  }
  return values;
}

std::vector<double> constant(std::size_t rows, double value) {
  return std::vector<double>(rows * kColumns, value);
}

JointWindow make(const std::string& name, const WindowShape& shape) {
  return {types(), joint_comparisons().choose_default(name).make(), shape};
}

Evidence compare(const std::string& name, const std::vector<double>& reference, const std::vector<double>& pane) {
  auto window = make(name, {.pane = std::max<std::size_t>(pane.size() / kColumns, 1), .panes = 1});
  window.learn(reference);
  window.add_pane(pane);
  return window.compare();
}

std::string state_of(const JointWindow& window) {
  StateWriter state;
  window.save(state);
  return state.bytes();
}

class JointComparisonLaws : public testing::TestWithParam<std::string> {};

TEST_P(JointComparisonLaws, StatesItsFacts) {
  const auto* row = joint_comparisons().find(GetParam());
  for (const auto& text : {row->facts.summary, row->facts.paper, row->facts.guarantee, row->facts.cost}) EXPECT_FALSE(text.empty());
  for (const auto& [name, schema] : row->properties.items()) EXPECT_TRUE(schema.contains("default")) << name;
  EXPECT_TRUE(row->properties.contains("alpha"));
  EXPECT_EQ(comparisons().find(GetParam()), nullptr) << "one name, one meaning";
}

TEST_P(JointComparisonLaws, IsQuietWhereNothingChanged) {
  int alarms = 0;
  for (unsigned seed = 100; seed < 200; seed += 2) {
    if (compare(GetParam(), draw(500, seed), draw(300, seed + 1)).p_value <= 0.001) ++alarms;
  }
  EXPECT_LE(alarms, 1) << "of 50 pairs";
}

TEST_P(JointComparisonLaws, FindsAChange) {
  auto changed = draw(1000, 2);
  for (std::size_t i = 0; i < changed.size(); i += kColumns) {
    changed[i] += 1;      // the means move
    changed[i + 4] *= 3;  // and the last no longer repeats the first
  }
  EXPECT_LE(compare(GetParam(), draw(1000, 1), changed).p_value, 0.001);
}

TEST_P(JointComparisonLaws, SaysTheSameOfTheSameRows) {
  const auto first = compare(GetParam(), draw(300, 3), draw(200, 4, 0.2));
  const auto second = compare(GetParam(), draw(300, 3), draw(200, 4, 0.2));
  EXPECT_EQ(first.statistic, second.statistic);
  EXPECT_EQ(first.p_value, second.p_value);
}

TEST_P(JointComparisonLaws, GoesOnFromItsStateAsIfNothingHadHappened) {
  const WindowShape shape{.pane = 64, .panes = 3};
  auto window = make(GetParam(), shape);
  window.learn(draw(300, 5));
  auto restored = make(GetParam(), shape);
  for (unsigned pane = 0; pane < 6; ++pane) {
    const std::string bytes = state_of(window);
    StateReader state(bytes);
    restored.load(state);
    EXPECT_FALSE(state.failed());
    EXPECT_TRUE(state.at_end());
    EXPECT_EQ(state_of(restored), bytes);
    window.add_pane(draw(64, 6 + pane, 0.1 * pane));
    restored.add_pane(draw(64, 6 + pane, 0.1 * pane));
    EXPECT_EQ(restored.size(), window.size());
    EXPECT_EQ(restored.full(), window.full());
    EXPECT_EQ(restored.compare().statistic, window.compare().statistic);
    EXPECT_EQ(restored.compare().p_value, window.compare().p_value);
  }
}

TEST_P(JointComparisonLaws, TrustsNoState) {
  const WindowShape shape{.pane = 32, .panes = 2};
  auto window = make(GetParam(), shape);
  window.learn(draw(60, 7));
  window.add_pane(draw(32, 8));
  const std::string bytes = state_of(window);
  std::mt19937_64 random(9);
  for (int i = 0; i < 200; ++i) {
    auto damaged = bytes.substr(0, i % 2 == 0 ? bytes.size() : random() % bytes.size());
    if (i % 2 == 0) damaged[random() % damaged.size()] = static_cast<char>(random());
    auto restored = make(GetParam(), shape);
    StateReader state(damaged);
    restored.load(state);
    if (i % 2 == 1) {
      EXPECT_TRUE(state.failed());
    }
    if (!state.failed()) {
      const auto evidence = restored.compare();
      EXPECT_FALSE(std::isinf(evidence.statistic));
    }
  }
}

TEST_P(JointComparisonLaws, ForgetsTheOldestPane) {
  const WindowShape shape{.pane = 100, .panes = 2};
  auto slid = make(GetParam(), shape);
  slid.learn(draw(400, 10));
  slid.add_pane(draw(100, 11, 5));
  slid.add_pane(draw(100, 12));
  EXPECT_LE(slid.compare().p_value, 0.01);
  slid.add_pane(draw(100, 13));
  EXPECT_EQ(slid.size(), 200U);
  EXPECT_GT(slid.compare().p_value, 0.01);
}

TEST_P(JointComparisonLaws, HasNoAnswerWhereASampleIsEmptyOrMissingAsAWhole) {
  for (const auto& pane : {std::vector<double>{}, constant(50, kNan)}) {
    const auto evidence = compare(GetParam(), draw(100, 14), pane);
    EXPECT_TRUE(std::isnan(evidence.statistic));
    EXPECT_TRUE(std::isnan(evidence.p_value));
  }
  const auto nothing_known = compare(GetParam(), constant(50, kNan), draw(50, 15));
  EXPECT_TRUE(std::isnan(nothing_known.statistic));
  EXPECT_TRUE(std::isnan(nothing_known.p_value));
}

TEST_P(JointComparisonLaws, StaysWithinItsRangeWhateverComes) {
  constexpr double kHuge = std::numeric_limits<double>::max();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  auto half_missing = draw(60, 16);
  for (std::size_t i = 0; i < half_missing.size(); i += 2) half_missing[i] = kNan;
  auto mixed = draw(60, 17);
  for (std::size_t i = 0; i < mixed.size(); i += 7) mixed[i] = i % 2 == 0 ? kHuge : -kInfinity;
  const std::vector<std::vector<double>> samples{
      draw(1, 18),    draw(2, 19),     draw(3, 20),         draw(60, 21),         draw(1200, 22),       constant(1, 7), constant(40, 7),
      constant(3, 8), constant(30, 0), constant(20, kHuge), constant(20, -kHuge), constant(20, 1e-320), half_missing,   mixed};
  for (std::size_t i = 0; i < samples.size(); ++i) {
    for (std::size_t j = 0; j < samples.size(); ++j) {
      const auto evidence = compare(GetParam(), samples[i], samples[j]);
      EXPECT_TRUE(std::isfinite(evidence.statistic)) << i << " against " << j;
      EXPECT_TRUE(evidence.p_value >= 0 && evidence.p_value <= 1) << i << " against " << j << ": " << evidence.p_value;
    }
  }
}

TEST_P(JointComparisonLaws, SeesNoChangeInAConstantThatStays) {
  EXPECT_GT(compare(GetParam(), constant(100, 7), constant(100, 7)).p_value, 0.05);
}

TEST_P(JointComparisonLaws, NarrowsWhatIsTooWide) {
  constexpr std::size_t kWide = 700;
  std::mt19937_64 random(23);
  std::normal_distribution<double> normal;
  const auto wide = [&](std::size_t rows, double shift) {
    std::vector<double> values(rows * kWide);
    for (double& value : values) value = normal(random) + shift;
    return values;
  };
  JointWindow window(std::vector<FeatureType>(kWide), joint_comparisons().choose_default(GetParam()).make(), {.pane = 100, .panes = 1});
  window.learn(wide(300, 0));
  window.add_pane(wide(100, 0));
  EXPECT_GT(window.compare().p_value, 0.001);
  EXPECT_LT(state_of(window).size(), (300U + 100U) * JointComparison::kMostColumns * sizeof(double) + 300'000U);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, JointComparisonLaws, testing::ValuesIn(joint_comparisons().row_names()),
                         [](const auto& row) { return row.param; });

}  // namespace
}  // namespace driftd::detectors
