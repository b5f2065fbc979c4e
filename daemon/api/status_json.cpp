#include "daemon/api/status_json.h"

#include <cmath>

namespace driftd::api {

using config::Json;

namespace {

Json number_or_null(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

Json signals_json(const engine::ModelStatus& status) {
  Json signals = Json::array();
  for (const auto& entry : status.signals) {
    signals.push_back({{"detector", entry.detector},
                       {"subject", entry.subject},
                       {"level", detectors::name_of(entry.signal.level)},
                       {"statistic", number_or_null(entry.signal.statistic)},
                       {"threshold", number_or_null(entry.signal.threshold)},
                       {"p_value", number_or_null(entry.signal.p_value)},
                       {"allowed", number_or_null(entry.signal.allowed)},
                       {"earned", entry.signal.earned},
                       {"window", entry.signal.window}});
  }
  return signals;
}

Json values_json(const std::vector<engine::ScoreStatus>& scores) {
  Json values = Json::object();
  for (const auto& score : scores) values[score.score] = score.value ? number_or_null(*score.value) : Json();
  return values;
}

/// [low, high] of each that has one.
Json intervals_json(const std::vector<engine::ScoreStatus>& scores) {
  Json intervals = Json::object();
  for (const auto& score : scores) {
    if (score.interval) intervals[score.score] = {number_or_null(score.interval->low), number_or_null(score.interval->high)};
  }
  return intervals;
}

Json segments_json(const engine::ModelStatus& status) {
  Json segments = Json::array();
  for (const auto& segment : status.segments) {
    segments.push_back({{"segment", segment.segment},
                        {"outcomes", segment.outcomes},
                        {"scores", values_json(segment.scores)},
                        {"score_intervals", intervals_json(segment.scores)}});
  }
  return segments;
}

Json ladder_json(const engine::LadderStatus& ladder) {
  return {{"attempt", ladder.attempt},
          {"circuit_open", !ladder.circuit.empty()},
          {"circuit", ladder.circuit},
          {"rows_to_close", ladder.rows_to_close}};
}

Json budget_json(const engine::LadderStatus& ladder) {
  return {{"cpu_of_day", number_or_null(ladder.cpu_of_day)},
          {"cpu_per_day", number_or_null(ladder.cpu_per_day)},
          {"cpu_seconds", number_or_null(ladder.cpu_seconds)}};
}

Json gate_json(const engine::GateStatus& gate) {
  return {{"alpha", gate.alpha}, {"alpha_left", gate.alpha_left}, {"alpha_next", gate.alpha_next}, {"attempts", gate.attempts}};
}

Json quarantine_json(const engine::ModelStatus& status) {
  Json quarantine = Json::array();
  for (const auto& artefact : status.quarantine)
    quarantine.push_back({{"artefact_hash", artefact.artefact_hash}, {"version", artefact.version}});
  return quarantine;
}

Json publications_json(const engine::ModelStatus& status) {
  Json publications = Json::array();
  for (const auto& entry : status.publications) {
    publications.push_back({{"target", entry.target},
                            {"version", entry.version},
                            {"published", entry.published},
                            {"failures", entry.failures},
                            {"error", entry.error}});
  }
  return publications;
}

/// Null where the champion answers all.
Json canary_json(const engine::ModelStatus& status) {
  return status.canary_version == 0 ? Json() : Json{{"version", status.canary_version}, {"share", status.canary_share}};
}

Json counts_json(const engine::ModelStatus& status) {
  const auto& counts = status.counts;
  return {{"predictions", counts.predictions},
          {"labels", counts.labels},
          {"joined", counts.joined},
          {"pending", status.waiting_predictions},
          {"early_labels", status.waiting_labels},
          {"rejected", status.rejected},
          {"duplicates", counts.duplicate_predictions + counts.duplicate_labels},
          {"expired", counts.expired_predictions},
          {"orphaned", counts.orphaned_labels}};
}

}  // namespace

Json to_json(const engine::ModelStatus& status, std::uint64_t served) {
  return {{"name", status.name},
          {"task", config::name_of(status.task)},
          {"level", engine::level_name(status)},
          {"broken", status.broken},
          {"version", status.version},
          {"previous_version", status.previous_version},
          {"served_version", served},
          {"canary", canary_json(status)},
          {"scores", values_json(status.scores)},
          {"score_intervals", intervals_json(status.scores)},
          {"scored_outcomes", status.scores.empty() ? 0 : status.scores.front().outcomes},
          {"segments", segments_json(status)},
          {"counts", counts_json(status)},
          {"signals", signals_json(status)},
          {"update",
           {{"phase", status.phase},
            {"busy", status.busy || served != status.version},
            {"blocked", status.blocked},
            {"watch", status.watch},
            {"paused", status.paused},
            {"ladder", ladder_json(status.ladder)},
            {"budget", budget_json(status.ladder)},
            {"gate", gate_json(status.gate)},
            {"quarantine", quarantine_json(status)}}},
          {"publications", publications_json(status)},
          {"labelled_rows", status.labelled_rows},
          {"swaps", status.swaps},
          {"rollbacks", status.rollbacks}};
}

}  // namespace driftd::api
