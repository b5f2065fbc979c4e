#include "daemon/engine/join.h"

#include <gtest/gtest.h>

namespace driftd::engine {
namespace {

using namespace std::chrono_literals;
using Kind = Join::Arrival::Kind;

Time at(std::int64_t seconds) {
  return Time(std::chrono::seconds(seconds));
}

TEST(Join, ALabelFindsItsPrediction) {
  Join join({});
  EXPECT_EQ(join.prediction("a", at(10), 100).kind, Kind::waits);
  const auto arrival = join.label("a", at(25), 1);
  EXPECT_EQ(arrival.kind, Kind::joined);
  EXPECT_EQ(arrival.prediction, 100U);
  EXPECT_EQ(arrival.label, 1);
  EXPECT_EQ(arrival.labelled - arrival.predicted, 15s);
  EXPECT_EQ(join.waiting_predictions(), 0U);
}

TEST(Join, ALabelThatComesFirstWaitsForItsPrediction) {
  Join join({});
  EXPECT_EQ(join.label("a", at(10), 0.5).kind, Kind::waits);
  EXPECT_EQ(join.waiting_labels(), 1U);
  const auto arrival = join.prediction("a", at(11), 7);
  EXPECT_EQ(arrival.kind, Kind::joined);
  EXPECT_EQ(arrival.label, 0.5);
  EXPECT_EQ(join.waiting_labels(), 0U);
}

TEST(Join, WhatComesTwiceIsADuplicateBeforeAndAfterTheJoin) {
  Join join({});
  join.prediction("a", at(1), 1);
  EXPECT_EQ(join.prediction("a", at(1), 2).kind, Kind::duplicate);
  EXPECT_EQ(join.label("a", at(2), 1).kind, Kind::joined);
  EXPECT_EQ(join.label("a", at(3), 0).kind, Kind::duplicate);
  EXPECT_EQ(join.prediction("a", at(3), 3).kind, Kind::duplicate);
  join.label("b", at(3), 0);
  EXPECT_EQ(join.label("b", at(3), 1).kind, Kind::duplicate);
}

TEST(Join, WhatWaitsTooLongByTheEventsTimesIsGivenUpAndCounted) {
  Join join({.wait = 100s});
  join.prediction("old", at(0), 1);
  join.label("orphan", at(0), 1);
  join.prediction("new", at(101), 2);
  const auto expired = join.take_expired();
  EXPECT_EQ(expired.predictions, 1U);
  EXPECT_EQ(expired.labels, 1U);
  EXPECT_EQ(join.take_expired().predictions, 0U);
  EXPECT_EQ(join.label("old", at(102), 1).kind, Kind::waits);
}

TEST(Join, ALateEventDoesNotTurnTimeBack) {
  Join join({.wait = 100s});
  join.prediction("a", at(1000), 1);
  join.prediction("late", at(950), 2);
  EXPECT_EQ(join.label("a", at(951), 1).kind, Kind::joined);
}

TEST(Join, BeyondTheBoundTheOldestGoes) {
  Join join({.wait = 24h, .most = 100});
  for (int i = 0; i < 250; ++i) join.prediction(std::to_string(i), at(i), static_cast<Position>(i));
  EXPECT_EQ(join.waiting_predictions(), 100U);
  EXPECT_EQ(join.take_expired().predictions, 150U);
  EXPECT_EQ(join.oldest_waiting(), 150U);
  EXPECT_EQ(join.label("149", at(251), 1).kind, Kind::waits);
  EXPECT_EQ(join.label("249", at(251), 1).kind, Kind::joined);
}

TEST(Join, TheJournalThatItKeepsIsBounded) {
  Join join({.wait = 24h, .most = 1000, .bytes = 5000});
  join.prediction("a", at(0), 100);
  join.prediction("b", at(1), 5101);
  EXPECT_EQ(join.take_expired().predictions, 1U);
  EXPECT_EQ(join.oldest_waiting(), 5101U);
}

TEST(Join, GoesOnFromItsStateAsIfNothingHadHappened) {
  Join join({.wait = 1000s});
  for (int i = 0; i < 500; ++i) join.prediction(std::to_string(i), at(i), static_cast<Position>(i));
  for (int i = 0; i < 500; i += 3) join.label(std::to_string(i), at(500), i);
  join.label("early", at(500), 9);
  detectors::StateWriter state;
  join.save(state);
  Join restored({.wait = 1000s});
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  ASSERT_FALSE(reader.failed());
  EXPECT_TRUE(reader.at_end());
  EXPECT_EQ(restored.waiting_predictions(), join.waiting_predictions());
  EXPECT_EQ(restored.label("3", at(501), 1).kind, Kind::duplicate);
  EXPECT_EQ(restored.label("4", at(501), 1).kind, Kind::joined);
  EXPECT_EQ(restored.prediction("early", at(501), 77).label, 9);
  detectors::StateReader cut(std::string_view(state.bytes()).substr(0, state.bytes().size() / 2));
  Join broken({});
  broken.load(cut);
  EXPECT_TRUE(cut.failed());
}

}  // namespace
}  // namespace driftd::engine
