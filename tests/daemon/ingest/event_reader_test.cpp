#include "daemon/ingest/event_reader.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/ingest/reading_room.h"

namespace driftd::ingest {
namespace {

using config::category_code;
using config::Task;
using ::testing::HasSubstr;

TEST(EventReader, TakesOneObject) {
  Room room(Task::binary);
  const auto reading = room.predictions(R"({"id": "a", "features": {"amount": 1.5, "city": "Bern"}, "prediction": 1})");
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->read, 1U);
  EXPECT_EQ(reading->rejected, 0U);
  ASSERT_EQ(room.taken.size(), 1U);
  EXPECT_EQ(room.taken[0].id, "a");
}

TEST(EventReader, TakesOneObjectSpreadOverLines) {
  Room room(Task::binary);
  ASSERT_TRUE(room.predictions("\n {\n  \"id\": \"a\",\n  \"features\": [1,\n \"Bern\"]\n}\n"));
  EXPECT_EQ(room.taken.size(), 1U);
}

TEST(EventReader, TakesAnArrayOfObjects) {
  Room room(Task::binary);
  ASSERT_TRUE(room.predictions(R"([{"id": "a", "features": [1, "x"]}, {"id": "b", "features": [2, "y"]}])"));
  ASSERT_EQ(room.taken.size(), 2U);
  EXPECT_EQ(room.taken[1].id, "b");
}

TEST(EventReader, TakesAnEmptyArrayAsNothing) {
  Room room(Task::binary);
  const auto reading = room.predictions("[]");
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->read + reading->rejected, 0U);
}

TEST(EventReader, TakesOneObjectALineWhateverTheLineEnds) {
  Room room(Task::binary);
  ASSERT_TRUE(
      room.predictions("{\"id\": \"a\", \"features\": [1, \"x\"]}\r\n\r\n{\"id\": \"b\", \"features\": [2, \"y\"]}\n\n{\"id\": \"c\", "
                       "\"features\": [3, \"z\"]}"));
  EXPECT_EQ(room.ids(), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(EventReader, RefusesABodyThatHoldsNoObjects) {
  Room room(Task::binary);
  EXPECT_THAT(room.predictions("").error(), HasSubstr("the body is empty"));
  EXPECT_THAT(room.predictions(" \r\n\t").error(), HasSubstr("the body is empty"));
  EXPECT_THAT(room.predictions("hello").error(), HasSubstr("begins with neither '{' nor '['"));
  EXPECT_THAT(room.predictions("[{\"id\": 1}").error(), HasSubstr("the array is not JSON"));
}

TEST(EventReader, RefusesBadLinesByNumberWhileGoodOnesCount) {
  Room room(Task::binary);
  const auto reading = room.predictions(
      "{\"id\": \"a\", \"features\": [1, \"x\"]}\n{broken\n\n{\"id\": \"b\"}\n{\"id\": \"c\", \"features\": [3, \"z\"]}\n[1]\n");
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->read, 2U);
  EXPECT_EQ(reading->rejected, 3U);
  EXPECT_EQ(room.ids(), (std::vector<std::string>{"a", "c"}));
  ASSERT_EQ(reading->errors.size(), 3U);
  EXPECT_EQ(reading->errors[0].line, 2U);
  EXPECT_THAT(reading->errors[0].error, HasSubstr("is not JSON"));
  EXPECT_EQ(reading->errors[1].line, 4U);
  EXPECT_EQ(reading->errors[1].error, "features: is missing");
  EXPECT_EQ(reading->errors[2].line, 6U);
  EXPECT_EQ(reading->errors[2].error, "must be an object, is an array");
}

TEST(EventReader, CountsElementsWhereTheBodyIsAnArray) {
  Room room(Task::binary);
  const auto reading = room.predictions(R"([{"id": "a", "features": [1, "x"]}, 5, {"id": "b", "features": [1, "x"]}])");
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->read, 2U);
  ASSERT_EQ(reading->errors.size(), 1U);
  EXPECT_EQ(reading->errors[0].line, 2U);
}

TEST(EventReader, ListsTheFirstHundredErrorsAndCountsAll) {
  Room room(Task::binary);
  std::string body;
  for (int i = 0; i < 250; ++i) body += "{\"id\": 1}\n";
  const auto reading = room.predictions(body);
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->rejected, 250U);
  ASSERT_EQ(reading->errors.size(), 100U);
  EXPECT_EQ(reading->errors.back().line, 100U);
}

TEST(EventReader, BeginsEachBatchAnew) {
  Room room(Task::binary);
  ASSERT_TRUE(room.predictions(R"({"id": "a", "features": [1, "x"]})"));
  ASSERT_TRUE(room.predictions(R"({"id": "b", "features": [1, "x"]})"));
  EXPECT_EQ(room.ids(), (std::vector<std::string>{"b"}));
}

TEST(EventReader, CarriesNothingFromOneLineToTheNext) {
  Room room(Task::binary);
  ASSERT_TRUE(
      room.predictions("{\"id\": \"a\", \"features\": [1, \"x\"], \"prediction\": 1, \"scores\": 0.9, \"version\": 7, \"time\": "
                       "5}\n{\"id\": \"b\", \"features\": [2, \"y\"]}"));
  ASSERT_EQ(room.taken.size(), 2U);
  EXPECT_TRUE(std::isnan(room.taken[1].value));
  EXPECT_TRUE(room.taken[1].scores.empty());
  EXPECT_EQ(room.taken[1].version, 0U);
  EXPECT_EQ(room.taken[1].time, kReceived);
}

TEST(EventReader, DoesNotRejectALineForAnEarlierOnesId) {
  Room room(Task::binary);
  const auto reading = room.predictions("{\"id\": \"a\", \"features\": [1, \"x\"]}\n{\"features\": [1, \"x\"]}");
  ASSERT_TRUE(reading);
  ASSERT_EQ(reading->errors.size(), 1U);
  EXPECT_EQ(reading->errors[0].error, "id: is missing");
}

TEST(PredictionInTheJournal, BearsTheValuesThatWereSent) {
  Room room(Task::multiclass);
  ASSERT_TRUE(room.predictions(R"({"id": "k-1", "time": "2026-01-31T11:00:00.25Z", "features": {"city": "Zürich", "amount": -2.5e-3},
    "prediction": "blue", "scores": {"blue": 0.75, "red": 0.25}, "version": 3, "tags": {"any": ["thing"]}})"));
  ASSERT_EQ(room.taken.size(), 1U);
  const Taken& taken = room.taken[0];
  EXPECT_EQ(taken.model, "fraud");
  EXPECT_EQ(taken.received, kReceived);
  EXPECT_EQ(taken.id, "k-1");
  EXPECT_EQ(taken.time, config::parse_time("2026-01-31T11:00:00.25Z"));
  EXPECT_EQ(taken.features, (std::vector<double>{-2.5e-3, category_code("Zürich")}));
  EXPECT_EQ(taken.categories, std::vector<std::string>{"Zürich"});
  EXPECT_EQ(taken.value, category_code("blue"));
  EXPECT_EQ(taken.value_name, "blue");
  EXPECT_EQ(taken.version, 3U);
  EXPECT_EQ(taken.scores, (std::vector<std::pair<double, double>>{{category_code("blue"), 0.75}, {category_code("red"), 0.25}}));
}

TEST(PredictionInTheJournal, IsTheSameByNameAndByOrder) {
  Room by_name(Task::regression);
  Room by_order(Task::regression);
  ASSERT_TRUE(by_name.predictions(R"({"id": "a", "features": {"city": "Bern", "amount": 4}})"));
  ASSERT_TRUE(by_order.predictions(R"({"id": "a", "features": [4, "Bern"]})"));
  EXPECT_EQ(by_name.taken.at(0).features, by_order.taken.at(0).features);
}

TEST(PredictionInTheJournal, KeepsDoublesToTheLastBit) {
  Room room(Task::regression);
  for (const double value : {0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, 9007199254740993.0}) {
    ASSERT_TRUE(room.predictions(fmt::format(R"({{"id": "a", "features": [{0}, "x"], "prediction": {0}}})", value)));
    ASSERT_EQ(room.taken.size(), 1U) << value;
    EXPECT_EQ(std::bit_cast<std::uint64_t>(room.taken[0].features[0]), std::bit_cast<std::uint64_t>(value));
    EXPECT_EQ(std::bit_cast<std::uint64_t>(room.taken[0].value), std::bit_cast<std::uint64_t>(value));
  }
}

TEST(PredictionInTheJournal, TakesNumbersAndTruthsAsCategoriesByTheirText) {
  Room room(Task::binary);
  ASSERT_TRUE(
      room.predictions("{\"id\": 1, \"features\": [0, 7]}\n{\"id\": 2, \"features\": [0, true]}\n{\"id\": 3, \"features\": [0, \"\"]}"));
  ASSERT_EQ(room.taken.size(), 3U);
  EXPECT_EQ(room.taken[0].categories[0], "7");
  EXPECT_EQ(room.taken[1].categories[0], "true");
  EXPECT_EQ(room.taken[2].features[1], category_code(""));
}

TEST(LabelInTheJournal, BearsTheValueThatWasSent) {
  Room room(Task::multiclass);
  ASSERT_TRUE(room.labels(R"({"id": 17, "time": 1769860799.5, "label": "red"})"));
  ASSERT_EQ(room.taken.size(), 1U);
  EXPECT_EQ(room.taken[0].id, "17");
  EXPECT_EQ(room.taken[0].time, config::parse_time("2026-01-31T11:59:59.5Z"));
  EXPECT_EQ(room.taken[0].value, category_code("red"));
  EXPECT_EQ(room.taken[0].value_name, "red");
}

TEST(LabelInTheJournal, HasTheTimeOfItsArrivalWhereItNamesNone) {
  Room room(Task::regression);
  ASSERT_TRUE(room.labels("{\"id\": \"a\", \"label\": 2.5}\n{\"id\": \"b\", \"time\": null, \"label\": -1}"));
  ASSERT_EQ(room.taken.size(), 2U);
  EXPECT_EQ(room.taken[0].time, kReceived);
  EXPECT_EQ(room.taken[0].value, 2.5);
  EXPECT_EQ(room.taken[1].time, kReceived);
}

/// Flips, drops and doubles bytes of a good body: whatever comes of it, nothing crashes and what is taken is fit for the engine.
TEST(EventReader, SurvivesMutatedBodies) {
  const std::string good =
      "{\"id\": \"a\", \"time\": \"2026-01-31T12:00:00Z\", \"features\": {\"amount\": 1.5e3, \"city\": \"B\\u00e4rn\"}, \"prediction\": 1, "
      "\"scores\": [0.25, 0.75], \"version\": \"3\"}\n"
      "{\"id\": 2, \"features\": [7, \"Bern\"], \"prediction\": true, \"scores\": {\"0\": 0.1, \"1\": 0.9}, \"tags\": {}}\n";
  constexpr std::uint64_t kSeed = 20260131;
  std::mt19937_64 random(kSeed);
  Room room(Task::binary);
  for (int round = 0; round < 20'000; ++round) {
    std::string body = good;
    for (std::uint64_t edits = 1 + random() % 4; edits > 0 && !body.empty(); --edits) {
      const std::size_t at = random() % body.size();
      switch (random() % 4) {
        case 0: body[at] = static_cast<char>(static_cast<unsigned char>(body[at]) ^ (1U << (random() % 8))); break;
        case 1: body.erase(at, 1 + random() % 3); break;
        case 2: body.insert(at, body.substr(at, random() % 12)); break;
        default: body[at] = "{}[],:\"\\e9-.0\n"[random() % 14];
      }
    }
    const auto reading = room.predictions(body);
    if (!reading) continue;
    ASSERT_EQ(reading->read, room.taken.size()) << "seed " << kSeed << ", round " << round << ": " << body;
    for (const Taken& taken : room.taken) {
      ASSERT_TRUE(std::ranges::all_of(taken.features, [](double value) { return std::isfinite(value); }))
          << "seed " << kSeed << ", round " << round << ": " << body;
      ASSERT_EQ(taken.features.size(), 2U);
      ASSERT_FALSE(taken.id.empty());
      ASSERT_LE(taken.time, kReceived + std::chrono::hours(24));
    }
  }
}

}  // namespace
}  // namespace driftd::ingest
