#include "daemon/history/rows.h"

#include <cmath>

#include "config/time.h"
#include "daemon/history/schema.h"

namespace driftd::history {
namespace {

using config::Json;

constexpr double kNone = detectors::kNotApplicable;  // is stored as NULL

Json time_json(const Statement& row, int column) {
  const std::string stored = row.text(column);
  const auto time = config::parse_time(stored);
  return time ? Json(config::format_time(*time)) : Json(stored);
}

/// NULL and what JSON cannot say (infinity) become null.
Json number_json(const Statement& row, int column) {
  const double value = row.number(column);
  return row.is_null(column) || !std::isfinite(value) ? Json() : Json(value);
}

Json finite_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json evidence_json(const std::vector<updaters::Evidence>& evidence) {
  Json array = Json::array();
  for (const auto& each : evidence) {
    array.push_back({{"name", each.name}, {"holds", each.holds}, {"value", finite_or_null(each.value)}, {"bar", finite_or_null(each.bar)}, {"text", each.text}});
  }
  return array;
}

}  // namespace

const std::string_view kInsertSignal =
    "INSERT OR IGNORE INTO signals (model, number, row, time, detector, subject, level, statistic, threshold, p_value, window_size, "
    "since_change, allowed, earned) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

void bind_record(Statement& insert, std::string_view model, const engine::SignalRecord& record) {
  const detectors::Signal& signal = record.signal;
  insert.with(model, record.number, record.row, stored_time(record.time), record.detector, record.subject, name_of(signal.level),
              signal.statistic, signal.threshold, signal.p_value, signal.window, signal.since_change, signal.allowed, signal.earned);
}

const std::string_view kSelectSignals =
    "SELECT number, row, time, detector, subject, level, statistic, threshold, p_value, window_size, since_change, allowed, earned FROM "
    "signals "
    "WHERE model = ? AND number < ? ORDER BY number DESC LIMIT ?";

Json signal_json(const Statement& row) {
  return {
      {"number", row.count(0)},         {"row", row.count(1)},    {"time", time_json(row, 2)},        {"detector", row.text(3)},
      {"subject", row.text(4)},         {"level", row.text(5)},   {"statistic", number_json(row, 6)}, {"threshold", number_json(row, 7)},
      {"p_value", number_json(row, 8)}, {"window", row.count(9)}, {"since_change", row.count(10)},    {"allowed", number_json(row, 11)},
      {"earned", number_json(row, 12)}};
}

const std::string_view kUpsertUpdate =
    "INSERT OR REPLACE INTO updates (model, job, row, time, cause, strategy, outcome, reason, attempt, version, base_version, rows, "
    "seconds, failure, cpu_seconds, "
    "gate_rows, champion_loss, challenger_loss, p_better, p_worse, alpha, decision, test, evidence) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

void bind_record(Statement& upsert, std::string_view model, const engine::UpdateRecord& record) {
  constexpr int kFirstOfVerdict = 16;
  constexpr int kLast = 24;
  const updaters::Verdict& verdict = record.verdict;
  upsert.with(model, record.job, record.row, stored_time(record.time), record.cause, record.strategy, record.outcome, record.reason,
              record.attempt, record.version, record.base_version, record.rows, record.seconds, record.failure, record.cpu_seconds, verdict.rows, verdict.champion_loss,
              verdict.challenger_loss, verdict.p_better, verdict.p_worse, verdict.alpha, name_of(verdict.decision), name_of(verdict.test),
              evidence_json(verdict.evidence).dump());
  if (verdict.rows > 0) return;
  for (int column = kFirstOfVerdict; column <= kLast; ++column) upsert.bind_null(column);
}

const std::string_view kSelectUpdates =
    "SELECT job, row, time, cause, strategy, outcome, reason, attempt, version, base_version, rows, seconds, gate_rows, champion_loss, "
    "challenger_loss, p_better, p_worse, alpha, decision, test, evidence, failure, cpu_seconds FROM updates WHERE model = ? AND job < ? ORDER BY job DESC LIMIT ?";

Json update_json(const Statement& row) {
  Json verdict;
  if (!row.is_null(12)) {
    verdict = {{"decision", row.text(18)},
               {"test", row.text(19)},
               {"rows", row.count(12)},
               {"champion_loss", number_json(row, 13)},
               {"challenger_loss", number_json(row, 14)},
               {"p_better", number_json(row, 15)},
               {"p_worse", number_json(row, 16)},
               {"alpha", number_json(row, 17)},
               {"evidence", row.is_null(20) ? Json::array() : Json::parse(row.text(20), nullptr, false)}};
  }
  return {{"job", row.count(0)},          {"row", row.count(1)},          {"time", time_json(row, 2)}, {"cause", row.text(3)},
          {"strategy", row.text(4)},      {"outcome", row.text(5)},       {"reason", row.text(6)},     {"attempt", row.integer(7)},
          {"version", row.count(8)},      {"base_version", row.count(9)}, {"rows", row.count(10)},     {"seconds", number_json(row, 11)},
          {"failure", row.is_null(21) ? std::string() : row.text(21)},
          {"cpu_seconds", number_json(row, 22)},
          {"verdict", std::move(verdict)}};
}

const std::string_view kInsertScore =
    "INSERT OR IGNORE INTO scores (model, score, segment, row, time, version, value, low, high, outcomes) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

void bind_record(Statement& insert, std::string_view model, const engine::ScoreRecord& record) {
  const auto interval = record.interval.value_or(detectors::Interval{.low = kNone, .high = kNone});
  insert.with(model, record.score, record.segment, record.row, stored_time(record.time), record.version, record.value, interval.low,
              interval.high, record.outcomes);
}

const std::string_view kSelectScores =
    "SELECT row, time, version, value, low, high, outcomes FROM scores WHERE model = ? AND score = ? AND segment = ? AND row < ? "
    "ORDER BY row DESC LIMIT ?";

Json score_json(const Statement& row) {
  return {{"row", row.count(0)},        {"time", time_json(row, 1)},   {"version", row.count(2)}, {"value", number_json(row, 3)},
          {"low", number_json(row, 4)}, {"high", number_json(row, 5)}, {"outcomes", row.count(6)}};
}

}  // namespace driftd::history
