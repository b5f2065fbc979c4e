#include "detectors/quality/frozen.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace driftd::detectors {
namespace {

constexpr unsigned kSeed = 5;

std::vector<double> noise(std::size_t size, unsigned seed = kSeed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values(size);
  for (double& value : values) value = normal(random);
  return values;
}

std::vector<double> rare_ones(std::size_t size, double share, unsigned seed = kSeed) {
  std::mt19937_64 random(seed);
  std::bernoulli_distribution one(share);
  std::vector<double> values(size);
  for (double& value : values) value = one(random) ? 1 : 0;
  return values;
}

Frozen learnt(const std::vector<double>& reference, const FrozenParameters& parameters = {}) {
  Frozen check{parameters};
  check.learn(reference);
  return check;
}

FrozenParameters flags() {
  FrozenParameters parameters;
  parameters.distinct = 2;
  return parameters;
}

TEST(Frozen, LeavesFlagsAloneUnlessAskedFor) {
  EXPECT_EQ(learnt(rare_ones(2000, 0.5)).judge_alone(std::vector<double>(1000, 1)).signal.level, Level::learning);
  EXPECT_EQ(learnt(rare_ones(2000, 0.5), flags()).judge_alone(std::vector<double>(1000, 1)).signal.level, Level::drift);
}

TEST(Frozen, SaysHowLongOneValueHasStood) {
  auto check = learnt(noise(1000));
  const auto finding = check.judge_alone(std::vector<double>(50, 3.5));
  EXPECT_EQ(finding.signal.level, Level::drift);
  EXPECT_EQ(finding.signal.statistic, 50);
  EXPECT_EQ(finding.signal.threshold, 50);
  EXPECT_EQ(finding.text, "the same value 50 times in a row against at most 1 in the reference");
}

TEST(Frozen, FollowsARunFromPaneToPane) {
  auto check = learnt(noise(1000));
  for (int i = 0; i < 5; ++i) {
    EXPECT_NE(check.judge_window().signal.level, Level::drift);
    check.add(std::vector<double>(10, 3.5));
    if (i < 4) check.clear(true);
  }
  EXPECT_EQ(check.judge_window().signal.level, Level::drift) << "50 of one value, in five windows";
  check.clear(true);
  check.add(noise(10));
  EXPECT_EQ(check.judge_window().signal.level, Level::stable) << "it moves again";
}

TEST(Frozen, WhatIsMissingNeitherEndsARunNorLengthensIt) {
  auto check = learnt(noise(1000));
  std::vector<double> values;
  for (int i = 0; i < 49; ++i) values.insert(values.end(), {3.5, kNotApplicable});
  EXPECT_EQ(check.judge_alone(values).signal.level, Level::stable);
  values.insert(values.end(), {3.5});
  EXPECT_EQ(check.judge_alone(values).signal.level, Level::drift);
}

TEST(Frozen, AConstantCannotFreeze) {
  const auto check = learnt(std::vector<double>(1000, 2));
  EXPECT_EQ(check.judge_alone(std::vector<double>(5000, 2)).signal.level, Level::learning);
  EXPECT_EQ(check.judge_alone(std::vector<double>(5000, 3)).signal.level, Level::learning) << "nor the constant that it became";
}

TEST(Frozen, ARareFlagMayRestForLongButNotFly) {
  const auto check = learnt(rare_ones(2000, 0.01), flags());
  EXPECT_EQ(check.judge_alone(std::vector<double>(1000, 0)).signal.level, Level::stable);
  EXPECT_EQ(check.judge_alone(std::vector<double>(1000, 1)).signal.level, Level::drift);
}

TEST(Frozen, IsQuietOnWhatOnlyChanceHolds) {
  for (const double share : {0.5, 0.1, 0.01, 0.002}) {
    auto check = learnt(rare_ones(1000, share), flags());
    const auto values = rare_ones(200'000, share, kSeed + 1);
    check.add(values);
    EXPECT_NE(check.judge_window().signal.level, Level::drift) << "a share of " << share << ", seed " << kSeed;
  }
}

TEST(Frozen, CountsTheSameHoweverTheValuesAreCut) {
  const FrozenMethod method{FrozenParameters{}};
  std::mt19937_64 random(kSeed);
  for (int trial = 0; trial < 500; ++trial) {
    std::vector<double> values(1 + random() % 11);
    for (double& value : values) value = static_cast<double>(random() % 2);
    const std::size_t cut = values.empty() ? 0 : random() % (values.size() + 1);
    auto whole = method.none();
    auto left = method.none();
    auto right = method.none();
    method.count(values, whole);
    method.count(std::span(values).first(cut), left);
    method.count(std::span(values).subspan(cut), right);
    left.merge(right);
    EXPECT_EQ(left.values, whole.values);
    EXPECT_EQ(left.first, whole.first) << "trial " << trial;
    EXPECT_EQ(left.last, whole.last) << "trial " << trial;
    EXPECT_EQ(left.longest, whole.longest) << "trial " << trial;
  }
}

TEST(Frozen, SuspectsARunBeforeItIsTooLong) {
  auto check = learnt(noise(1000));
  EXPECT_FALSE(check.suspects(noise(50), 50));
  auto values = noise(50);
  std::fill(values.end() - 15, values.end(), 1.0);
  EXPECT_TRUE(check.suspects(values, 50));
  EXPECT_TRUE(check.suspects(values, 15));
  EXPECT_FALSE(check.suspects(values, 5));
}

}  // namespace
}  // namespace driftd::detectors
