#include "daemon/history/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <thread>

#include "tests/daemon/history/history_file.h"

namespace driftd::history {
namespace {

using config::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::uint64_t> column(const Page& page, const char* name) {
  std::vector<std::uint64_t> values;
  for (const Json& row : page.rows) values.push_back(row.at(name).get<std::uint64_t>());
  return values;
}

using WritingHistory = HistoryFile;
using ReadingHistory = HistoryFile;
using PruningHistory = HistoryFile;

TEST_F(WritingHistory, KeepsASignalAsItWas) {
  History history(file());
  write(history, {signal(1)});
  const auto page = history.signals("m", {}, 10);
  ASSERT_TRUE(page) << page.error();
  EXPECT_EQ(page->rows, Json::parse(R"([{"number": 1, "row": 100, "time": "2026-01-31T13:00:00Z", "detector": "ks", "subject": "price",
                                         "level": "drift", "statistic": 0.25, "threshold": 0.01, "p_value": 0.001, "window": 1000,
                                         "since_change": 0, "allowed": 0.25, "earned": 0.002}])"));
  EXPECT_FALSE(page->next);
}

TEST_F(WritingHistory, SaysNullForWhatDoesNotApply) {
  engine::Action action = signal(1);
  auto& record = std::get<engine::SignalRecord>(action.body);
  record.signal.p_value = detectors::kNotApplicable;
  record.signal.statistic = std::numeric_limits<double>::infinity();
  History history(file());
  write(history, {action, score(1, "f1", detectors::kNotApplicable)});
  const Json row = history.signals("m", {}, 1)->rows[0];
  EXPECT_TRUE(row["p_value"].is_null());
  EXPECT_TRUE(row["statistic"].is_null());
  EXPECT_EQ(row["threshold"], 0.01);
  EXPECT_TRUE(history.scores("m", "f1", {}, 1)->rows[0]["value"].is_null());
}

TEST_F(WritingHistory, TakesARecordThatComesTwiceOnce) {
  History history(file());
  engine::Action changed = signal(1);
  std::get<engine::SignalRecord>(changed.body).detector = "psi";
  write(history, {signal(1), score(1, "f1", 0.5)});
  write(history, {changed, score(1, "f1", 0.75), signal(1, "other")});
  EXPECT_EQ(history.signals("m", {}, 10)->rows.size(), 1U);
  EXPECT_EQ(history.signals("m", {}, 10)->rows[0]["detector"], "ks");
  EXPECT_EQ(history.scores("m", "f1", {}, 10)->rows[0]["value"], 0.5);
  EXPECT_EQ(history.signals("other", {}, 10)->rows.size(), 1U) << "numbers count within a model";
}

TEST_F(WritingHistory, LetsAnUpdateTakeThePlaceOfItsEarlierSteps) {
  History history(file());
  write(history, {{.model = "m", .body = update(7, "training")}});
  EXPECT_TRUE(history.updates("m", {}, 10)->rows[0]["verdict"].is_null()) << "it has not stood at the gate";
  engine::UpdateRecord promoted = update(7, "promoted");
  promoted.version = 4;
  promoted.base_version = 3;
  promoted.seconds = 1.5;
  promoted.cpu_seconds = 2.25;
  promoted.failure = "serving";
  promoted.verdict = {.decision = updaters::Decision::promote,
                      .test = updaters::GateTest::mcnemar,
                      .rows = 300,
                      .champion_loss = 0.25,
                      .challenger_loss = 0.125,
                      .p_better = 0.01,
                      .p_worse = 0.99,
                      .alpha = 0.025,
                      .evidence = {{.name = "size", .holds = true, .value = 10, .bar = 20, .text = "size: 10 bytes"}}};
  promoted.kind = updaters::Cause::Kind::decay;
  promoted.signal = 12;
  promoted.plan = "the rows since the change";
  promoted.window = {.from = 4000, .to = 4500};
  promoted.notes = "a good fit";
  promoted.training = {.trainer = "fit JOB", .ending = "exit code 0", .table_sha256 = "ab", .rows = 500, .first = at(0), .last = at(2)};
  write(history, {{.model = "m", .body = promoted}});
  EXPECT_EQ(history.updates("m", {}, 10)->rows,
            Json::parse(
                R"([{"job": 7, "row": 1000, "time": "2026-01-31T13:00:00Z", "cause": "drift", "strategy": "retrain", "outcome": "promoted",
                             "reason": "the reference is stale", "attempt": 1, "version": 4, "base_version": 3, "rows": 500, "seconds": 1.5,
                             "failure": "serving", "cpu_seconds": 2.25,
                             "verdict": {"decision": "promote", "test": "mcnemar", "rows": 300, "champion_loss": 0.25, "challenger_loss": 0.125,
                                         "p_better": 0.01, "p_worse": 0.99, "alpha": 0.025,
                                         "evidence": [{"name": "size", "holds": true, "value": 10.0, "bar": 20.0, "text": "size: 10 bytes"}]},
                             "kind": "decay", "signal": 12, "plan": "the rows since the change", "window": {"from": 4000, "to": 4500},
                             "data": {"rows": 500, "first": "2026-01-31T12:00:00Z", "last": "2026-01-31T14:00:00Z", "sha256": "ab"},
                             "trainer": {"command": "fit JOB", "ending": "exit code 0", "notes": "a good fit"}}])"));
}

TEST_F(WritingHistory, KeepsHowAWatchEndedAndWhyAnUpdateDidNotBegin) {
  History history(file());
  engine::WatchRecord watch{.job = 7, .version = 4, .previous = 3, .begun = at(0), .time = at(0), .outcome = "watching"};
  const engine::NotBegunRecord told{.number = 1, .job = 7, .row = 10, .time = at(1), .cause = "ddm", .reason = "cooling down"};
  write(history, {{.model = "m", .body = watch}, {.model = "m", .body = told}});
  watch.outcome = "stood";
  watch.labels = 80;
  write(history, {{.model = "m", .body = watch}, {.model = "m", .body = told}});
  EXPECT_EQ(operator_view().ask("SELECT group_concat(outcome || ' ' || labels) FROM watches"), "stood 80");
  EXPECT_EQ(operator_view().ask("SELECT group_concat(kind || ': ' || reason) FROM not_begun"), "decay: cooling down");
  EXPECT_EQ(operator_view().ask("SELECT count(*) FROM not_begun WHERE signal IS NULL"), "1") << "it had no signal";
}

TEST_F(WritingHistory, PassesOverActionsThatAreNoRecords) {
  History history(file());
  write(history, {{.model = "m", .body = engine::Serve{.version = 1}}, signal(1), {.model = "m", .body = engine::Discard{.job = 1}}});
  EXPECT_THAT(column(*history.signals("m", {}, 10), "number"), ElementsAre(1));
  write(history, {});
}

TEST_F(WritingHistory, KeepsAllOfATurnOrNone) {
  History history(file());
  ASSERT_TRUE(operator_view().execute("DROP TABLE scores"));
  const auto written = history.write(std::vector{signal(1), score(1, "f1", 0.5)});
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error(), HasSubstr("scores"));
  EXPECT_THAT(history.signals("m", {}, 10)->rows, IsEmpty());
  write(history, {signal(2)});
  EXPECT_THAT(column(*history.signals("m", {}, 10), "number"), ElementsAre(2)) << "a failure does not stay";
}

TEST_F(WritingHistory, SurvivesTextFromTrainersThatIsNoText) {
  engine::UpdateRecord record = update(1, "failed");
  record.reason = "bad \xff byte, and a \0 inside " + std::string(1 << 20U, '\xc3');
  History history(file());
  write(history, {{.model = "m", .body = record}});
  const auto page = history.updates("m", {}, 10);
  EXPECT_NO_THROW((void)page->rows.dump());
  EXPECT_THAT(page->rows[0]["reason"].get<std::string>(), HasSubstr("bad \xef\xbf\xbd byte"));
  EXPECT_LT(page->rows[0]["reason"].get<std::string>().size(), 100'000U);
}

TEST_F(ReadingHistory, PagesFromTheNewest) {
  History history(file());
  std::vector<engine::Action> actions;
  for (std::uint64_t number = 1; number <= 5; ++number) {
    actions.push_back(signal(number));
    actions.push_back(signal(number, "other"));
  }
  write(history, actions);
  auto page = history.signals("m", {}, 2);
  EXPECT_THAT(column(*page, "number"), ElementsAre(5, 4));
  ASSERT_EQ(page->next, 4U);
  page = history.signals("m", page->next, 2);
  EXPECT_THAT(column(*page, "number"), ElementsAre(3, 2));
  page = history.signals("m", page->next, 2);
  EXPECT_THAT(column(*page, "number"), ElementsAre(1));
  EXPECT_FALSE(page->next);
  EXPECT_FALSE(history.signals("m", {}, 5)->next) << "a full page may be the last one";
}

TEST_F(ReadingHistory, BoundsPagesAndCursors) {
  History history(file());
  std::vector<engine::Action> actions;
  for (std::uint64_t number = 1; number <= kLongestPage + 1; ++number) actions.push_back(signal(number));
  write(history, actions);
  EXPECT_EQ(history.signals("m", {}, 1'000'000)->rows.size(), kLongestPage);
  EXPECT_EQ(history.signals("m", {}, 0)->rows.size(), 1U);
  EXPECT_EQ(history.signals("m", std::numeric_limits<std::uint64_t>::max(), 3)->rows.size(), 3U);
  EXPECT_THAT(history.signals("m", 0, 3)->rows, IsEmpty());
  EXPECT_THAT(history.signals("'; DROP TABLE signals; --", {}, 3)->rows, IsEmpty());
}

TEST_F(ReadingHistory, TellsOneScoreOverTime) {
  History history(file());
  write(history, {score(100, "f1", 0.5), score(100, "accuracy", 0.75), score(200, "f1", 0.25)});
  EXPECT_EQ(history.scores("m", "f1", {}, 1)->rows,
            Json::parse(R"([{"row": 200, "time": "2026-01-31T12:00:00Z", "version": 3, "value": 0.25, "low": null, "high": null,
                             "outcomes": 900}])"));
  EXPECT_THAT(column(*history.scores("m", "f1", 200, 10), "row"), ElementsAre(100));
  EXPECT_THAT(column(*history.updates("m", {}, 10), "job"), IsEmpty());
}

TEST_F(ReadingHistory, TellsAScoreOfASegmentApartFromTheWholes) {
  History history(file());
  engine::Action of_segment = score(100, "f1", 0.25);
  std::get<engine::ScoreRecord>(of_segment.body).segment = "country=DE";
  std::get<engine::ScoreRecord>(of_segment.body).interval = detectors::Interval{.low = 0.125, .high = 0.5};
  write(history, {score(100, "f1", 0.75), of_segment});
  EXPECT_EQ(history.scores("m", "f1", {}, 10)->rows.size(), 1U);
  EXPECT_EQ(history.scores("m", "f1", {}, 10)->rows[0]["value"], 0.75);
  const Json row = history.scores("m", "f1", {}, 10, "country=DE")->rows.at(0);
  EXPECT_EQ(row["value"], 0.25);
  EXPECT_EQ(row["low"], 0.125);
  EXPECT_EQ(row["high"], 0.5);
}

TEST_F(ReadingHistory, ReportsAFailureAndGoesOn) {
  History history(file());
  ASSERT_TRUE(operator_view().execute("DROP TABLE updates"));
  EXPECT_FALSE(history.updates("m", {}, 10));
  EXPECT_TRUE(history.signals("m", {}, 10));
}

TEST_F(ReadingHistory, DoesNotWaitForAWriter) {
  History history(file());
  write(history, {signal(1)});
  Database writer = operator_view();
  ASSERT_TRUE(writer.execute("BEGIN IMMEDIATE; DELETE FROM signals"));
  EXPECT_THAT(column(*history.signals("m", {}, 10), "number"), ElementsAre(1)) << "what is not committed is not seen";
}

TEST_F(ReadingHistory, GoesOnWhileOthersWrite) {
  History history(file());
  std::jthread writer([&history] {
    for (std::uint64_t number = 1; number <= 200; ++number) ASSERT_TRUE(history.write(std::vector{signal(number)}));
  });
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(history.signals("m", {}, 50));
  writer.join();
  EXPECT_EQ(history.signals("m", {}, 500)->rows.size(), 200U);
}

TEST_F(PruningHistory, ForgetsWhatIsOlder) {
  History history(file());
  engine::Action moment_later = signal(4);
  std::get<engine::SignalRecord>(moment_later.body).time = at(2) + config::Duration(1);
  write(history, {signal(1), signal(2), signal(3), moment_later, score(1, "f1", 0.5), {.model = "m", .body = update(1, "failed")}});
  EXPECT_EQ(history.prune(at(2)), 3U) << "a signal, a score, an update";
  EXPECT_THAT(column(*history.signals("m", {}, 10), "number"), ElementsAre(4, 3, 2));
  EXPECT_EQ(history.prune(at(2) + config::Duration(1)), 1U) << "fractions of a second count";
  EXPECT_EQ(history.prune(at(0)), 0U);
}

}  // namespace
}  // namespace driftd::history
