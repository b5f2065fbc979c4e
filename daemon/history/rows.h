#pragma once

// A record to a row of its table, and a row to JSON: the columns of each are named here and nowhere else.

#include <string_view>

#include "config/json.h"
#include "daemon/engine/action.h"
#include "daemon/history/database.h"

namespace driftd::history {

extern const std::string_view kInsertSignal;
extern const std::string_view kUpsertUpdate;
extern const std::string_view kInsertScore;
extern const std::string_view kUpsertWatch;
extern const std::string_view kInsertNotBegun;

void bind_record(Statement& insert, std::string_view model, const engine::SignalRecord& record);
void bind_record(Statement& upsert, std::string_view model, const engine::UpdateRecord& record);
void bind_record(Statement& insert, std::string_view model, const engine::ScoreRecord& record);
void bind_record(Statement& upsert, std::string_view model, const engine::WatchRecord& record);
void bind_record(Statement& insert, std::string_view model, const engine::NotBegunRecord& record);

/// "SELECT ... FROM table", to be followed by a WHERE of the caller's.
extern const std::string_view kSignalColumns;
extern const std::string_view kUpdateColumns;
extern const std::string_view kScoreColumns;
extern const std::string_view kWatchColumns;
extern const std::string_view kNotBegunColumns;

config::Json signal_json(const Statement& row);
config::Json update_json(const Statement& row);
config::Json score_json(const Statement& row);
/// {job, version, previous_version, begun, time, outcome, reason, labels, rows, loss, previous_loss, p_worse}
config::Json watch_json(const Statement& row);
/// {number, job, row, time, kind, cause, signal, reason}
config::Json not_begun_json(const Statement& row);

}  // namespace driftd::history
