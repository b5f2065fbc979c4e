#include "daemon/replay/change_delays.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace driftd::replay {
namespace {

using ::testing::HasSubstr;

constexpr std::uint64_t kReference = 100;
constexpr std::uint64_t kRows = 1000;

ChangeDelays at(std::vector<std::uint64_t> rows, std::uint64_t within = 0) {
  auto delays = ChangeDelays::of({.rows = std::move(rows), .within = within}, kReference);
  if (!delays) throw std::runtime_error(delays.error());
  return *delays;
}

std::string refusal(std::vector<std::uint64_t> rows) {
  const auto delays = ChangeDelays::of({.rows = std::move(rows)}, kReference);
  return delays ? "" : delays.error();
}

/// Labels come at once: at row r those of the rows 0 to r.
Alarm decay_at(std::uint64_t row, const std::string& detector = "adwin") {
  return {.watched = Watched::decay, .row = row, .seen = row + 1, .detector = detector, .subject = "error"};
}
Alarm drift_at(std::uint64_t row) {
  return {.watched = Watched::drift, .row = row, .seen = row + 1, .detector = "ks", .subject = "price"};
}

TEST(ChangeDelays, AreCountedFromTheRowOfTheChangeToTheFirstAlarm) {
  auto delays = at({300, 600});
  delays.alarm(decay_at(340, "ddm"));
  delays.alarm(decay_at(360, "adwin"));
  delays.alarm(decay_at(600));
  const auto report = delays.report(kRows).value();
  ASSERT_EQ(report.changes.size(), 2U);
  const auto& first = report.changes[0].decay;
  EXPECT_EQ(first.first.value().rows, 40U);
  EXPECT_EQ(first.first->detector, "ddm");
  EXPECT_EQ(first.first->subject, "error");
  EXPECT_EQ(first.count, 2U);
  EXPECT_EQ(report.changes[1].decay.first.value().rows, 0U) << "an alarm on the very row of the change is about that change";
}

TEST(ChangeDelays, OfTheQualityAndOfTheDataAreToldApart) {
  auto delays = at({300});
  delays.alarm(decay_at(340));
  delays.alarm(drift_at(399));
  const auto report = delays.report(kRows).value();
  EXPECT_EQ(report.changes[0].decay.first.value().rows, 40U);
  EXPECT_EQ(report.changes[0].drift.first.value().rows, 99U);
  EXPECT_EQ(report.changes[0].drift.first->subject, "price");
}

/// Labels come 100 rows late.
Alarm late_decay_at(std::uint64_t row) {
  return {.watched = Watched::decay, .row = row, .seen = row + 1 - 100, .detector = "adwin", .subject = "error"};
}

TEST(ChangeDelays, AreToldInLabelsTooBecauseLateLabelsLeaveNoChance) {
  auto delays = at({300});
  delays.alarm(late_decay_at(450));
  const auto first = delays.report(kRows).value().changes[0].decay.first.value();
  EXPECT_EQ(first.rows, 150U);
  EXPECT_EQ(first.seen, 51U);
}

TEST(ChangeDelays, AnAlarmIsAboutTheChangeThatItsLabelsHaveReached) {
  auto delays = at({300, 700});
  delays.alarm(late_decay_at(399));
  delays.alarm(late_decay_at(710));
  delays.alarm(late_decay_at(800));
  const auto report = delays.report(kRows).value();
  EXPECT_EQ(report.false_decay, 1U) << "no label of a row behind the change had come";
  EXPECT_EQ(report.changes[0].decay.first.value().rows, 410U);
  EXPECT_EQ(report.changes[1].decay.first.value().rows, 100U);
  EXPECT_EQ(report.changes[1].decay.first->seen, 1U);
}

TEST(ChangeDelays, TheToleranceLeavesLateLabelsTheirTime) {
  auto delays = at({300}, 50);
  delays.alarm(late_decay_at(449));
  EXPECT_EQ(delays.report(kRows).value().changes[0].decay.first.value().seen, 50U);
  delays.alarm(late_decay_at(450));
  EXPECT_EQ(delays.report(kRows).value().false_decay, 1U);
}

TEST(ChangeDelays, AChangeWithoutAnAlarmBeforeTheNextWasMissed) {
  auto delays = at({300, 600, 900});
  delays.alarm(decay_at(599));
  delays.alarm(decay_at(900));
  const auto report = delays.report(kRows).value();
  EXPECT_TRUE(report.changes[0].decay.first);
  EXPECT_FALSE(report.changes[1].decay.first);
  EXPECT_TRUE(report.changes[2].decay.first);
  EXPECT_FALSE(report.changes[0].drift.first);
}

TEST(ChangeDelays, AlarmsBeforeTheFirstChangeAreFalse) {
  auto delays = at({300});
  delays.alarm(decay_at(299));
  delays.alarm(drift_at(150));
  delays.alarm(drift_at(200));
  const auto report = delays.report(kRows).value();
  EXPECT_EQ(report.false_decay, 1U);
  EXPECT_EQ(report.false_drift, 2U);
  EXPECT_FALSE(report.changes[0].decay.first);
}

TEST(ChangeDelays, AlarmsLaterThanTheToleranceAreFalse) {
  auto delays = at({300}, 50);
  delays.alarm(decay_at(350));
  auto report = delays.report(kRows).value();
  EXPECT_EQ(report.false_decay, 1U);
  EXPECT_FALSE(report.changes[0].decay.first);
  delays.alarm(decay_at(349));
  report = delays.report(kRows).value();
  EXPECT_EQ(report.changes[0].decay.first.value().rows, 49U);
  EXPECT_EQ(report.changes[0].decay.count, 1U);
}

TEST(ChangeDelays, CountTheUpdatesBegunBehindAChangeAndHowLongUntilOneWasInForce) {
  auto delays = at({300, 600});
  delays.update_begun(250);
  delays.promoted(250, 320);
  delays.update_begun(350);
  delays.update_begun(420);
  delays.promoted(420, 480);
  delays.update_begun(590);
  delays.promoted(590, 640);
  const auto report = delays.report(kRows).value();
  EXPECT_EQ(report.changes[0].updates, 3U);
  EXPECT_EQ(report.changes[0].promoted, 2U) << "what was begun before the change knew nothing of it";
  EXPECT_EQ(report.changes[0].swapped, 180U);
  EXPECT_EQ(report.changes[1].updates, 0U);
  EXPECT_FALSE(report.changes[1].swapped);
}

TEST(ChangeDelays, HoldWhatEachChangeCostApart) {
  auto delays = at({300, 600});
  for (std::uint64_t row = kReference; row < kRows; ++row) delays.answered(row, row < 300 || row >= 600 ? 0 : 1);
  const auto report = delays.report(kRows).value();
  EXPECT_EQ(report.changes[0].recovered.before, 0);
  EXPECT_EQ(report.changes[0].recovered.worst, 1);
  EXPECT_FALSE(report.changes[0].recovered.rows);
  EXPECT_EQ(report.changes[1].recovered.before, 1);
  EXPECT_EQ(report.changes[1].recovered.rows, Recovery::kRows);
}

TEST(ChangeDelays, AreRefusedForChangesThatNobodyCouldNotice) {
  EXPECT_THAT(refusal({99, 300}), HasSubstr("row 99 cannot be noticed: the first 100 rows are the reference"));
  EXPECT_THAT(refusal({300, 200}), HasSubstr("ascending order, but 200 stands behind 300"));
  EXPECT_THAT(refusal({300, 300}), HasSubstr("ascending"));
  EXPECT_THAT(at({300, kRows}).report(kRows).error(), HasSubstr("row 1000 is not in the stream, which ends with row 999"));
  EXPECT_EQ(refusal({100, 999}), "");
}

TEST(ChangeDelays, AreBoundedInNumber) {
  std::vector<std::uint64_t> rows(KnownChanges::kMost + 1);
  std::iota(rows.begin(), rows.end(), kReference);
  EXPECT_THAT(refusal(rows), HasSubstr("of 1001 changes at most 1000 are measured"));
  rows.pop_back();
  EXPECT_EQ(refusal(rows), "");
}

TEST(ChangeDelays, AreWrittenAsJson) {
  auto delays = at({300}, 200);
  delays.alarm(drift_at(120));
  delays.alarm(decay_at(340));
  const auto json = to_json(delays.report(kRows).value());
  EXPECT_EQ(json["within"], 200);
  EXPECT_EQ(json["false_alarms"], (config::Json{{"decay", 0}, {"drift", 1}}));
  const auto& change = json["known"][0];
  EXPECT_EQ(change["row"], 300);
  EXPECT_EQ(
      change["decay"],
      (config::Json{{"missed", false}, {"alarms", 1}, {"delay", 40}, {"delay_labels", 41}, {"detector", "adwin"}, {"subject", "error"}}));
  EXPECT_EQ(change["drift"], (config::Json{{"missed", true}, {"alarms", 0}}));
  EXPECT_TRUE(change["recovery_delay"].is_null());
}

}  // namespace
}  // namespace driftd::replay
