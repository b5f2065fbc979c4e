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

void bind_record(Statement& insert, std::string_view model, const engine::SignalRecord& record);
void bind_record(Statement& upsert, std::string_view model, const engine::UpdateRecord& record);
void bind_record(Statement& insert, std::string_view model, const engine::ScoreRecord& record);

/// Bound to a model (and a score), what the cursor must be below, and how many rows.
extern const std::string_view kSelectSignals;
extern const std::string_view kSelectUpdates;
extern const std::string_view kSelectScores;

config::Json signal_json(const Statement& row);
config::Json update_json(const Statement& row);
config::Json score_json(const Statement& row);

}  // namespace driftd::history
