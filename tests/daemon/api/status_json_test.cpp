#include "daemon/api/status_json.h"

#include <gtest/gtest.h>

namespace driftd::api {
namespace {

using config::Json;

engine::ModelStatus scored() {
  engine::ModelStatus status;
  status.name = "m";
  status.scores = {{.score = "accuracy", .value = 0.75, .interval = detectors::Interval{.low = 0.5, .high = 0.875}, .outcomes = 400},
                   {.score = "recall", .value = std::nullopt, .interval = {}, .outcomes = 400},
                   {.score = "ndcg", .value = 0.25, .interval = {}, .outcomes = 12}};
  status.segments = {
      {.segment = "country=DE",
       .outcomes = 40,
       .scores = {{.score = "accuracy", .value = 0.5, .interval = detectors::Interval{.low = 0.25, .high = 0.75}, .outcomes = 40}}}};
  return status;
}

TEST(StatusJson, TellsScoresAndHowWellTheWindowTellsThem) {
  const Json json = to_json(scored(), 1);
  EXPECT_EQ(json["scores"], Json::parse(R"({"accuracy": 0.75, "recall": null, "ndcg": 0.25})"));
  EXPECT_EQ(json["score_intervals"], Json::parse(R"({"accuracy": [0.5, 0.875]})"));
  EXPECT_EQ(json["scored_outcomes"], 400) << "outcomes, not lists";
}

TEST(StatusJson, TellsTheScoresOfSegments) {
  EXPECT_EQ(to_json(scored(), 1)["segments"], Json::parse(R"([{"segment": "country=DE", "outcomes": 40, "scores": {"accuracy": 0.5},
                                                               "score_intervals": {"accuracy": [0.25, 0.75]}}])"));
  EXPECT_EQ(to_json(engine::ModelStatus(), 0)["segments"], Json::array());
}

TEST(StatusJson, TellsWhatUpdatesMayStillSpendAndWhatIsRefused) {
  engine::ModelStatus status;
  status.ladder = {.attempt = 2,
                   .circuit = "4 attempts came to nothing",
                   .rows_to_close = 700,
                   .cpu_of_day = 12.5,
                   .cpu_per_day = 7200,
                   .cpu_seconds = 99.5};
  status.gate = {.alpha = 0.05, .alpha_left = 0.0125, .alpha_next = 0.002, .attempts = 4};
  status.quarantine = {{.artefact_hash = "ab12", .version = 3}};
  const Json update = to_json(status, 0)["update"];
  EXPECT_EQ(update["ladder"],
            Json::parse(R"({"attempt": 2, "circuit_open": true, "circuit": "4 attempts came to nothing", "rows_to_close": 700})"));
  EXPECT_EQ(update["budget"], Json::parse(R"({"cpu_of_day": 12.5, "cpu_per_day": 7200.0, "cpu_seconds": 99.5})"));
  EXPECT_EQ(update["gate"], Json::parse(R"({"alpha": 0.05, "alpha_left": 0.0125, "alpha_next": 0.002, "attempts": 4})"));
  EXPECT_EQ(update["quarantine"], Json::parse(R"([{"artefact_hash": "ab12", "version": 3}])"));
}

TEST(StatusJson, TellsOfTheCanary) {
  engine::ModelStatus status;
  EXPECT_EQ(to_json(status, 0)["canary"], Json());
  status.canary_version = 5;
  status.canary_share = 0.25;
  EXPECT_EQ(to_json(status, 4)["canary"], Json::parse(R"({"version": 5, "share": 0.25})"));
}

}  // namespace
}  // namespace driftd::api
