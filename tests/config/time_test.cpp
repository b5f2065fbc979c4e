#include "config/time.h"

#include <gtest/gtest.h>

#include <random>

namespace driftd::config {
namespace {

using namespace std::chrono_literals;

Time at(std::int64_t microseconds) {
  return Time(Duration(microseconds));
}

TEST(Duration, ReadsEachUnit) {
  EXPECT_EQ(parse_duration("7d"), 168h);
  EXPECT_EQ(parse_duration("2h"), 2h);
  EXPECT_EQ(parse_duration("30m"), 30min);
  EXPECT_EQ(parse_duration("90s"), 90s);
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("5us"), 5us);
  EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(Duration, AddsUp) {
  EXPECT_EQ(parse_duration("1h30m5s"), 1h + 30min + 5s);
}

TEST(Duration, RefusesWhatIsNone) {
  for (const char* text : {"", "5", "m", "5x", "-5m", "5 m", "1.5h", "5m ", "+5m", "1h-5m", "5M", "99999999999999999999s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << '"' << text << '"';
  }
}

TEST(Duration, IsAtMostAHundredYears) {
  EXPECT_TRUE(parse_duration("36500d"));
  EXPECT_FALSE(parse_duration("36601d"));
  EXPECT_FALSE(parse_duration("36600d1us"));
  EXPECT_FALSE(parse_duration("9223372036854775807d"));
}

TEST(Duration, IsWrittenAsShortAsItCanBe) {
  EXPECT_EQ(format_duration(90min), "1h30m");
  EXPECT_EQ(format_duration(168h), "7d");
  EXPECT_EQ(format_duration(1s + 5us), "1s5us");
  EXPECT_EQ(format_duration(0s), "0s");
  EXPECT_EQ(format_duration(-90s), "-1m30s");
}

TEST(Duration, ComesBackAsItWasWritten) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 1000; ++i) {
    const Duration duration(static_cast<std::int64_t>(random() % 3'000'000'000'000'000));
    ASSERT_EQ(parse_duration(format_duration(duration)), duration) << format_duration(duration);
  }
}

TEST(Time, ReadsRfc3339) {
  EXPECT_EQ(parse_time("1970-01-01T00:00:00Z"), at(0));
  EXPECT_EQ(parse_time("2026-01-31T12:00:00Z"), at(1'769'860'800'000'000));
  EXPECT_EQ(parse_time("2026-01-31t12:00:00z"), at(1'769'860'800'000'000));
  EXPECT_EQ(parse_time("2026-01-31 12:00:00Z"), at(1'769'860'800'000'000));
  EXPECT_EQ(parse_time("2024-02-29T00:00:00Z"), at(1'709'164'800'000'000));
}

TEST(Time, TakesOffsetsOff) {
  const auto noon = parse_time("2026-01-31T12:00:00Z");
  EXPECT_EQ(parse_time("2026-01-31T13:00:00+01:00"), noon);
  EXPECT_EQ(parse_time("2026-01-31T06:30:00-05:30"), noon);
  EXPECT_EQ(parse_time("2026-02-01T00:00:00+12:00"), noon);
  EXPECT_EQ(parse_time("2026-01-31T12:00:00-00:00"), noon);
}

TEST(Time, KeepsMicrosecondsAndDropsWhatIsFiner) {
  EXPECT_EQ(parse_time("1970-01-01T00:00:01.5Z"), at(1'500'000));
  EXPECT_EQ(parse_time("1970-01-01T00:00:01.000001Z"), at(1'000'001));
  EXPECT_EQ(parse_time("1970-01-01T00:00:01.0000019Z"), at(1'000'001));
  EXPECT_EQ(parse_time("1970-01-01T00:00:01.25+00:00"), at(1'250'000));
}

TEST(Time, RefusesWhatIsNoTime) {
  for (const char* text : {"", "now", "2026-01-31", "2026-01-31T12:00:00", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z", "2026-01-31T12:00:61Z",
                           "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00Zx", "2026-01-31T12:00:00+1:00", "2026-01-31T12:00:00+24:00",
                           "2026-01-31T12:00:00+00:60", "2026-1-31T12:00:00Z", "2025-02-29T00:00:00Z", "-026-01-31T12:00:00Z"}) {
    EXPECT_EQ(parse_time(text), std::nullopt) << '"' << text << '"';
  }
}

TEST(Time, ReadsUnixSeconds) {
  EXPECT_EQ(parse_time("0"), at(0));
  EXPECT_EQ(parse_time("1769860800"), at(1'769'860'800'000'000));
  EXPECT_EQ(parse_time("1.5"), at(1'500'000));
  EXPECT_EQ(parse_time("1.2.3"), std::nullopt);
  EXPECT_EQ(parse_time("."), std::nullopt);
  EXPECT_EQ(time_from_unix_seconds(0.000001), at(1));
}

TEST(Time, LiesBetween1970And2200) {
  EXPECT_FALSE(parse_time("1969-12-31T23:59:59Z"));
  EXPECT_FALSE(parse_time("1970-01-01T00:00:00+00:01"));
  EXPECT_TRUE(parse_time("2199-12-31T23:59:59.999999Z"));
  EXPECT_FALSE(parse_time("2200-01-01T00:00:00Z"));
  EXPECT_FALSE(parse_time("7258118400"));
  EXPECT_FALSE(time_from_unix_seconds(-1));
  EXPECT_FALSE(time_from_unix_seconds(1e300));
  EXPECT_FALSE(time_from_unix_seconds(std::numeric_limits<double>::quiet_NaN()));
  EXPECT_FALSE(time_from_unix_seconds(std::numeric_limits<double>::infinity()));
}

TEST(Time, IsWrittenInUtcWithAFractionOnlyWhereThereIsOne) {
  EXPECT_EQ(format_time(at(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_time(at(1'769'860'800'000'000)), "2026-01-31T12:00:00Z");
  EXPECT_EQ(format_time(at(1'500'000)), "1970-01-01T00:00:01.500000Z");
}

TEST(Time, ComesBackAsItWasWritten) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 1000; ++i) {
    const Time time = at(static_cast<std::int64_t>(random() % 7'258'118'400'000'000));
    ASSERT_EQ(parse_time(format_time(time)), time) << format_time(time);
  }
}

}  // namespace
}  // namespace driftd::config
