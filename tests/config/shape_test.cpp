#include "config/shape.h"

#include <gtest/gtest.h>

#include <string>

namespace driftd::config {
namespace {

using namespace std::chrono_literals;

constexpr const char* kGood = "";

/// What a shape says of `json`: "" where it takes it.
template <class Value>
std::string verdict(const Shape<Value>& shape, const char* json) {
  Value value{};
  Problems problems;
  shape.read(value, Json::parse(json), "/here", problems);
  if (problems.empty()) return kGood;
  EXPECT_EQ(problems.size(), 1U);
  return problems.front().path + ": " + problems.front().message;
}

template <class Value>
Value read(const Shape<Value>& shape, const char* json) {
  Value value{};
  Problems problems;
  shape.read(value, Json::parse(json), "", problems);
  EXPECT_EQ(problems, Problems{});
  return value;
}

TEST(BooleanShape, TakesTrueAndFalseAlone) {
  EXPECT_TRUE(read(boolean(), "true"));
  EXPECT_FALSE(read(boolean(), "false"));
  EXPECT_EQ(verdict(boolean(), "1"), "/here: must be true or false, is a number");
  EXPECT_EQ(verdict(boolean(), "\"true\""), "/here: must be true or false, is a string");
  EXPECT_EQ(boolean().write(true), Json(true));
}

TEST(NumberShape, TakesWholeNumbersAndFractions) {
  EXPECT_EQ(read(number(), "2.5"), 2.5);
  EXPECT_EQ(read(number(), "3"), 3.0);
  EXPECT_EQ(verdict(number(), "\"3\""), "/here: must be a number, is a string");
  EXPECT_EQ(verdict(number(), "null"), "/here: must be a number, is null");
}

TEST(NumberShape, KeepsInclusiveAndExclusiveBounds) {
  const auto inclusive = number({.min = 0, .max = 1});
  EXPECT_EQ(verdict(inclusive, "0"), kGood);
  EXPECT_EQ(verdict(inclusive, "1"), kGood);
  EXPECT_EQ(verdict(inclusive, "-0.5"), "/here: must be at least 0, is -0.5");
  EXPECT_EQ(verdict(inclusive, "7"), "/here: must be at most 1, is 7");
  const auto exclusive = number({.above = 0, .below = 1});
  EXPECT_EQ(verdict(exclusive, "0.5"), kGood);
  EXPECT_EQ(verdict(exclusive, "0"), "/here: must be above 0, is 0");
  EXPECT_EQ(verdict(exclusive, "1"), "/here: must be below 1, is 1");
}

TEST(NumberShape, StatesItsBoundsInTheSchema) {
  EXPECT_EQ(number().schema, Json::parse(R"({"type": "number"})"));
  EXPECT_EQ(number({.max = 2, .above = 0}).schema, Json::parse(R"({"type": "number", "maximum": 2.0, "exclusiveMinimum": 0.0})"));
}

TEST(NumberShape, LeavesTheValueAloneWhereItRefuses) {
  double value = 42;
  Problems problems;
  number({.max = 1}).read(value, Json(7), "", problems);
  EXPECT_EQ(value, 42);
}

TEST(IntegerShape, TakesWholeNumbersWithinItsBounds) {
  const auto shape = integer({.min = 1, .max = 10});
  EXPECT_EQ(read(shape, "10"), 10);
  EXPECT_EQ(verdict(shape, "0"), "/here: must be from 1 to 10, is 0");
  EXPECT_EQ(verdict(shape, "11"), "/here: must be from 1 to 10, is 11");
  EXPECT_EQ(verdict(shape, "2.5"), "/here: must be a whole number, is a number");
  EXPECT_EQ(verdict(shape, "true"), "/here: must be a whole number, is a boolean");
  EXPECT_EQ(verdict(shape, "18446744073709551615"), "/here: must be from 1 to 10, is 18446744073709551615");
}

TEST(IntegerShape, IsNotFooledByWhatWrapsAround) {
  EXPECT_NE(verdict(integer({.min = -5, .max = 5}), "18446744073709551615"), kGood);
}

TEST(TextShape, BoundsItsLength) {
  const auto shape = text({.min_length = 1, .max_length = 3});
  EXPECT_EQ(read(shape, "\"abc\""), "abc");
  EXPECT_EQ(verdict(shape, "\"\""), "/here: must have 1 to 3 characters, has 0");
  EXPECT_EQ(verdict(shape, "\"abcd\""), "/here: must have 1 to 3 characters, has 4");
  EXPECT_EQ(verdict(shape, "5"), "/here: must be a string, is a number");
}

TEST(TextShape, CountsCharactersNotBytes) {
  EXPECT_EQ(verdict(text({.max_length = 3}), "\"äöü\""), kGood);
}

TEST(TextShape, TakesWordsAlone) {
  const auto shape = text({.word = true});
  for (const char* good : {"\"a\"", "\"fraud-2.eu_west\"", "\"9lives\""}) EXPECT_EQ(verdict(shape, good), kGood) << good;
  for (const char* bad : {"\"\"", "\".hidden\"", "\"-x\"", "\"a b\"", "\"a/b\"", "\"ä\"", "\"a\\n\""}) {
    EXPECT_EQ(verdict(shape, bad), "/here: must be made of letters, digits, '_', '-' and '.', and begin with a letter or digit") << bad;
  }
}

TEST(DurationShape, TakesATextWithUnits) {
  const auto shape = duration(1s, 1h);
  EXPECT_EQ(read(shape, "\"1m30s\""), 90s);
  EXPECT_EQ(shape.write(90s), Json("1m30s"));
  EXPECT_EQ(verdict(shape, "\"2h\""), "/here: must be from 1s to 1h, is 2h");
  EXPECT_EQ(verdict(shape, "\"5ms\""), "/here: must be from 1s to 1h, is 5ms");
  for (const char* bad : {"5", "\"5\"", "\"soon\""})
    EXPECT_EQ(verdict(shape, bad), "/here: must be a duration with its unit, such as \"30m\" or \"1h30m\" (units: d h m s ms us)");
}

TEST(ByteSizeShape, TakesBinaryAndDecimalUnits) {
  const auto shape = byte_size(0, 1ULL << 42U);
  EXPECT_EQ(read(shape, "\"64MiB\""), 64ULL << 20U);
  EXPECT_EQ(read(shape, "\"10MB\""), 10'000'000U);
  EXPECT_EQ(read(shape, "\"2KiB\""), 2048U);
  EXPECT_EQ(read(shape, "\"3kB\""), 3000U);
  EXPECT_EQ(read(shape, "\"1TiB\""), 1ULL << 40U);
  EXPECT_EQ(read(shape, "\"0B\""), 0U);
  for (const char* bad : {"64", "\"64\"", "\"MiB\"", "\"-1MiB\"", "\"1.5MiB\"", "\"1mib\"", "\"99999999999999TiB\""}) {
    EXPECT_EQ(verdict(shape, bad), "/here: must be a size with its unit, such as \"64MiB\" or \"10MB\"") << bad;
  }
}

TEST(ByteSizeShape, KeepsItsBoundsAndWritesTheLargestEvenUnit) {
  const auto shape = byte_size(1024, 1ULL << 20U);
  EXPECT_EQ(verdict(shape, "\"2MiB\""), "/here: must be from 1KiB to 1MiB, is 2MiB");
  EXPECT_EQ(verdict(shape, "\"1B\""), "/here: must be from 1KiB to 1MiB, is 1B");
  EXPECT_EQ(shape.write(64ULL << 20U), Json("64MiB"));
  EXPECT_EQ(shape.write(1'000'000), Json("1MB"));
  EXPECT_EQ(shape.write(1025), Json("1025B"));
  EXPECT_EQ(shape.write(0), Json("0B"));
}

enum class Colour : std::uint8_t { red, green };

TEST(OneOfShape, TakesOneOfItsWords) {
  const auto shape = one_of<Colour>({{"red", Colour::red}, {"green", Colour::green}});
  EXPECT_EQ(read(shape, "\"green\""), Colour::green);
  EXPECT_EQ(shape.write(Colour::green), Json("green"));
  EXPECT_EQ(verdict(shape, "\"gren\""), "/here: knows no \"gren\" (did you mean \"green\"?)");
  EXPECT_EQ(verdict(shape, "\"ultramarine\""), "/here: knows no \"ultramarine\" (one of: red, green)");
  EXPECT_EQ(verdict(shape, "3"), "/here: must be a string (one of: red, green), is a number");
}

TEST(ListShape, TakesAnArrayOfTheRightLength) {
  const auto shape = list(integer({.min = 0, .max = 9}), 1, 3);
  EXPECT_EQ(read(shape, "[1, 2, 3]"), (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(verdict(shape, "[]"), "/here: must have 1 to 3 items, has 0");
  EXPECT_EQ(verdict(shape, "[1, 2, 3, 4]"), "/here: must have 1 to 3 items, has 4");
  EXPECT_EQ(verdict(shape, "{}"), "/here: must be an array, is an object");
  EXPECT_EQ(verdict(shape, "[1, 77]"), "/here/1: must be from 0 to 9, is 77");
}

TEST(ListShape, NamesEveryBadItem) {
  std::vector<std::int64_t> values;
  Problems problems;
  list(integer({.min = 0, .max = 9}), 0, 5).read(values, Json::parse("[-1, 5, \"x\"]"), "/a", problems);
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].path, "/a/0");
  EXPECT_EQ(problems[1].path, "/a/2");
}

}  // namespace
}  // namespace driftd::config
