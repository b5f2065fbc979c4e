#include "config/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace driftd::config {
namespace {

using ::testing::HasSubstr;

std::string message_of(std::string_view text, JsonLimits limits = {}) {
  const auto read = parse_json(text, limits);
  return read ? "accepted" : read.error().front().message;
}

TEST(ParseJson, KeepsTheOrderOfKeys) {
  const auto read = parse_json(R"({"z": 1, "a": 2, "m": 3})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->dump(), R"({"z":1,"a":2,"m":3})");
}

TEST(ParseJson, NamesLineAndColumnOfAMistake) {
  EXPECT_THAT(message_of(R"({"a": })"), HasSubstr("is not JSON at line 1, column 7;"));
  EXPECT_THAT(message_of("{\n  \"a\": x}"), HasSubstr("line 2, column 8;"));
  EXPECT_THAT(message_of("{\n\n\"a\" 1}"), HasSubstr("line 3, column 5;"));
}

TEST(ParseJson, RefusesWhatEndsTooSoonOrGoesOn) {
  EXPECT_THAT(message_of(""), HasSubstr("is not JSON at line 1, column 1"));
  EXPECT_THAT(message_of("{\"a\": 1"), HasSubstr("is not JSON at line 1"));
  EXPECT_THAT(message_of("{} {}"), HasSubstr("is not JSON at line 1, column 4"));
}

TEST(ParseJson, RefusesTextThatIsNotUtf8) {
  EXPECT_THAT(message_of("{\"a\": \"\xff\xfe\"}"), HasSubstr("is not JSON at"));
}

TEST(ParseJson, RefusesANumberThatNoDoubleHolds) {
  EXPECT_THAT(message_of(R"({"a": 1e999})"), HasSubstr("1e999"));
  EXPECT_EQ(message_of(R"({"a": 1e308})"), "accepted");
}

TEST(ParseJson, RefusesAKeyThatStandsTwice) {
  EXPECT_EQ(message_of(R"({"a": 1, "b": 2, "a": 3})"), "the key \"a\" stands twice in one object; keep one");
  EXPECT_THAT(message_of(R"([{"b": {"c": 1, "c": 1}}])"), HasSubstr("\"c\" stands twice"));
}

TEST(ParseJson, LetsTheSameKeyStandInDifferentObjects) {
  EXPECT_EQ(message_of(R"({"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]})"), "accepted");
}

TEST(ParseJson, BoundsDepth) {
  EXPECT_EQ(message_of("[[1]]", {.bytes = 100, .depth = 2}), "accepted");
  EXPECT_EQ(message_of("[[[1]]]", {.bytes = 100, .depth = 2}), "is nested deeper than 2 levels");
  EXPECT_EQ(message_of(R"({"a": {"b": {"c": {}}}})", {.bytes = 100, .depth = 2}), "is nested deeper than 2 levels");
}

TEST(ParseJson, SurvivesAMillionOpenBrackets) {
  EXPECT_NE(message_of(std::string(1'000'000, '[')), "accepted");
}

TEST(ParseJson, BoundsSize) {
  EXPECT_EQ(message_of("[1,2]", {.bytes = 5}), "accepted");
  EXPECT_EQ(message_of("[1,2,3]", {.bytes = 5}), "is larger than 5 bytes");
}

TEST(KindOf, CallsKindsAsAReaderWould) {
  EXPECT_EQ(kind_of(Json()), "null");
  EXPECT_EQ(kind_of(Json::object()), "an object");
  EXPECT_EQ(kind_of(Json::array()), "an array");
  EXPECT_EQ(kind_of(Json("x")), "a string");
  EXPECT_EQ(kind_of(Json(true)), "a boolean");
  EXPECT_EQ(kind_of(Json(1)), "a number");
  EXPECT_EQ(kind_of(Json(1U)), "a number");
  EXPECT_EQ(kind_of(Json(1.5)), "a number");
}

}  // namespace
}  // namespace driftd::config
