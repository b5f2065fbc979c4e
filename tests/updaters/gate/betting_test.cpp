#include "updaters/gate/betting.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "tests/updaters/samples.h"

namespace driftd::updaters {
namespace {

TEST(Betting, BeginsWithACapitalOfOne) {
  BettingProcess process;
  EXPECT_DOUBLE_EQ(process.e_value(), 1);
  process.observe(0);
  process.observe(std::numeric_limits<double>::quiet_NaN());
  EXPECT_DOUBLE_EQ(process.e_value(), 1);
}

TEST(Betting, AnEvenBetIsFair) {
  // Over all outcomes of six fair coins the mean capital is 1: nobody gains by betting on them.
  double sum = 0;
  for (unsigned outcome = 0; outcome < 64; ++outcome) {
    BettingProcess process;
    for (unsigned i = 0; i < 6; ++i) process.observe((outcome >> i & 1U) != 0 ? 1 : -1);
    sum += process.e_value();
  }
  EXPECT_NEAR(sum / 64, 1, 1e-12);
}

TEST(Betting, IsTheMeanOverItsBets) {
  BettingProcess process(2);
  process.observe(0.5);
  process.observe(-2);
  double sum = 0;
  double bet = 0.9;
  for (std::size_t k = 0; k < BettingProcess::kBets; ++k, bet *= 0.66) sum += (1 + bet * 0.25) * (1 - bet);
  EXPECT_NEAR(process.e_value(), sum / BettingProcess::kBets, 1e-12);
}

TEST(Betting, GrowsExponentiallyWhereTheMeanIsAboveNought) {
  std::mt19937_64 random(2);
  BettingProcess process;
  for (int i = 0; i < 1000; ++i) process.observe(samples::uniform(random) < 2.0 / 3 ? 1 : -1);
  // The best bet, 1/3, would gain .0566 a row.
  EXPECT_GT(std::log(process.e_value()), 1000 * 0.035) << "seed 2";
}

TEST(Betting, DoesNotDependOnTheOrder) {
  std::mt19937_64 random(3);
  std::vector<double> x(300);
  for (double& each : x) each = samples::uniform(random) * 1.5 - 0.7;
  const auto capital = [&] {
    BettingProcess process;
    for (const double each : x) process.observe(each);
    return process.e_value();
  };
  const double once = capital();
  std::ranges::sort(x);
  EXPECT_NEAR(capital() / once, 1, 1e-9);
}

TEST(Betting, NeverLosesMoreThanEverythingNorOverflows) {
  BettingProcess process;
  for (int i = 0; i < 100'000; ++i) process.observe(-1e300);
  EXPECT_GE(process.e_value(), 0);
  EXPECT_LT(process.e_value(), 1e-300);
  BettingProcess lucky;
  for (int i = 0; i < 100'000; ++i) lucky.observe(1e300);
  EXPECT_TRUE(std::isfinite(lucky.e_value()));
}

TEST(Betting, GoesOnFromACheckpointAndTrustsNone) {
  BettingProcess process(1.5);
  for (const double x : {1.0, -0.5, 0.3}) process.observe(x);
  detectors::StateWriter state;
  process.save(state);
  BettingProcess restored;
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  EXPECT_FALSE(reader.failed());
  process.observe(0.7);
  restored.observe(0.7);
  EXPECT_EQ(restored.e_value(), process.e_value());
  detectors::StateWriter bad;
  bad.put(-1.0);
  for (std::size_t k = 0; k < BettingProcess::kBets; ++k) bad.put(-1.0);
  detectors::StateReader wrong(bad.bytes());
  restored.load(wrong);
  EXPECT_TRUE(wrong.failed());
}

}  // namespace
}  // namespace driftd::updaters
