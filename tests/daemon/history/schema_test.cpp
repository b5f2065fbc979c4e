#include "daemon/history/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/daemon/history/history_file.h"

namespace driftd::history {
namespace {

using ::testing::HasSubstr;

constexpr const char* kBackToThree = R"(
ALTER TABLE updates DROP COLUMN kind; ALTER TABLE updates DROP COLUMN signal; ALTER TABLE updates DROP COLUMN plan;
ALTER TABLE updates DROP COLUMN window_from; ALTER TABLE updates DROP COLUMN window_to;
ALTER TABLE updates DROP COLUMN data_rows; ALTER TABLE updates DROP COLUMN data_first; ALTER TABLE updates DROP COLUMN data_last;
ALTER TABLE updates DROP COLUMN data_sha256;
ALTER TABLE updates DROP COLUMN trainer; ALTER TABLE updates DROP COLUMN trainer_ending; ALTER TABLE updates DROP COLUMN trainer_notes;
ALTER TABLE updates DROP COLUMN failure; ALTER TABLE updates DROP COLUMN cpu_seconds;
DROP TABLE watches; DROP TABLE not_begun;
PRAGMA user_version = 3)";

class HistorySchema : public HistoryFile {
 protected:
  std::string error_of_opening(const std::filesystem::path& path) const {
    try {
      const History history(path);
      return "";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }
};

TEST_F(HistorySchema, IsMadeOnceAndFoundAgain) {
  {
    History history(file());
    write(history, {signal(1)});
  }
  EXPECT_EQ(History(file()).signals("m", {}, 10)->rows.size(), 1U);
  EXPECT_EQ(operator_view().ask("PRAGMA user_version"), "4");
  EXPECT_EQ(operator_view().ask("PRAGMA journal_mode"), "wal");
}

TEST_F(HistorySchema, AnswersTheQuestionsOfPeople) {
  History history(file());
  write(history, {signal(1), signal(30)});
  EXPECT_EQ(operator_view().ask("SELECT count(*) FROM signals WHERE model = 'm' AND level = 'drift' AND time > '2026-02-01'"), "1");
  EXPECT_EQ(operator_view().ask("SELECT datetime(time, '+1 day') FROM signals WHERE number = 1"), "2026-02-01 13:00:00");
}

TEST_F(HistorySchema, RefusesANewerRelease) {
  {
    const History history(file());
  }
  ASSERT_TRUE(operator_view().execute("PRAGMA user_version = 5"));
  EXPECT_THAT(error_of_opening(file()), HasSubstr("schema is version 5, this release knows 4"));
}

TEST_F(HistorySchema, KeepsTheScoresOfBeforeThereWereSegments) {
  {
    const History history(file());
  }
  ASSERT_TRUE(operator_view().execute(kBackToThree));
  ASSERT_TRUE(operator_view().execute(R"(
DROP TABLE scores;
ALTER TABLE updates DROP COLUMN evidence;
CREATE TABLE scores (
  model TEXT NOT NULL, score TEXT NOT NULL, row INTEGER NOT NULL, time TEXT NOT NULL, version INTEGER NOT NULL, value REAL,
  outcomes INTEGER NOT NULL,
  PRIMARY KEY (model, score, row)) STRICT, WITHOUT ROWID;
CREATE INDEX scores_by_time ON scores (time);
INSERT INTO scores VALUES ('m', 'f1', 100, '2026-01-31T12:00:00.000000Z', 3, 0.5, 900);
PRAGMA user_version = 1)"));
  const History history(file());
  const auto page = history.scores("m", "f1", {}, 10);
  ASSERT_TRUE(page) << page.error();
  EXPECT_EQ(page->rows, config::Json::parse(R"([{"row": 100, "time": "2026-01-31T12:00:00Z", "version": 3, "value": 0.5, "low": null,
                                                 "high": null, "outcomes": 900}])"));
  EXPECT_EQ(operator_view().ask("PRAGMA user_version"), "4");
}

TEST_F(HistorySchema, KeepsTheUpdatesOfBeforeTheirChainWasKept) {
  {
    History history(file());
    write(history, {{.model = "m", .body = update(1, "promoted")}});
  }
  ASSERT_TRUE(operator_view().execute(kBackToThree));
  const History history(file());
  const auto page = history.updates("m", {}, 10);
  ASSERT_TRUE(page) << page.error();
  EXPECT_EQ(page->rows[0]["outcome"], "promoted");
  for (const char* link : {"kind", "signal", "plan", "window", "data", "trainer"}) EXPECT_TRUE(page->rows[0][link].is_null()) << link;
  EXPECT_EQ(operator_view().ask("SELECT count(*) FROM watches"), "0");
  EXPECT_EQ(operator_view().ask("SELECT count(*) FROM not_begun"), "0");
}

TEST_F(HistorySchema, LeavesAnotherProgramsDatabaseAlone) {
  ASSERT_TRUE(operator_view().execute("CREATE TABLE signals (mine TEXT)"));
  EXPECT_THAT(error_of_opening(file()), HasSubstr("another program"));
  EXPECT_EQ(operator_view().ask("PRAGMA journal_mode"), "delete");
}

TEST_F(HistorySchema, RefusesWhatCannotBeWritten) {
  EXPECT_THAT(error_of_opening(folder()), HasSubstr(folder().string()));
  EXPECT_THAT(error_of_opening(folder() / "absent" / "history.db"), HasSubstr("absent"));
}

TEST_F(HistorySchema, RefusesAFileThatIsNoDatabase) {
  std::ofstream(file()) << std::string(8192, 'x');
  EXPECT_THAT(error_of_opening(file()), HasSubstr("not a database"));
}

TEST_F(HistorySchema, RefusesADamagedDatabase) {
  {
    History history(file());
    for (std::uint64_t number = 1; number <= 300; ++number) write(history, {signal(number)});
  }
  const auto size = std::filesystem::file_size(file());
  ASSERT_GT(size, 3U * 4096U);
  std::fstream damaged(file(), std::ios::in | std::ios::out | std::ios::binary);
  damaged.seekp(4096);
  damaged << std::string(size - 4096, '\x5a');
  damaged.close();
  EXPECT_THAT(error_of_opening(file()), HasSubstr("move the file away"));
}

TEST(StoredTime, SortsAsText) {
  const config::Time second = config::parse_time("2026-01-31T12:00:00Z").value();
  EXPECT_EQ(stored_time(second), "2026-01-31T12:00:00.000000Z");
  EXPECT_LT(stored_time(second), stored_time(second + config::Duration(1)));
  EXPECT_LT(stored_time(second + config::Duration(999'999)), stored_time(second + std::chrono::seconds(1)));
}

}  // namespace
}  // namespace driftd::history
