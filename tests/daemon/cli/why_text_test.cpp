#include "daemon/cli/why_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace driftd::cli {
namespace {

using config::Json;
using ::testing::HasSubstr;
using ::testing::Not;

Json list(const Json& only) {
  Json rows = Json::array();
  rows.push_back(only);
  return rows;
}

Json nothing() {
  return {{"signals", Json::array()}, {"updates", Json::array()}, {"not_begun", Json::array()}};
}

Json signal(std::uint64_t number, const char* level) {
  return {{"number", number},  {"row", 812},          {"time", "2026-01-31T11:00:00Z"},
          {"detector", "ddm"}, {"subject", "error"},  {"level", level},
          {"statistic", 0.31}, {"threshold", 0.28},   {"p_value", nullptr},
          {"window", 800},     {"since_change", 112}, {"allowed", nullptr},
          {"earned", 0.0}};
}

Json update(std::uint64_t job, const char* outcome, std::uint64_t version) {
  return Json::parse(
             R"({"row": 815, "time": "2026-01-31T12:00:00Z", "kind": "decay", "cause": "ddm on error: 0.31 against 0.28", "signal": 5,
    "strategy": "retrain", "plan": "the rows since the change", "reason": "the rows since the change; it lost", "attempt": 1, "base_version": 1,
    "rows": 100, "window": {"from": 700, "to": 800}, "seconds": 0.25,
    "data": {"rows": 99, "first": "2026-01-30T12:00:00Z", "last": "2026-01-31T11:59:00Z", "sha256": "abc"},
    "trainer": {"command": "driftd train JOB", "ending": "exit code 0", "notes": "a good fit"},
    "verdict": {"decision": "promote", "test": "mcnemar", "rows": 200, "champion_loss": 0.3, "challenger_loss": 0.1, "p_better": 0.001, "p_worse": 1.0, "alpha": 0.05,
                "evidence": [{"name": "mcnemar", "holds": true, "value": 0.001, "bar": 0.05, "text": "p 0.001"}]}})")
      .patch(Json::array({{{"op", "add"}, {"path", "/job"}, {"value", job}},
                          {{"op", "add"}, {"path", "/outcome"}, {"value", outcome}},
                          {{"op", "add"}, {"path", "/version"}, {"value", version}}}));
}

Json whole() {
  Json told = {{"model", "m"},
               {"version", 2},
               {"in_force", true},
               {"update", update(7, "promoted", 2)},
               {"before", nothing()},
               {"since", nothing()},
               {"after", {{"outcome", "in_force"}, {"version", nullptr}, {"time", nullptr}, {"reason", nullptr}}},
               {"artefact", "whole"},
               {"manifest",
                {{"main", "model.json"},
                 {"format", "driftd-linear"},
                 {"cause", "c"},
                 {"files", {{"model.json", {{"sha256", "def"}, {"bytes", 12}}}}}}},
               {"watch",
                {{"begun", "2026-01-31T12:00:01Z"},
                 {"time", "2026-01-31T13:00:00Z"},
                 {"outcome", "stood"},
                 {"reason", "not worse"},
                 {"labels", 80},
                 {"rows", 80},
                 {"loss", 0.1},
                 {"previous_loss", 0.3},
                 {"previous_version", 1}}}};
  told["before"]["signals"] = Json::array({signal(4, "stable"), signal(5, "drift")});
  return told;
}

TEST(WhyText, IsTheWholeChainOnAPage) {
  EXPECT_EQ(why_text(whole()), R"(m version 2

signals    2026-01-31T11:00:00Z  row 812  ddm on error: drift, 0.31 against 0.28 over 800 values, the change 112 values before  <- the cause
cause      decay: ddm on error: 0.31 against 0.28
plan       update 7, attempt 1, at 2026-01-31T12:00:00Z (row 815): retrain
           the rows since the change
data       labelled rows 700 to 799
           99 rows, predicted from 2026-01-30T12:00:00Z to 2026-01-31T11:59:00Z
           train.csv SHA-256 abc
trainer    driftd train JOB
           exit code 0 after 0.25 s
           it said: a good fit
gate       promote by mcnemar on 200 rows: loss 0.1 against the champion's 0.3
           holds: p 0.001
promotion  2026-01-31T12:00:01Z, in the place of version 1
           model.json (driftd-linear, 12 bytes) SHA-256 def
watch      stood: not worse
           80 labels; on 80 rows loss 0.1 against 0.3 of version 1
now        in force
)");
}

TEST(WhyText, ListsWhatDidNotComeAboutInTheOrderOfTime) {
  Json told = whole();
  told["before"]["updates"] = list(update(6, "rejected", 0));
  told["since"]["updates"] = list(update(8, "judging", 0));
  told["since"]["not_begun"] = list({{"number", 1},
                                     {"job", 7},
                                     {"row", 9},
                                     {"time", "2026-01-31T11:59:00Z"},
                                     {"kind", "decay"},
                                     {"cause", "ddm on error"},
                                     {"signal", 6},
                                     {"reason", "cooling down"}});
  const std::string text = why_text(told);
  EXPECT_THAT(
      text,
      HasSubstr(
          "\nBefore it, in vain\n  2026-01-31T12:00:00Z  update 6 (retrain, attempt 1) rejected: the rows since the change; it lost\n"));
  EXPECT_THAT(text, HasSubstr("\nSince then, and no new version\n  2026-01-31T11:59:00Z  no update: cooling down\n                        "
                              "in spite of ddm on error\n  2026-01-31T12:00:00Z  update 8"));
  EXPECT_THAT(text, HasSubstr("is under way, judging"));
}

TEST(WhyText, OfAVersionOfWhichLittleIsKnownSaysSo) {
  Json told = whole();
  told["update"] = nullptr;
  told["watch"] = nullptr;
  told["after"] = nullptr;
  told["before"] = nothing();
  EXPECT_EQ(why_text(told), R"(m version 2

history    does not reach back to this version's update
cause      c
promotion  model.json (driftd-linear, 12 bytes) SHA-256 def
)");
}

TEST(WhyText, OfAModelWithoutAVersionTellsWhyThereIsNone) {
  Json told = {{"model", "m"},       {"version", 0},     {"in_force", false},   {"update", nullptr},   {"before", nothing()},
               {"since", nothing()}, {"after", nullptr}, {"artefact", nullptr}, {"manifest", nullptr}, {"watch", nullptr}};
  EXPECT_EQ(why_text(told), "m has no version yet\n");
  told["since"]["not_begun"] = list({{"number", 1},
                                     {"job", 0},
                                     {"row", 9},
                                     {"time", "2026-01-31T11:59:00Z"},
                                     {"kind", "start"},
                                     {"cause", "the first rows"},
                                     {"signal", nullptr},
                                     {"reason", "too few"}});
  EXPECT_THAT(why_text(told), HasSubstr("no update: too few"));
  EXPECT_THAT(why_text(told), Not(HasSubstr("signals")));
}

}  // namespace
}  // namespace driftd::cli
