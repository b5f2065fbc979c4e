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

Json text_or_null(const Statement& row, int column) {
  return row.is_null(column) ? Json() : Json(row.text(column));
}

Json count_or_null(const Statement& row, int column) {
  return row.is_null(column) ? Json() : Json(row.count(column));
}

Json finite_or_null(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

Json evidence_json(const std::vector<updaters::Evidence>& evidence) {
  Json array = Json::array();
  for (const auto& each : evidence) {
    array.push_back({{"name", each.name},
                     {"holds", each.holds},
                     {"value", finite_or_null(each.value)},
                     {"bar", finite_or_null(each.bar)},
                     {"text", each.text}});
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

const std::string_view kSignalColumns =
    "SELECT number, row, time, detector, subject, level, statistic, threshold, p_value, window_size, since_change, allowed, earned FROM "
    "signals ";

Json signal_json(const Statement& row) {
  return {
      {"number", row.count(0)},         {"row", row.count(1)},    {"time", time_json(row, 2)},        {"detector", row.text(3)},
      {"subject", row.text(4)},         {"level", row.text(5)},   {"statistic", number_json(row, 6)}, {"threshold", number_json(row, 7)},
      {"p_value", number_json(row, 8)}, {"window", row.count(9)}, {"since_change", row.count(10)},    {"allowed", number_json(row, 11)},
      {"earned", number_json(row, 12)}};
}

const std::string_view kUpsertUpdate =
    "INSERT OR REPLACE INTO updates (model, job, row, time, cause, strategy, outcome, reason, attempt, version, base_version, rows, "
    "seconds, "
    "gate_rows, champion_loss, challenger_loss, p_better, p_worse, alpha, decision, test, evidence, kind, signal, plan, window_from, "
    "window_to, data_rows, data_first, data_last, data_sha256, trainer, trainer_ending, trainer_notes, failure, cpu_seconds) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

namespace {

/// The chain behind the columns of before; NULL where a link does not apply.
void bind_origin(Statement& upsert, const engine::UpdateRecord& record) {
  constexpr int kKind = 23;
  constexpr int kSignal = 24;
  constexpr int kPlan = 25;
  constexpr int kWindow = 26;
  constexpr int kData = 28;
  constexpr int kTrainer = 32;
  constexpr int kFailure = 35;
  const engine::TrainingFacts& training = record.training;
  upsert.bind(kKind, name_of(record.kind));
  upsert.bind(kPlan, record.plan);
  upsert.bind(kFailure, record.failure);
  upsert.bind(kFailure + 1, record.cpu_seconds);
  if (record.signal > 0) upsert.bind(kSignal, record.signal);
  if (record.window.size() > 0) {
    upsert.bind(kWindow, record.window.from);
    upsert.bind(kWindow + 1, record.window.to);
  }
  if (training.rows > 0) {
    upsert.bind(kData, training.rows);
    upsert.bind(kData + 1, stored_time(training.first));
    upsert.bind(kData + 2, stored_time(training.last));
    upsert.bind(kData + 3, training.table_sha256);
  }
  if (!training.trainer.empty()) {
    upsert.bind(kTrainer, training.trainer);
    upsert.bind(kTrainer + 1, training.ending);
  }
  if (!record.notes.empty()) upsert.bind(kTrainer + 2, record.notes);
}

}  // namespace

void bind_record(Statement& upsert, std::string_view model, const engine::UpdateRecord& record) {
  constexpr int kFirstOfVerdict = 14;
  constexpr int kLast = 22;
  const updaters::Verdict& verdict = record.verdict;
  upsert.with(model, record.job, record.row, stored_time(record.time), record.cause, record.strategy, record.outcome, record.reason,
              record.attempt, record.version, record.base_version, record.rows, record.seconds, verdict.rows, verdict.champion_loss,
              verdict.challenger_loss, verdict.p_better, verdict.p_worse, verdict.alpha, name_of(verdict.decision), name_of(verdict.test),
              evidence_json(verdict.evidence).dump());
  bind_origin(upsert, record);
  if (verdict.rows > 0) return;
  for (int column = kFirstOfVerdict; column <= kLast; ++column) upsert.bind_null(column);
}

const std::string_view kUpdateColumns =
    "SELECT job, row, time, cause, strategy, outcome, reason, attempt, version, base_version, rows, seconds, gate_rows, champion_loss, "
    "challenger_loss, p_better, p_worse, alpha, decision, test, evidence, kind, signal, plan, window_from, window_to, data_rows, "
    "data_first, "
    "data_last, data_sha256, trainer, trainer_ending, trainer_notes, failure, cpu_seconds FROM updates ";

namespace {

Json data_json(const Statement& row) {
  if (row.is_null(26)) return {};
  return {{"rows", row.count(26)}, {"first", time_json(row, 27)}, {"last", time_json(row, 28)}, {"sha256", row.text(29)}};
}

Json trainer_json(const Statement& row) {
  if (row.is_null(30) && row.is_null(32)) return {};
  return {{"command", text_or_null(row, 30)}, {"ending", text_or_null(row, 31)}, {"notes", text_or_null(row, 32)}};
}

}  // namespace

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
  return {{"job", row.count(0)},
          {"row", row.count(1)},
          {"time", time_json(row, 2)},
          {"cause", row.text(3)},
          {"strategy", row.text(4)},
          {"outcome", row.text(5)},
          {"reason", row.text(6)},
          {"attempt", row.integer(7)},
          {"version", row.count(8)},
          {"base_version", row.count(9)},
          {"rows", row.count(10)},
          {"seconds", number_json(row, 11)},
          {"failure", row.is_null(33) ? std::string() : row.text(33)},
          {"cpu_seconds", number_json(row, 34)},
          {"verdict", std::move(verdict)},
          {"kind", text_or_null(row, 21)},
          {"signal", count_or_null(row, 22)},
          {"plan", text_or_null(row, 23)},
          {"window", row.is_null(24) ? Json() : Json{{"from", row.count(24)}, {"to", row.count(25)}}},
          {"data", data_json(row)},
          {"trainer", trainer_json(row)}};
}

const std::string_view kInsertScore =
    "INSERT OR IGNORE INTO scores (model, score, segment, row, time, version, value, low, high, outcomes) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

void bind_record(Statement& insert, std::string_view model, const engine::ScoreRecord& record) {
  const auto interval = record.interval.value_or(detectors::Interval{.low = kNone, .high = kNone});
  insert.with(model, record.score, record.segment, record.row, stored_time(record.time), record.version, record.value, interval.low,
              interval.high, record.outcomes);
}

const std::string_view kScoreColumns = "SELECT row, time, version, value, low, high, outcomes FROM scores ";

Json score_json(const Statement& row) {
  return {{"row", row.count(0)},        {"time", time_json(row, 1)},   {"version", row.count(2)}, {"value", number_json(row, 3)},
          {"low", number_json(row, 4)}, {"high", number_json(row, 5)}, {"outcomes", row.count(6)}};
}

const std::string_view kUpsertWatch =
    "INSERT OR REPLACE INTO watches (model, job, version, previous_version, begun, time, outcome, reason, labels, rows, loss, "
    "previous_loss, "
    "p_worse) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

void bind_record(Statement& upsert, std::string_view model, const engine::WatchRecord& record) {
  const auto& verdict = record.verdict;
  const bool compared = verdict.rows > 0;
  upsert.with(model, record.job, record.version, record.previous, stored_time(record.begun), stored_time(record.time), record.outcome,
              record.reason, record.labels, verdict.rows, compared ? verdict.challenger_loss : kNone,
              compared ? verdict.champion_loss : kNone, compared ? verdict.p_worse : kNone);
}

const std::string_view kWatchColumns =
    "SELECT job, version, previous_version, begun, time, outcome, reason, labels, rows, loss, previous_loss, p_worse FROM watches ";

Json watch_json(const Statement& row) {
  return {{"job", row.count(0)},
          {"version", row.count(1)},
          {"previous_version", row.count(2)},
          {"begun", time_json(row, 3)},
          {"time", time_json(row, 4)},
          {"outcome", row.text(5)},
          {"reason", row.text(6)},
          {"labels", row.count(7)},
          {"rows", row.count(8)},
          {"loss", number_json(row, 9)},
          {"previous_loss", number_json(row, 10)},
          {"p_worse", number_json(row, 11)}};
}

const std::string_view kInsertNotBegun =
    "INSERT OR IGNORE INTO not_begun (model, number, job, row, time, kind, cause, signal, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

void bind_record(Statement& insert, std::string_view model, const engine::NotBegunRecord& record) {
  constexpr int kSignal = 8;
  insert.with(model, record.number, record.job, record.row, stored_time(record.time), name_of(record.kind), record.cause, record.signal,
              record.reason);
  if (record.signal == 0) insert.bind_null(kSignal);
}

const std::string_view kNotBegunColumns = "SELECT number, job, row, time, kind, cause, signal, reason FROM not_begun ";

Json not_begun_json(const Statement& row) {
  return {{"number", row.count(0)},          {"job", row.count(1)},  {"row", row.count(2)},
          {"time", time_json(row, 3)},       {"kind", row.text(4)},  {"cause", row.text(5)},
          {"signal", count_or_null(row, 6)}, {"reason", row.text(7)}};
}

}  // namespace driftd::history
