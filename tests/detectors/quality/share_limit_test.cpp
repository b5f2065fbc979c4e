#include "detectors/quality/share_limit.h"

#include <gtest/gtest.h>

#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <random>

namespace driftd::detectors {
namespace {

ShareLimit learnt(Share reference, const ShareParameters& parameters = {}) {
  ShareLimit limit(parameters);
  limit.learn(reference);
  return limit;
}

TEST(ShareLimit, SaysNothingBeforeItHasAReferenceOrAnyValue) {
  EXPECT_EQ(ShareLimit({}).judge({.values = 100, .bad = 100}).level, Level::learning);
  EXPECT_EQ(learnt({}).judge({.values = 100, .bad = 100}).level, Level::learning);
  EXPECT_EQ(learnt({.values = 100}).judge({}).level, Level::learning);
}

TEST(ShareLimit, AllowsWhatTheReferenceHadAndABitMore) {
  const auto limit = learnt({.values = 1000, .bad = 100});
  EXPECT_EQ(limit.judge({.values = 1000, .bad = 100}).level, Level::stable);
  EXPECT_EQ(limit.judge({.values = 1000, .bad = 150}).level, Level::stable) << "five in a hundred more are allowed";
  EXPECT_EQ(limit.judge({.values = 1000, .bad = 400}).level, Level::drift);
}

TEST(ShareLimit, FindsInALargeWindowNothingInARiseThatIsAllowed) {
  EXPECT_EQ(learnt({.values = 100'000, .bad = 1000}).judge({.values = 1'000'000, .bad = 59'000}).level, Level::stable);
  EXPECT_EQ(learnt({.values = 100'000, .bad = 1000}).judge({.values = 1'000'000, .bad = 70'000}).level, Level::drift);
}

TEST(ShareLimit, ASmallWindowNeedsALargerShare) {
  const auto limit = learnt({.values = 1000, .bad = 0});
  double before = 2;
  for (const std::uint64_t values : {2U, 5U, 20U, 50U, 200U, 1000U, 100'000U}) {
    const double share = static_cast<double>(limit.least_bad(values)) / static_cast<double>(values);
    EXPECT_LT(share, before) << values;
    before = share;
  }
  EXPECT_GT(limit.least_bad(2), 2U) << "two values tell nothing";
  EXPECT_EQ(limit.judge({.values = 2, .bad = 2}).level, Level::stable);
}

TEST(ShareLimit, ASmallReferenceAllowsMore) {
  EXPECT_GT(learnt({.values = 20}).least_bad(100), learnt({.values = 2000}).least_bad(100));
}

TEST(ShareLimit, IsTheLeastCountThatChanceBringsAtMostSoOften) {
  for (const double above : {0.001, 0.05, 0.5, 0.95}) {
    const ShareParameters parameters{.above = above, .alpha = 1e-4};
    for (const std::uint64_t values : {1U, 7U, 50U, 1000U, 100'000U}) {
      const auto least = learnt({.values = 10}, parameters).least_bad(values);
      const boost::math::binomial_distribution<double> count(static_cast<double>(values), above);
      const auto chance = [&](std::uint64_t bad) { return bad == 0 ? 1.0 : cdf(complement(count, static_cast<double>(bad - 1))); };
      if (least <= values) {
        EXPECT_LE(chance(least), 5e-5) << above << " of " << values;
      }
      EXPECT_GT(chance(least - 1), 5e-5) << above << " of " << values;
    }
  }
}

TEST(ShareLimit, ABoundStandsWhateverTheReferenceHad) {
  const ShareParameters parameters{.above = 0.1};
  EXPECT_EQ(learnt({.values = 1000, .bad = 500}, parameters).judge({.values = 1000, .bad = 500}).level, Level::drift);
  EXPECT_EQ(learnt({.values = 1000}, parameters).judge({.values = 1000, .bad = 90}).level, Level::stable);
}

TEST(ShareLimit, ThatAllIsBadInTheReferenceAllowsAll) {
  EXPECT_EQ(learnt({.values = 1000, .bad = 1000}).judge({.values = 1000, .bad = 1000}).level, Level::stable);
}

TEST(ShareLimit, KeepsItsPromiseOnIndependentValues) {
  constexpr unsigned kSeed = 11;
  constexpr int kTrials = 20'000;
  std::mt19937_64 random(kSeed);
  const ShareParameters parameters{.by = 0, .alpha = 0.05};
  int alarms = 0;
  for (int i = 0; i < kTrials; ++i) {
    std::binomial_distribution<std::uint64_t> reference(200, 0.1);
    std::binomial_distribution<std::uint64_t> window(100, 0.1);
    const auto limit = learnt({.values = 200, .bad = reference(random)}, parameters);
    alarms += limit.judge({.values = 100, .bad = window(random)}).level == Level::drift ? 1 : 0;
  }
  EXPECT_LE(alarms, kTrials / 20) << "seed " << kSeed;
}

TEST(ShareLimit, SaysInWordsWhatIsWrong) {
  EXPECT_EQ(learnt({.values = 100, .bad = 1}).text({.values = 50, .bad = 46}, "missing"), "92 % missing against 1 % in the reference");
  EXPECT_EQ(percent(0.004), "0.4 %");
  EXPECT_EQ(percent(0), "0 %");
}

TEST(ShareLimit, IsReadBackAsItWas) {
  const auto limit = learnt({.values = 1000, .bad = 10});
  StateWriter state;
  limit.save(state);
  ShareLimit copy({});
  StateReader reader(state.bytes());
  copy.load(reader);
  EXPECT_FALSE(reader.failed());
  EXPECT_EQ(copy.least_bad(50), limit.least_bad(50));
  EXPECT_EQ(copy.reference(), limit.reference());
}

}  // namespace
}  // namespace driftd::detectors
