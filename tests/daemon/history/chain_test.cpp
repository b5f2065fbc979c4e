#include "daemon/history/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/history/history_file.h"

namespace driftd::history {
namespace {

using config::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Version 1 (job 1); job 2 rejected; version 2 (job 3), because of signal 5; job 4 failed; and reasons in between.
class Chain : public HistoryFile {
 protected:
  Chain() : history_(file()) {
    write(history_, {became(1, 1, 0, 100),
                     signal_at(4, 150),
                     {.model = "m", .body = update(2, "rejected")},
                     not_begun(1, 1, "cooling down"),
                     signal_at(5, 190),
                     became(3, 2, 1, 200),
                     watch(3, 2, "watching"),
                     signal_at(6, 250),
                     {.model = "m", .body = update(4, "failed")},
                     not_begun(2, 4, "paused"),
                     signal_at(1, 90, "other"),
                     not_begun(3, 3, "of another model", "other")});
  }

  static engine::Action became(std::uint64_t job, std::uint64_t version, std::uint64_t base, std::uint64_t row,
                               const std::string& outcome = "promoted") {
    engine::UpdateRecord record = update(job, outcome);
    record.version = version;
    record.base_version = base;
    record.row = row;
    record.signal = version == 2 ? 5 : 0;
    return {.model = "m", .body = record};
  }
  static engine::Action signal_at(std::uint64_t number, std::uint64_t row, const std::string& model = "m") {
    engine::Action action = signal(number, model);
    std::get<engine::SignalRecord>(action.body).row = row;
    return action;
  }
  static engine::Action watch(std::uint64_t job, std::uint64_t version, const std::string& outcome) {
    return {.model = "m",
            .body = engine::WatchRecord{.job = job,
                                        .version = version,
                                        .previous = version - 1,
                                        .begun = at(5),
                                        .time = at(6),
                                        .outcome = outcome,
                                        .reason = "so it went"}};
  }
  static engine::Action not_begun(std::uint64_t number, std::uint64_t job, const std::string& reason, const std::string& model = "m") {
    return {.model = model,
            .body = engine::NotBegunRecord{.number = number, .job = job, .row = 1, .time = at(1), .cause = "decay", .reason = reason}};
  }

  Json told(std::optional<std::uint64_t> version = {}, const std::string& model = "m") const {
    const auto chain = chain_of(file(), model, version);
    EXPECT_TRUE(chain) << chain.error();
    return chain.value_or(Json());
  }
  static std::vector<Json> column(const Json& rows, const char* name) {
    std::vector<Json> values;
    for (const Json& row : rows) values.push_back(row[name]);
    return values;
  }

  History history_;
};

TEST_F(Chain, IsThatOfTheVersionInForceWhereNoneIsNamed) {
  const Json chain = told();
  EXPECT_EQ(chain["version"], 2);
  EXPECT_EQ(chain["in_force"], true);
  EXPECT_EQ(chain["update"]["job"], 3);
  EXPECT_EQ(chain["update"]["signal"], 5);
  EXPECT_EQ(chain["watch"]["outcome"], "watching");
  EXPECT_EQ(chain["after"]["outcome"], "in_force");
}

TEST_F(Chain, TellsWhatCameBetweenTheVersionBeforeAndThisOne) {
  const Json before = told()["before"];
  EXPECT_THAT(column(before["signals"], "number"), ElementsAre(4, 5)) << "oldest first";
  EXPECT_THAT(column(before["updates"], "job"), ElementsAre(2));
  EXPECT_THAT(column(before["not_begun"], "reason"), ElementsAre("cooling down"));
}

TEST_F(Chain, TellsWhatHasNotComeAboutSince) {
  const Json since = told()["since"];
  EXPECT_THAT(column(since["signals"], "number"), ElementsAre(6));
  EXPECT_THAT(column(since["updates"], "outcome"), ElementsAre("failed"));
  EXPECT_THAT(column(since["not_begun"], "reason"), ElementsAre("paused"));
}

TEST_F(Chain, OfAVersionThatWasReplacedEndsThere) {
  const Json chain = told(1);
  EXPECT_EQ(chain["in_force"], false);
  EXPECT_EQ(chain["after"], Json::parse(R"({"outcome": "replaced", "version": 2, "time": "2026-01-31T17:00:00Z", "reason": null})"));
  EXPECT_THAT(column(chain["since"]["updates"], "job"), ElementsAre(2));
  EXPECT_THAT(column(chain["since"]["not_begun"], "reason"), ElementsAre("cooling down"));
}

TEST_F(Chain, OfAVersionThatWasRolledBackSaysWhyAndTheOneBeforeIsInForceAgain) {
  write(history_, {became(3, 2, 1, 200, "rolled_back"), watch(3, 2, "rolled_back")});
  EXPECT_EQ(told(2)["after"],
            Json::parse(R"({"outcome": "rolled_back", "version": null, "time": "2026-01-31T18:00:00Z", "reason": "so it went"})"));
  const Json chain = told();
  EXPECT_EQ(chain["version"], 1);
  EXPECT_EQ(chain["after"]["outcome"], "in_force");
  EXPECT_THAT(column(chain["since"]["updates"], "job"), ElementsAre(2, 3, 4));
}

TEST_F(Chain, ARollbackByHandIsNoUpdateThatMadeAVersion) {
  engine::UpdateRecord rollback = update(5, "rolled_back");
  rollback.strategy = "rollback";
  rollback.version = 2;
  write(history_, {{.model = "m", .body = rollback}});
  EXPECT_EQ(told(2)["update"]["job"], 3);
  EXPECT_EQ(told(2)["after"]["reason"], "the reference is stale");
  EXPECT_EQ(told()["version"], 1);
}

TEST_F(Chain, WithoutAnyVersionTellsWhyNot) {
  const Json chain = told({}, "other");
  EXPECT_EQ(chain["version"], 0);
  EXPECT_TRUE(chain["update"].is_null());
  EXPECT_THAT(column(chain["since"]["not_begun"], "reason"), ElementsAre("of another model"));
  EXPECT_THAT(told({}, "nobody")["since"]["signals"], IsEmpty());
}

TEST_F(Chain, OfAVersionThatTheHistoryHasForgottenIsEmpty) {
  const Json chain = told(9);
  EXPECT_EQ(chain["version"], 9);
  EXPECT_TRUE(chain["update"].is_null());
  EXPECT_THAT(chain["since"]["updates"], IsEmpty());
}

TEST_F(Chain, IsBounded) {
  std::vector<engine::Action> many;
  for (std::uint64_t number = 10; number < 500; ++number) many.push_back(not_begun(number, 4, "again"));
  write(history_, many);
  const Json listed = told()["since"]["not_begun"];
  EXPECT_EQ(listed.size(), kMostChained);
  EXPECT_EQ(listed.back()["number"], 499) << "the newest";
}

TEST_F(Chain, RefusesWhatItCannotRead) {
  EXPECT_THAT(chain_of(folder() / "absent.db", "m", {}).error(), HasSubstr("absent.db"));
  ASSERT_TRUE(operator_view().execute("PRAGMA user_version = 3"));
  EXPECT_THAT(chain_of(file(), "m", {}).error(), HasSubstr("version 3, this release reads 4"));
  ASSERT_TRUE(operator_view().execute("PRAGMA user_version = 4; DROP TABLE watches"));
  EXPECT_THAT(chain_of(file(), "m", {}).error(), HasSubstr("watches"));
}

}  // namespace
}  // namespace driftd::history
