#include "detectors/stream/conformal_ranks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace driftd::detectors {
namespace {

constexpr std::uint64_t kSeed = 3;

std::vector<double> errors(std::size_t count, double rate, std::mt19937_64& random) {
  std::bernoulli_distribution error(rate);
  std::vector<double> values(count);
  for (double& value : values) value = error(random) ? 1 : 0;
  return values;
}

/// The largest distance between the ranks' distribution and the uniform one, times the root of their number: above 1.95 in one of a
/// thousand.
double kolmogorov(std::vector<double> ranks) {
  std::ranges::sort(ranks);
  double largest = 0;
  const auto n = static_cast<double>(ranks.size());
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    largest = std::max({largest, std::abs(ranks[i] - static_cast<double>(i) / n), std::abs(ranks[i] - static_cast<double>(i + 1) / n)});
  }
  return largest * std::sqrt(n);
}

TEST(ConformalRanks, AreWhereAValueStandsAmongThoseBefore) {
  ConformalRanks ranks(std::vector<double>{1, 2, 3}, kSeed);
  EXPECT_GT(ranks.rank(2), 0);
  const double lower = ranks.rank(1);
  EXPECT_LT(lower, 0.5);
  const double higher = ranks.rank(3);
  EXPECT_GT(higher, 2.0 / 3);
  const double tied = ranks.rank(2);
  EXPECT_GT(tied, 0.25);
  EXPECT_LT(tied, 0.75);
  EXPECT_EQ(ranks.count(), 4U);
}

TEST(ConformalRanks, AreUniformWhateverTheDistributionAndHoweverBadTheTrainingSample) {
  for (const double rate : {0.01, 0.2, 0.5}) {
    std::mt19937_64 random(kSeed);
    ConformalRanks of_errors(errors(20, rate, random), kSeed);
    std::vector<double> ranks;
    for (const double value : errors(5000, rate, random)) ranks.push_back(of_errors.rank(value));
    EXPECT_LT(kolmogorov(ranks), 1.95) << rate << " with seed " << kSeed;
  }
  std::mt19937_64 random(kSeed);
  std::cauchy_distribution<double> wild;
  std::vector<double> training(100);
  for (double& value : training) value = wild(random) + 3;
  ConformalRanks of_numbers(training, kSeed);
  std::vector<double> ranks;
  for (int i = 0; i < 5000; ++i) ranks.push_back(of_numbers.rank(wild(random)));
  EXPECT_LT(kolmogorov(ranks), 1.95) << "seed " << kSeed;
}

TEST(ConformalRanks, PutTheBordersWhereTheTrainingSampleHasThem) {
  std::vector<double> training(80, 0);
  training.resize(100, 1);
  const ConformalRanks ranks(training, kSeed);
  ASSERT_EQ(ranks.borders().size(), 1U);
  EXPECT_NEAR(ranks.borders()[0], 0.8, 0.01);
}

TEST(ConformalRanks, TellWhatLiesBeyondAConstantTrainingSample) {
  ConformalRanks ranks(std::vector<double>(50, 0.0), kSeed);
  ASSERT_EQ(ranks.borders().size(), 2U);
  for (int i = 0; i < 99; ++i) ranks.rank(0);
  EXPECT_GT(ranks.rank(1), 0.99);
  EXPECT_LT(ranks.rank(-1), 0.01);
}

TEST(ConformalRanks, RefuseAStateThatLies) {
  ConformalRanks ranks(std::vector<double>{0, 1}, kSeed);
  ranks.rank(1);
  StateWriter state;
  ranks.save(state);
  for (std::size_t cut = 0; cut < state.bytes().size(); ++cut) {
    StateReader reader(std::string_view(state.bytes()).substr(0, cut));
    ConformalRanks restored;
    restored.load(reader);
    EXPECT_TRUE(reader.failed()) << cut;
  }
}

}  // namespace
}  // namespace driftd::detectors
