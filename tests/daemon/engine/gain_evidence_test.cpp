#include "daemon/engine/gain_evidence.h"

#include <gtest/gtest.h>

#include <random>

namespace driftd::engine {
namespace {

constexpr std::uint64_t kSeed = 7;

/// Draws from {-1, 0, 1}: 1 with probability `better`, -1 with `worse`.
double draw(std::mt19937_64& random, double better, double worse) {
  const double u = static_cast<double>(random() >> 11U) * 0x1p-53;
  return u < better ? 1 : u < better + worse ? -1 : 0;
}

TEST(GainEvidence, RaisesAnAlarmWhereSomethingIsGained) {
  std::mt19937_64 random(kSeed);
  GainEvidence evidence(10'000);
  int rows = 0;
  while (!evidence.add(draw(random, 0.2, 0.1) - 0.01) && rows < 5000) ++rows;
  EXPECT_TRUE(evidence.raised());
  EXPECT_LT(rows, 1500);
  EXPECT_GT(evidence.mean(), 0);
}

TEST(GainEvidence, RaisesNoMoreFalseAlarmsThanAreAllowed) {
  std::mt19937_64 random(kSeed);
  constexpr int kStreams = 400;
  constexpr int kRows = 1000;
  int alarms = 0;
  for (int stream = 0; stream < kStreams; ++stream) {
    GainEvidence evidence(10'000);
    for (int row = 0; row < kRows; ++row) alarms += evidence.add(draw(random, 0.15, 0.15));
  }
  EXPECT_LE(alarms, kStreams * kRows / 10'000) << "seed " << kSeed;
}

TEST(GainEvidence, WithdrawsTheAlarmWhereThereIsNothingMoreToGain) {
  std::mt19937_64 random(kSeed);
  GainEvidence evidence(10'000);
  for (int row = 0; row < 3000; ++row) evidence.add(draw(random, 0.2, 0.05));
  ASSERT_TRUE(evidence.raised());
  int rows = 0;
  while (evidence.raised() && rows < 5000) {
    evidence.add(draw(random, 0.1, 0.1) - 0.02);
    ++rows;
  }
  EXPECT_LT(rows, 1000);
}

TEST(GainEvidence, SaysSinceWhenSomethingIsGained) {
  GainEvidence evidence(10'000);
  for (int row = 0; row < 500; ++row) evidence.add(-0.5);
  EXPECT_EQ(evidence.since(), 0U);
  for (int row = 0; row < 120; ++row) evidence.add(0.5);
  EXPECT_EQ(evidence.since(), 120U);
}

TEST(GainEvidence, IsNotPoisonedByWhatIsNoNumber) {
  GainEvidence evidence(100);
  EXPECT_FALSE(evidence.add(std::numeric_limits<double>::quiet_NaN()));
  EXPECT_FALSE(evidence.add(-1e300));
  EXPECT_GE(evidence.evidence(), 0);
}

TEST(GainEvidence, GoesOnWhereItWasSaved) {
  GainEvidence evidence(1000);
  for (int row = 0; row < 40; ++row) evidence.add(0.1);
  detectors::StateWriter writer;
  evidence.save(writer);
  GainEvidence restored(1000);
  detectors::StateReader reader(writer.bytes());
  restored.load(reader);
  EXPECT_FALSE(reader.failed());
  evidence.add(0.3);
  restored.add(0.3);
  EXPECT_EQ(evidence.evidence(), restored.evidence());
  EXPECT_EQ(evidence.since(), restored.since());
}

}  // namespace
}  // namespace driftd::engine
