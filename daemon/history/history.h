#pragma once

// What happened, for people: signals, updates, watches and scores over years, in one SQLite file (schema.h describes its tables) that the
// API, the page, `driftd why` and anyone's sqlite3 read.
//
// History is not the truth: the journal is, and gives the same records again. Hence a write that fails is reported and the daemon goes on;
// a record that comes twice stays one; and a power cut may cost the newest transactions, which the next replay writes again
// (WAL with synchronous = NORMAL; never a damaged file).
//
// Safe to use from several threads: one connection writes, another reads, so that a page being read does not hold up the pipeline.

#include <cstdint>
#include <expected>
#include <filesystem>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "config/json.h"
#include "config/time.h"
#include "daemon/engine/action.h"
#include "daemon/history/database.h"

namespace driftd::history {

constexpr std::size_t kLongestPage = 1000;  // rows

/// Newest first. `next`, given as `before`, asks for the page behind this one; nothing where this was the last.
struct Page {
  config::Json rows = config::Json::array();
  std::optional<std::uint64_t> next;
};

using Cursor = std::optional<std::uint64_t>;

class History {
 public:
  /// Makes the file where there is none. Throws std::runtime_error where it cannot be written, is damaged, or is not ours.
  explicit History(const std::filesystem::path& file);

  /// Keeps the records among the actions, all or none of them; other actions do not matter here. A signal or score that is known stays, an
  /// update takes the place of what its job said before.
  std::expected<void, std::string> write(std::span<const engine::Action> actions);

  /// Forgets what is older; how many records that were.
  std::expected<std::uint64_t, std::string> prune(config::Time before);

  /// {number, row, time, detector, subject, level, statistic, threshold, p_value, window, since_change, allowed, earned}; cursor:
  /// number.
  std::expected<Page, std::string> signals(std::string_view model, Cursor before, std::size_t limit) const;
  /// {job, row, time, kind, cause, signal, strategy, plan, outcome, reason, attempt, version, base_version, rows, window: null or {from,
  /// to}, data: null or {rows, first, last, sha256}, trainer: null or {command, ending, notes}, seconds, verdict: null or {decision, test,
  /// rows, champion_loss, challenger_loss, p_better, p_worse, alpha, evidence}}; cursor: job.
  std::expected<Page, std::string> updates(std::string_view model, Cursor before, std::size_t limit) const;
  /// {row, time, version, value, outcomes} of one score; cursor: row.
  std::expected<Page, std::string> scores(std::string_view model, std::string_view score, Cursor before, std::size_t limit,
                                          std::string_view segment = {}) const;
  /// For readers with a connection of their own (chain.h).
  const std::filesystem::path& file() const { return file_; }

 private:
  struct Writing {
    Database database;
    Statement signal;
    Statement update;
    Statement score;
    Statement watch;
    Statement not_begun;
  };
  struct Reading {
    Database database;
    Statement signals;
    Statement updates;
    Statement scores;
  };
  static Writing open_for_writing(const std::filesystem::path& file);
  static Reading open_for_reading(const std::filesystem::path& file);

  std::expected<void, std::string> keep(const engine::Action& action);

  std::filesystem::path file_;
  mutable std::mutex write_guard_;
  Writing writing_;
  mutable std::mutex read_guard_;
  mutable Reading reading_;
};

}  // namespace driftd::history
