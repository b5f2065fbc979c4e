#include "daemon/history/schema.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace driftd::history {
namespace {

constexpr std::string_view kApplicationId = "1685219686";  // "drif" as SQLite wants it, so that file(1) and we know our own

/// Step i brings user_version i to i + 1. Never change one that was released: add another.
constexpr std::array kMigrations{R"(
CREATE TABLE signals (
  model TEXT NOT NULL, number INTEGER NOT NULL, row INTEGER NOT NULL, time TEXT NOT NULL, detector TEXT NOT NULL, subject TEXT NOT NULL,
  level TEXT NOT NULL, statistic REAL, threshold REAL, p_value REAL, window_size INTEGER NOT NULL, since_change INTEGER NOT NULL,
  allowed REAL, earned REAL NOT NULL,
  PRIMARY KEY (model, number)) STRICT, WITHOUT ROWID;
CREATE INDEX signals_by_time ON signals (time);
CREATE TABLE updates (
  model TEXT NOT NULL, job INTEGER NOT NULL, row INTEGER NOT NULL, time TEXT NOT NULL, cause TEXT NOT NULL, strategy TEXT NOT NULL,
  outcome TEXT NOT NULL, reason TEXT NOT NULL, attempt INTEGER NOT NULL, version INTEGER NOT NULL, base_version INTEGER NOT NULL,
  rows INTEGER NOT NULL, seconds REAL, decision TEXT, test TEXT, gate_rows INTEGER, champion_loss REAL, challenger_loss REAL,
  p_better REAL, p_worse REAL, alpha REAL,
  PRIMARY KEY (model, job)) STRICT, WITHOUT ROWID;
CREATE INDEX updates_by_time ON updates (time);
CREATE TABLE scores (
  model TEXT NOT NULL, score TEXT NOT NULL, row INTEGER NOT NULL, time TEXT NOT NULL, version INTEGER NOT NULL, value REAL,
  outcomes INTEGER NOT NULL,
  PRIMARY KEY (model, score, row)) STRICT, WITHOUT ROWID;
CREATE INDEX scores_by_time ON scores (time);
)",
                                 R"(
CREATE TABLE scores_with_segments (
  model TEXT NOT NULL, score TEXT NOT NULL, segment TEXT NOT NULL, row INTEGER NOT NULL, time TEXT NOT NULL, version INTEGER NOT NULL,
  value REAL, low REAL, high REAL, outcomes INTEGER NOT NULL,
  PRIMARY KEY (model, score, segment, row)) STRICT, WITHOUT ROWID;
INSERT INTO scores_with_segments SELECT model, score, '', row, time, version, value, NULL, NULL, outcomes FROM scores;
DROP TABLE scores;
ALTER TABLE scores_with_segments RENAME TO scores;
CREATE INDEX scores_by_time ON scores (time);
)",
                                 R"(
ALTER TABLE updates ADD COLUMN evidence TEXT;
)",
                                 R"(
ALTER TABLE updates ADD COLUMN failure TEXT;
ALTER TABLE updates ADD COLUMN cpu_seconds REAL;
ALTER TABLE updates ADD COLUMN kind TEXT;
ALTER TABLE updates ADD COLUMN signal INTEGER;
ALTER TABLE updates ADD COLUMN plan TEXT;
ALTER TABLE updates ADD COLUMN window_from INTEGER;
ALTER TABLE updates ADD COLUMN window_to INTEGER;
ALTER TABLE updates ADD COLUMN data_rows INTEGER;
ALTER TABLE updates ADD COLUMN data_first TEXT;
ALTER TABLE updates ADD COLUMN data_last TEXT;
ALTER TABLE updates ADD COLUMN data_sha256 TEXT;
ALTER TABLE updates ADD COLUMN trainer TEXT;
ALTER TABLE updates ADD COLUMN trainer_ending TEXT;
ALTER TABLE updates ADD COLUMN trainer_notes TEXT;
CREATE TABLE watches (
  model TEXT NOT NULL, job INTEGER NOT NULL, version INTEGER NOT NULL, previous_version INTEGER NOT NULL, begun TEXT NOT NULL,
  time TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, labels INTEGER NOT NULL, rows INTEGER NOT NULL, loss REAL,
  previous_loss REAL, p_worse REAL,
  PRIMARY KEY (model, job)) STRICT, WITHOUT ROWID;
CREATE INDEX watches_by_time ON watches (time);
CREATE TABLE not_begun (
  model TEXT NOT NULL, number INTEGER NOT NULL, job INTEGER NOT NULL, row INTEGER NOT NULL, time TEXT NOT NULL, kind TEXT NOT NULL,
  cause TEXT NOT NULL, signal INTEGER, reason TEXT NOT NULL,
  PRIMARY KEY (model, number)) STRICT, WITHOUT ROWID;
CREATE INDEX not_begun_by_time ON not_begun (time);
)"};

}  // namespace

std::expected<void, std::string> check_owner(Database& database) {
  const auto tables = database.ask("SELECT count(*) FROM sqlite_schema");
  if (!tables) return std::unexpected(tables.error());
  const auto id = database.ask("PRAGMA application_id");
  if (!id) return std::unexpected(id.error());
  if (*tables != "0" && *id != kApplicationId) return std::unexpected("it is another program's database; choose another state folder");
  return {};
}

std::expected<void, std::string> check_readable(Database& database) {
  if (auto ours = check_owner(database); !ours) return ours;
  const auto told = database.ask("PRAGMA user_version");
  if (!told) return std::unexpected(told.error());
  if (*told == std::to_string(kMigrations.size())) return {};
  return std::unexpected(
      fmt::format("its schema is version {}, this release reads {}: the daemon of this release brings an older file up to date when "
                  "it starts; of a newer one use that release",
                  *told, kMigrations.size()));
}

std::expected<void, std::string> migrate(Database& database) {
  const auto told = database.ask("PRAGMA user_version");
  if (!told) return std::unexpected(told.error());
  std::size_t version = 0;
  const auto read = std::from_chars(told->data(), told->data() + told->size(), version);
  if (read.ec != std::errc() || version > kMigrations.size()) {
    return std::unexpected(
        fmt::format("its schema is version {}, this release knows {}; use the release that wrote it", *told, kMigrations.size()));
  }
  if (version == kMigrations.size()) return {};
  auto transaction = Transaction::begin(database);
  if (!transaction) return std::unexpected(transaction.error());
  for (; version < kMigrations.size(); ++version) {
    if (auto done = database.execute(kMigrations.at(version)); !done) return done;
  }
  if (auto marked = database.execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kApplicationId, version));
      !marked) {
    return marked;
  }
  return transaction->commit();
}

std::string stored_time(config::Time time) {
  std::string text = config::format_time(time);
  if (text.find('.') == std::string::npos) text.insert(text.size() - 1, ".000000");
  return text;
}

}  // namespace driftd::history
