#include "daemon/history/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <utility>
#include <variant>

#include "daemon/history/rows.h"
#include "daemon/history/schema.h"

namespace driftd::history {
namespace {

using Step = Statement::Step;

template <class Value>
Value or_throw(std::expected<Value, std::string> value, const std::filesystem::path& file) {
  if (!value) {
    throw std::runtime_error(
        fmt::format("cannot use the history {}: {}. It holds nothing that the journal cannot give again: check the folder's "
                    "permissions and space, or move the file away",
                    file.string(), value.error()));
  }
  if constexpr (!std::is_void_v<Value>) return std::move(*value);
}

std::expected<void, std::string> prepare_file(Database& database) {
  if (database.is_read_only()) return std::unexpected("it cannot be written");
  if (auto ours = check_owner(database); !ours) return ours;
  const auto mode = database.ask("PRAGMA journal_mode = WAL");
  if (!mode) return std::unexpected(mode.error());
  if (*mode != "wal") return std::unexpected("its file system allows no write-ahead log (WAL needs shared memory; use a local disk)");
  if (auto set = database.execute("PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 16777216"); !set) return set;
  const auto whole = database.ask("PRAGMA quick_check(1)");
  if (!whole) return std::unexpected(whole.error());
  if (*whole != "ok") return std::unexpected("it is damaged: " + *whole);
  return migrate(database);
}

/// Takes rows from a bound statement until the page is full; column 0 is the cursor.
template <class ToJson>
std::expected<Page, std::string> collect(Statement& statement, std::size_t limit, ToJson to_json) {
  Page page;
  std::uint64_t last = 0;
  for (;;) {
    const auto stepped = statement.step();
    if (!stepped || *stepped == Step::done) {
      statement.reset();
      if (!stepped) return std::unexpected(stepped.error());
      return page;
    }
    if (page.rows.size() == limit) {
      page.next = last;
      statement.reset();
      return page;
    }
    last = statement.count(0);
    page.rows.push_back(to_json(statement));
  }
}

/// Bound to what `where` asks for, and to how many rows.
std::string newest_first(std::string_view columns, std::string_view where, std::string_view key) {
  return fmt::format("{}WHERE {} ORDER BY {} DESC LIMIT ?", columns, where, key);
}

std::int64_t below(Cursor before) {
  constexpr auto kAll = std::numeric_limits<std::int64_t>::max();
  return before ? static_cast<std::int64_t>(std::min<std::uint64_t>(*before, kAll)) : kAll;
}

std::size_t bounded(std::size_t limit) {
  return std::clamp<std::size_t>(limit, 1, kLongestPage);
}

}  // namespace

History::History(const std::filesystem::path& file) : file_(file), writing_(open_for_writing(file)), reading_(open_for_reading(file)) {}

History::Writing History::open_for_writing(const std::filesystem::path& file) {
  Database database = or_throw(Database::open(file, Database::Access::write), file);
  or_throw(prepare_file(database), file);
  Statement signal = or_throw(database.prepare(kInsertSignal), file);
  Statement update = or_throw(database.prepare(kUpsertUpdate), file);
  Statement score = or_throw(database.prepare(kInsertScore), file);
  Statement watch = or_throw(database.prepare(kUpsertWatch), file);
  Statement not_begun = or_throw(database.prepare(kInsertNotBegun), file);
  return {.database = std::move(database),
          .signal = std::move(signal),
          .update = std::move(update),
          .score = std::move(score),
          .watch = std::move(watch),
          .not_begun = std::move(not_begun)};
}

History::Reading History::open_for_reading(const std::filesystem::path& file) {
  Database database = or_throw(Database::open(file, Database::Access::read), file);
  Statement signals = or_throw(database.prepare(newest_first(kSignalColumns, "model = ? AND number < ?", "number")), file);
  Statement updates = or_throw(database.prepare(newest_first(kUpdateColumns, "model = ? AND job < ?", "job")), file);
  Statement scores =
      or_throw(database.prepare(newest_first(kScoreColumns, "model = ? AND score = ? AND segment = ? AND row < ?", "row")), file);
  return {.database = std::move(database), .signals = std::move(signals), .updates = std::move(updates), .scores = std::move(scores)};
}

std::expected<void, std::string> History::write(std::span<const engine::Action> actions) {
  if (std::ranges::none_of(actions, engine::is_record, &engine::Action::body)) return {};
  const std::lock_guard lock(write_guard_);
  auto transaction = Transaction::begin(writing_.database);
  if (!transaction) return std::unexpected(transaction.error());
  for (const engine::Action& action : actions) {
    if (auto kept = keep(action); !kept) return kept;
  }
  return transaction->commit();
}

std::expected<void, std::string> History::keep(const engine::Action& action) {
  if (const auto* signal = std::get_if<engine::SignalRecord>(&action.body)) {
    bind_record(writing_.signal, action.model, *signal);
    return writing_.signal.run();
  }
  if (const auto* update = std::get_if<engine::UpdateRecord>(&action.body)) {
    bind_record(writing_.update, action.model, *update);
    return writing_.update.run();
  }
  if (const auto* score = std::get_if<engine::ScoreRecord>(&action.body)) {
    bind_record(writing_.score, action.model, *score);
    return writing_.score.run();
  }
  if (const auto* watch = std::get_if<engine::WatchRecord>(&action.body)) {
    bind_record(writing_.watch, action.model, *watch);
    return writing_.watch.run();
  }
  if (const auto* told = std::get_if<engine::NotBegunRecord>(&action.body)) {
    bind_record(writing_.not_begun, action.model, *told);
    return writing_.not_begun.run();
  }
  return {};
}

std::expected<std::uint64_t, std::string> History::prune(config::Time before) {
  const std::lock_guard lock(write_guard_);
  auto transaction = Transaction::begin(writing_.database);
  if (!transaction) return std::unexpected(transaction.error());
  std::uint64_t forgotten = 0;
  for (const char* table : {"signals", "updates", "scores", "watches", "not_begun"}) {
    auto forget = writing_.database.prepare(fmt::format("DELETE FROM {} WHERE time < ?", table));
    if (!forget) return std::unexpected(forget.error());
    if (auto done = forget->with(stored_time(before)).run(); !done) return std::unexpected(done.error());
    forgotten += writing_.database.changes();
  }
  if (auto committed = transaction->commit(); !committed) return std::unexpected(committed.error());
  return forgotten;
}

std::expected<Page, std::string> History::signals(std::string_view model, Cursor before, std::size_t limit) const {
  const std::lock_guard lock(read_guard_);
  const std::uint64_t one_more = bounded(limit) + 1;
  return collect(reading_.signals.with(model, below(before), one_more), bounded(limit), signal_json);
}

std::expected<Page, std::string> History::updates(std::string_view model, Cursor before, std::size_t limit) const {
  const std::lock_guard lock(read_guard_);
  const std::uint64_t one_more = bounded(limit) + 1;
  return collect(reading_.updates.with(model, below(before), one_more), bounded(limit), update_json);
}

std::expected<Page, std::string> History::scores(std::string_view model, std::string_view score, Cursor before, std::size_t limit,
                                                 std::string_view segment) const {
  const std::lock_guard lock(read_guard_);
  const std::uint64_t one_more = bounded(limit) + 1;
  return collect(reading_.scores.with(model, score, segment, below(before), one_more), bounded(limit), score_json);
}

}  // namespace driftd::history
