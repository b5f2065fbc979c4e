#include "detectors/stream/e_detector.h"

#include <gtest/gtest.h>

#include <random>

namespace driftd::detectors {
namespace {

constexpr std::uint64_t kSeed = 5;

/// Feeds errors until an alarm, at most `most`; how many it took.
std::size_t feed(EDetector& detector, std::mt19937_64& random, double rate, std::size_t most) {
  std::bernoulli_distribution error(rate);
  for (std::size_t i = 0; i < most; ++i) {
    const double value = error(random) ? 1 : 0;
    detector.update(std::span(&value, 1));
    if (detector.level() == Level::drift) return i + 1;
  }
  return most;
}

TEST(EDetector, LearnsUntilItsReferenceIsFull) {
  EDetector detector(EvidenceSum::shiryaev_roberts, {.reference = 500});
  std::mt19937_64 random(kSeed);
  feed(detector, random, 0.2, 499);
  EXPECT_EQ(detector.level(), Level::learning);
  feed(detector, random, 0.2, 1);
  EXPECT_EQ(detector.level(), Level::stable);
  EXPECT_DOUBLE_EQ(detector.signal().threshold, 1);
}

TEST(EDetector, NoticesARiseAndSaysAboutWhenItBegan) {
  for (const auto sum : {EvidenceSum::shiryaev_roberts, EvidenceSum::cusum}) {
    EDetector detector(sum, {.reference = 1000});
    std::mt19937_64 random(kSeed);
    ASSERT_EQ(feed(detector, random, 0.2, 5000), 5000U);
    const std::size_t delay = feed(detector, random, 0.4, 1000);
    const Signal alarm = detector.signal();
    ASSERT_EQ(alarm.level, Level::drift);
    EXPECT_GE(alarm.statistic, alarm.threshold);
    EXPECT_EQ(alarm.direction, Direction::up);
    EXPECT_GT(alarm.since_change, delay / 2);
    EXPECT_LT(alarm.since_change, delay + 200);
  }
}

TEST(EDetector, LooksAtTheSidesThatItIsToldTo) {
  const auto notices = [](Side side, double after) {
    EDetector detector(EvidenceSum::shiryaev_roberts, {.reference = 1000, .side = side});
    std::mt19937_64 random(kSeed);
    feed(detector, random, 0.3, 3000);
    feed(detector, random, after, 3000);
    return detector.level() == Level::drift;
  };
  EXPECT_TRUE(notices(Side::up, 0.6));
  EXPECT_FALSE(notices(Side::up, 0.1));
  EXPECT_TRUE(notices(Side::down, 0.1));
  EXPECT_FALSE(notices(Side::down, 0.6));
  EXPECT_TRUE(notices(Side::both, 0.6));
  EXPECT_TRUE(notices(Side::both, 0.1));
}

TEST(EDetector, NoticesErrorsWhereTheReferenceHadNone) {
  EDetector detector(EvidenceSum::shiryaev_roberts, {.reference = 200});
  std::mt19937_64 random(kSeed);
  feed(detector, random, 0, 1000);
  EXPECT_LT(feed(detector, random, 0.2, 1000), 200U);
}

TEST(EDetector, NoticesNumbersThatMove) {
  EDetector detector(EvidenceSum::shiryaev_roberts, {.reference = 500, .side = Side::both});
  std::mt19937_64 random(kSeed);
  std::normal_distribution<double> normal;
  for (int i = 0; i < 2000; ++i) {
    const double value = normal(random);
    detector.update(std::span(&value, 1));
  }
  ASSERT_LT(detector.level(), Level::drift);
  for (int i = 0; i < 300; ++i) {
    const double value = normal(random) - 1;
    detector.update(std::span(&value, 1));
  }
  EXPECT_EQ(detector.level(), Level::drift);
  EXPECT_EQ(detector.signal().direction, Direction::down);
}

/// The mean of M at a fixed moment is at most what was allowed until then, the reference's values included: what the guarantee rests on.
TEST(EDetector, GainsNothingOnAverageWhileNothingChanges) {
  constexpr int kDetectors = 4000;
  constexpr int kValues = 300;
  constexpr double kPer = 1e9;
  for (const double rate : {0.05, 0.5}) {
    std::mt19937_64 random(kSeed);
    std::bernoulli_distribution error(rate);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < kDetectors; ++i) {
      EDetector detector(EvidenceSum::shiryaev_roberts, {.reference = 100, .per = kPer, .side = Side::both, .seed = i});
      for (int j = 0; j < 100 + kValues; ++j) {
        const double value = error(random) ? 1 : 0;
        detector.update(std::span(&value, 1));
      }
      const double fortune = detector.signal().statistic * kPer;
      sum += fortune;
      squares += fortune * fortune;
    }
    const double mean = sum / kDetectors;
    const double standard_error = std::sqrt((squares / kDetectors - mean * mean) / kDetectors);
    EXPECT_LT(mean, 100 + kValues + 4 * standard_error) << "rate " << rate << ", seed " << kSeed;
    EXPECT_GT(mean, kValues / 10.0) << "and the bets are bets: rate " << rate;
  }
}

TEST(EDetector, KeepsItsPromiseOverManyStreams) {
  constexpr double kPer = 2000;
  constexpr int kStreams = 200;
  constexpr int kValues = 20'000;
  int alarms = 0;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < kStreams; ++i) {
    EDetector detector(EvidenceSum::shiryaev_roberts, {.reference = 200, .per = kPer, .side = Side::both, .seed = i});
    std::bernoulli_distribution error(0.02 + 0.48 * i / kStreams);
    for (int j = 0; j < kValues; ++j) {
      const double value = error(random) ? 1 : 0;
      detector.update(std::span(&value, 1));
      if (detector.level() != Level::drift) continue;
      ++alarms;
      detector.reset();
    }
  }
  const double allowed = kStreams * kValues / kPer;
  EXPECT_LT(alarms, allowed + 3 * std::sqrt(allowed)) << "seed " << kSeed;
  EXPECT_GT(alarms, allowed / 20);
}

}  // namespace
}  // namespace driftd::detectors
