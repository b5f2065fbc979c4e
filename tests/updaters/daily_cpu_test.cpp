#include "updaters/daily_cpu.h"

#include <gtest/gtest.h>

#include <limits>

namespace driftd::updaters {
namespace {

using namespace std::chrono_literals;

const config::Time kStart(std::chrono::hours(24 * 10'000));

TEST(DailyCpu, SumsADay) {
  DailyCpu cpu;
  cpu.spent(kStart, 10);
  cpu.spent(kStart + 5h, 20);
  EXPECT_EQ(cpu.seconds(kStart + 5h), 30);
  EXPECT_EQ(cpu.seconds(kStart + 24h), 30);
  EXPECT_EQ(cpu.seconds(kStart + 25h), 20);
  EXPECT_EQ(cpu.seconds(kStart + 24h * 30), 0);
}

TEST(DailyCpu, CountsOnlyWhatCanBeSpent) {
  DailyCpu cpu;
  for (const double nonsense : {0.0, -5.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
    cpu.spent(kStart, nonsense);
  EXPECT_EQ(cpu.seconds(kStart), 0);
}

TEST(DailyCpu, AClockThatGoesBackForgetsNothing) {
  DailyCpu cpu;
  cpu.spent(kStart, 10);
  cpu.spent(kStart - 100h, 5);
  EXPECT_EQ(cpu.seconds(kStart), 15);
}

TEST(DailyCpu, IsBoundedAndComesBackFromItsState) {
  DailyCpu cpu;
  for (int hour = 0; hour < 10'000; ++hour) cpu.spent(kStart + hour * 1h, 1);
  const auto now = kStart + 9'999h;
  EXPECT_EQ(cpu.seconds(now), 25);
  detectors::StateWriter state;
  cpu.save(state);
  EXPECT_LT(state.bytes().size(), 1000U);
  DailyCpu restored;
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  ASSERT_FALSE(reader.failed());
  EXPECT_EQ(restored.seconds(now), 25);
}

}  // namespace
}  // namespace driftd::updaters
