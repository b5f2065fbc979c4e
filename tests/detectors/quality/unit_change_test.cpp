#include "detectors/quality/unit_change.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace driftd::detectors {
namespace {

constexpr unsigned kSeed = 17;

/// Prices, say: positive, over two decades.
std::vector<double> prices(std::size_t size, unsigned seed, double factor = 1, double offset = 0) {
  std::mt19937_64 random(seed);
  std::lognormal_distribution<double> price(3, 0.8);
  std::vector<double> values(size);
  for (double& value : values) value = factor * price(random) + offset;
  return values;
}

std::vector<double> temperatures(std::size_t size, unsigned seed, double factor = 1, double offset = 0) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> celsius(12, 6);
  std::vector<double> values(size);
  for (double& value : values) value = factor * celsius(random) + offset;
  return values;
}

UnitChange learnt(const std::vector<double>& reference, const UnitChangeParameters& parameters = {}) {
  UnitChange check{parameters};
  check.learn(reference);
  return check;
}

TEST(UnitChange, NamesTheFactor) {
  const auto check = learnt(prices(1000, kSeed));
  for (const double factor : {1000.0, 0.01, 100.0, 1e-6, 60.0, -1.0, 1024.0 * 1024.0}) {
    const auto finding = check.judge_alone(prices(50, kSeed + 1, factor));
    ASSERT_EQ(finding.signal.level, Level::drift) << factor << ", seed " << kSeed;
  }
  EXPECT_EQ(check.judge_alone(prices(50, kSeed + 1, 1000)).text, "its values are 1000 times those before: another unit");
  EXPECT_DOUBLE_EQ(check.judge_alone(prices(50, kSeed + 1, 1000)).signal.statistic, 1000);
}

TEST(UnitChange, KnowsInchesWhereTheFeatureIsNarrowEnoughToTell) {
  const auto check = learnt(temperatures(1000, kSeed, 1, 160), {.least = 2});
  EXPECT_NEAR(check.judge_alone(temperatures(50, kSeed + 1, 1 / 2.54, 160 / 2.54)).signal.statistic, 1 / 2.54, 1e-9);
}

TEST(UnitChange, KnowsTheScalesOfTemperature) {
  const auto check = learnt(temperatures(1000, kSeed), {.temperatures = true});
  const auto fahrenheit = check.judge_alone(temperatures(50, kSeed + 1, 1.8, 32));
  EXPECT_EQ(fahrenheit.signal.level, Level::drift);
  EXPECT_EQ(fahrenheit.text, "its values are 1.8 times those before, +32: another unit");
  EXPECT_EQ(check.judge_alone(temperatures(50, kSeed + 1, 1, 273.15)).signal.level, Level::drift);
}

TEST(UnitChange, IsNoMatterOfASeasonOrOfGrowth) {
  const auto check = learnt(prices(1000, kSeed));
  for (const double factor : {0.6, 0.8, 1.0, 1.3, 1.7})
    EXPECT_EQ(check.judge_alone(prices(50, kSeed + 1, factor)).signal.level, Level::stable) << factor;
  EXPECT_EQ(check.judge_alone(prices(50, kSeed + 1, 1, 500)).signal.level, Level::stable) << "a shift is no factor";
}

TEST(UnitChange, LeavesUnknownFactorsAloneUnlessAskedFor) {
  const auto window = prices(50, kSeed + 1, 7.3e4);
  UnitChangeParameters any;
  any.any_factor = true;
  EXPECT_EQ(learnt(prices(1000, kSeed)).judge_alone(window).signal.level, Level::drift)
      << "near enough to a power of ten for so wide a feature";
  const auto narrow = temperatures(50, kSeed + 1, 7.3e4, 160 * 7.3e4);
  EXPECT_EQ(learnt(temperatures(1000, kSeed, 1, 160)).judge_alone(narrow).signal.level, Level::stable);
  const auto finding = learnt(temperatures(1000, kSeed, 1, 160), any).judge_alone(narrow);
  EXPECT_EQ(finding.signal.level, Level::drift);
  EXPECT_NEAR(finding.signal.statistic, 7.3e4, 2e3);
}

TEST(UnitChange, AMonthIsNoUnit) {
  std::vector<double> months(1000);
  for (std::size_t i = 0; i < months.size(); ++i) months[i] = i < 700 ? 1 : 2;
  EXPECT_EQ(learnt(months).judge_alone(std::vector<double>(50, 10)).signal.level, Level::learning);
  EXPECT_EQ(learnt(prices(1000, kSeed)).judge_alone(std::vector<double>(50, 20'000)).signal.level, Level::stable)
      << "one value has no shape";
}

TEST(UnitChange, HoldsAWindowAgainstWhatCameJustBefore) {
  auto check = learnt(prices(1000, kSeed));
  for (unsigned year = 1; year <= 5; ++year) {  // prices that double each year are no other unit, and a thousandfold is one in any year
    check.add(prices(500, kSeed + year, std::pow(2.0, year)));
    EXPECT_NE(check.judge_window().signal.level, Level::drift) << year;
    check.clear(true);
  }
  EXPECT_EQ(check.judge_alone(prices(50, kSeed + 6, 32'000)).signal.statistic, 1000);
}

TEST(UnitChange, DoesNotTakeAnotherUnitForTheUsual) {
  auto check = learnt(prices(1000, kSeed));
  check.add(prices(500, kSeed + 1, 1000));
  EXPECT_EQ(check.judge_window().signal.level, Level::drift);
  check.clear(false);
  EXPECT_EQ(check.judge_alone(prices(50, kSeed + 2, 1000)).signal.level, Level::drift);
}

TEST(UnitChange, LooksAtWhatIsNotZero) {
  auto reference = prices(1000, kSeed);
  for (std::size_t i = 0; i < reference.size(); ++i) reference[i] = i % 10 == 0 ? reference[i] : 0;
  auto check = learnt(reference);
  auto window = prices(1000, kSeed + 1, 1000);
  for (std::size_t i = 0; i < window.size(); ++i) window[i] = i % 10 == 0 ? window[i] : 0;
  EXPECT_EQ(check.judge_alone(std::span(window).first(50)).signal.level, Level::learning) << "five values are too few";
  check.add(window);
  EXPECT_EQ(check.judge_window().signal.level, Level::drift);
}

TEST(UnitChange, SuspectsByTheNewestFew) {
  auto check = learnt(prices(1000, kSeed));
  auto values = prices(50, kSeed + 1);
  EXPECT_FALSE(check.suspects(values, 50));
  for (std::size_t i = 30; i < 50; ++i) values[i] *= 1000;
  EXPECT_EQ(check.judge_alone(values).signal.level, Level::stable) << "half and half looks like neither";
  EXPECT_TRUE(check.suspects(values, 50));
}

}  // namespace
}  // namespace driftd::detectors
