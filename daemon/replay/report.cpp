#include "daemon/replay/report.h"

#include <cmath>

#include "detectors/catalogue.h"

namespace driftd::replay {

using config::Json;

namespace {

Json number_or_null(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

Json signal_json(const engine::SignalRecord& record) {
  return {{"row", record.row},
          {"detector", record.detector},
          {"subject", record.subject},
          {"level", detectors::name_of(record.signal.level)},
          {"statistic", number_or_null(record.signal.statistic)},
          {"threshold", number_or_null(record.signal.threshold)},
          {"p_value", number_or_null(record.signal.p_value)},
          {"allowed", number_or_null(record.signal.allowed)},
          {"earned", record.signal.earned}};
}

Json segments_json(const std::vector<SegmentReport>& segments) {
  Json json = Json::array();
  for (const SegmentReport& segment : segments) {
    json.push_back({{"segment", segment.segment},
                    {"outcomes", segment.closed_loop.count()},
                    {"scores", scores_of(segment.closed_loop)},
                    {"score_intervals", intervals_of(segment.closed_loop)}});
  }
  return json;
}

std::string verdict_of(const engine::UpdateRecord& record) {
  if (record.outcome == "promoted") return "promote";
  if (record.outcome == "rejected") return "reject";
  return record.outcome;
}

Json evidence_of(const updaters::Verdict& verdict) {
  Json texts = Json::array();
  for (const auto& evidence : verdict.evidence) texts.push_back(evidence.text);
  return texts;
}

Json update_json(const engine::UpdateRecord& record) {
  return {{"row", record.row},
          {"cause", record.cause},
          {"strategy", record.strategy},
          {"reason", record.reason},
          {"verdict", verdict_of(record)},
          {"version", record.version},
          {"rows", record.rows},
          {"seconds", record.seconds},
          {"champion_loss", record.verdict.champion_loss},
          {"challenger_loss", record.verdict.challenger_loss},
          {"gate_rows", record.verdict.rows},
          {"p_better", record.verdict.p_better},
          {"evidence", evidence_of(record.verdict)}};
}

Json not_begun_json(const engine::NotBegunRecord& record) {
  return {{"row", record.row}, {"kind", updaters::name_of(record.kind)}, {"cause", record.cause}, {"reason", record.reason}};
}

}  // namespace

Json scores_of(const detectors::ScoreSums& sums) {
  Json scores = Json::object();
  for (const auto& row : detectors::scores().rows()) {
    const auto score = detectors::scores().choose_default(row.facts.name).make();
    if (!score->fits(sums.task())) continue;
    if (const auto value = score->value(sums)) scores[row.facts.name] = *value;
  }
  return scores;
}

Json intervals_of(const detectors::ScoreSums& sums) {
  Json intervals = Json::object();
  for (const auto& row : detectors::scores().rows()) {
    const auto score = detectors::scores().choose_default(row.facts.name).make();
    if (!score->fits(sums.task())) continue;
    if (const auto interval = score->interval(sums)) intervals[row.facts.name] = {interval->low, interval->high};
  }
  return intervals;
}

Json to_json(const Report& report) {
  Json signals = Json::array();
  for (const auto& signal : report.signals) signals.push_back(signal_json(signal));
  Json updates = Json::array();
  for (const auto& update : report.updates) updates.push_back(update_json(update));
  Json not_begun = Json::array();
  for (const auto& told : report.not_begun) not_begun.push_back(not_begun_json(told));
  Json scores = scores_of(report.closed_loop);
  Json intervals = intervals_of(report.closed_loop);
  for (const auto& ranking : report.rankings) {
    if (ranking.reading.value) scores[ranking.name] = *ranking.reading.value;
    if (ranking.reading.interval) intervals[ranking.name] = {ranking.reading.interval->low, ranking.reading.interval->high};
  }
  Json json = {{"events", report.events},
               {"labels", report.labels},
               {"events_per_second", report.seconds > 0 ? static_cast<double>(report.events) / report.seconds : 0},
               {"signals", std::move(signals)},
               {"updates", std::move(updates)},
               {"not_begun", std::move(not_begun)},
               {"swaps", report.swaps},
               {"rollbacks", report.rollbacks},
               {"scores", {{"closed_loop", std::move(scores)}, {"first_model", scores_of(report.first_model)}}},
               {"score_intervals", {{"closed_loop", std::move(intervals)}, {"first_model", intervals_of(report.first_model)}}},
               {"segments", segments_json(report.segments)}};
  if (report.changes) json["changes"] = to_json(*report.changes);
  return json;
}

}  // namespace driftd::replay
