// Features that are more than one value: vectors, and texts.

#include <gtest/gtest.h>

#include "tests/daemon/ingest/reading_room.h"

namespace driftd::ingest {
namespace {

using config::FeatureType;
using config::Task;

config::Features with_vector() {
  return {{.name = "amount"}, {.name = "v[0]"}, {.name = "v[1]"}, {.name = "v[2]"}, {.name = "age"}};
}
config::Features with_text() {
  return {{.name = "message", .type = FeatureType::text}, {.name = "amount"}};
}

std::string event(const std::string& features) {
  return R"({"id": "a", "features": )" + features + "}";
}

TEST(VectorFeatures, ComeAsAnArrayByNameOrInTheirPlaceOrOneByOne) {
  Room room(Task::binary, with_vector());
  for (const char* features : {R"({"amount": 1, "v": [2, 3, 4], "age": 5})", R"({"v": [2, 3, 4], "age": 5, "amount": 1})",
                               "[1, [2, 3, 4], 5]", "[1, 2, 3, 4, 5]", R"({"amount": 1, "v[0]": 2, "v[2]": 4, "v[1]": 3, "age": 5})"}) {
    EXPECT_EQ(room.refusal_of_prediction(event(features)), "") << features;
    ASSERT_EQ(room.taken.size(), 1U) << features;
    EXPECT_EQ(room.taken[0].features, (std::vector<double>{1, 2, 3, 4, 5})) << features;
  }
}

TEST(VectorFeatures, AreRefusedByAnyOtherLengthOrKind) {
  Room room(Task::binary, with_vector());
  const auto refusal = [&](const std::string& features) { return room.refusal_of_prediction(event(features)); };
  EXPECT_EQ(refusal(R"({"amount": 1, "v": [2, 3], "age": 5})"), "features/v: must have 3 numbers, has 2");
  EXPECT_EQ(refusal(R"({"amount": 1, "v": [], "age": 5})"), "features/v: must have 3 numbers, has 0");
  EXPECT_EQ(refusal("[1, [2, 3, 4, 5], 5]"), "features/v: must have 3 numbers, has 4");
  EXPECT_EQ(refusal(R"({"amount": 1, "v": 2, "age": 5})"), "features/v: must be an array of numbers");
  EXPECT_EQ(refusal(R"({"amount": 1, "v": [2, "x", 4], "age": 5})"), "features/v[1]: must be a number, is a string");
  EXPECT_EQ(refusal(R"({"amount": 1, "v": [2, [3], 4], "age": 5})"), "features/v[1]: must be a number, is an array");
  EXPECT_EQ(refusal(R"({"amount": 1, "v": [2, 3, 4], "v[1]": 3, "age": 5})"), "features/v[1]: stands twice");
  EXPECT_EQ(refusal(R"({"amount": 1, "v": [2, 3, 4], "v": [2, 3, 4], "age": 5})"), "features/v: stands twice");
  EXPECT_EQ(refusal(R"({"amount": 1, "age": 5})"), "features/v[0]: is missing");
  EXPECT_EQ(refusal(R"({"amount": 1, "w": [2, 3, 4], "age": 5})"), "features/w: there is no such feature (did you mean \"v\"?)");
  EXPECT_EQ(refusal("[1, [2, 3, 4]]"), "features: must have 5 values in the configured order (3 with each vector as an array), has 2");
  EXPECT_EQ(refusal("[1, [2, 3, 4], 5, 6]"),
            "features: must have 5 values in the configured order (3 with each vector as an array), has 4");
}

TEST(TextFeatures, TravelBesideTheRowWhichHoldsTheirCode) {
  Room room(Task::binary, with_text());
  EXPECT_EQ(room.refusal_of_prediction(event(R"({"message": "Hello, world", "amount": 2})")), "");
  ASSERT_EQ(room.taken.size(), 1U);
  EXPECT_EQ(room.taken[0].features, (std::vector<double>{config::category_code("Hello, world"), 2}));
  EXPECT_EQ(room.taken[0].categories.at(0), "Hello, world");
  EXPECT_EQ(room.refusal_of_prediction(event(R"({"message": "", "amount": 2})")), "");
  EXPECT_EQ(room.refusal_of_prediction(event(R"({"message": 7, "amount": 2})")), "features/message: must be a text, is a number");
}

TEST(TextFeatures, LoseTheirEndWhereTheyAreTooLongAndAreCounted) {
  Room room(Task::binary, with_text());
  const std::string lengthy = std::string(config::kLongestText - 1, 'x') + "\xC3\xA4";
  const auto reading =
      room.predictions(event(R"({"amount": 2, "message": ")" + lengthy + "\"}") + "\n" + event(R"({"amount": 2, "message": "short"})"));
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->cut, 1U);
  EXPECT_EQ(reading->rejected, 0U);
  EXPECT_EQ(room.taken[0].categories.at(0), lengthy.substr(0, config::kLongestText - 1));
  EXPECT_EQ(room.taken[0].features[0], config::category_code(room.taken[0].categories.at(0)));
}

}  // namespace
}  // namespace driftd::ingest
