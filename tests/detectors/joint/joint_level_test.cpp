// How often each joint comparison raises a false alarm, and what it sees of a change that no column shows.

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "detectors/catalogue.h"
#include "detectors/joint/joint_window.h"

namespace driftd::detectors {
namespace {

using config::FeatureType;

constexpr std::size_t kColumns = 4;

/// Numbers that go together as far as `tie` says, each standard normal whatever it is; `heavy`: cubes of them.
std::vector<double> draw(std::mt19937_64& random, std::size_t rows, double tie, double shift, bool heavy) {
  std::normal_distribution<double> normal;
  std::vector<double> values;
  for (std::size_t i = 0; i < rows; ++i) {
    const double common = normal(random);
    for (std::size_t j = 0; j < kColumns; ++j) {
      const double value = tie * common + std::sqrt(1 - tie * tie) * normal(random) + shift;
      values.push_back(heavy ? value * value * value : value);
    }
  }
  return values;
}

struct Situation {
  std::size_t reference = 300;
  std::size_t pane = 150;
  std::size_t panes = 2;
  double tie = 0.7;
  double shift = 0;
  bool heavy = false;
};

double p_value(const std::string& name, const Situation& situation, unsigned seed) {
  std::mt19937_64 random(seed);
  JointWindow window(std::vector<FeatureType>(kColumns), joint_comparisons().choose_default(name).make(),
                     {.pane = situation.pane, .panes = situation.panes});
  window.learn(draw(random, situation.reference, 0.7, 0, situation.heavy));
  for (std::size_t pane = 0; pane < situation.panes; ++pane)
    window.add_pane(draw(random, situation.pane, situation.tie, situation.shift, situation.heavy));
  return window.compare().p_value;
}

int alarms(const std::string& name, const Situation& situation, int windows, double alpha) {
  int count = 0;
  for (int i = 0; i < windows; ++i) count += static_cast<int>(p_value(name, situation, static_cast<unsigned>(1000 + i)) <= alpha);
  return count;
}

class JointLevel : public testing::TestWithParam<std::string> {};

TEST_P(JointLevel, IsKeptWhereNothingChanged) {
  // Of 200 windows at level .05 more than 21 have probability below .001, where the level is true.
  EXPECT_LE(alarms(GetParam(), {}, 200, 0.05), 21);
}

TEST_P(JointLevel, IsKeptOnHeavyTails) {
  EXPECT_LE(alarms(GetParam(), {.heavy = true}, 200, 0.05), 21);
}

TEST_P(JointLevel, IsKeptWhereTheWindowIsMuchLongerThanTheReference) {
  EXPECT_LE(alarms(GetParam(), {.reference = 100, .pane = 500, .panes = 2}, 200, 0.05), 21);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, JointLevel, testing::ValuesIn(joint_comparisons().row_names()),
                         [](const auto& row) { return row.param; });

TEST(JointPower, IsThereForAShiftOfTheMeans) {
  for (const auto& [name, shift] :
       {std::pair{"mmd_rff", 0.5}, {"hotelling", 0.5}, {"classifier", 0.5}, {"mmd_block", 1.0}, {"mmd_linear", 1.0}}) {
    EXPECT_GE(alarms(name, {.shift = shift}, 20, 0.001), 16) << name;
  }
}

TEST(JointPower, IsThereForTiesThatBreakWithoutAnyColumnChanging) {
  for (const char* name : {"mmd_rff", "pca"}) EXPECT_GE(alarms(name, {.tie = 0}, 20, 0.01), 16) << name;
}

}  // namespace
}  // namespace driftd::detectors
