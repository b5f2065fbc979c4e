#include "daemon/replay/change_delays.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace driftd::replay {

using config::Json;

std::expected<ChangeDelays, std::string> ChangeDelays::of(KnownChanges changes, std::uint64_t watched_from) {
  if (changes.rows.size() > KnownChanges::kMost)
    return std::unexpected(fmt::format("of {} changes at most {} are measured", changes.rows.size(), KnownChanges::kMost));
  for (std::size_t i = 0; i < changes.rows.size(); ++i) {
    const std::uint64_t row = changes.rows[i];
    if (row < watched_from)
      return std::unexpected(fmt::format("a change at row {} cannot be noticed: the first {} rows are the reference", row, watched_from));
    if (i > 0 && row <= changes.rows[i - 1])
      return std::unexpected(fmt::format("changes are given in ascending order, but {} stands behind {}", row, changes.rows[i - 1]));
  }
  return ChangeDelays(changes);
}

ChangeDelays::ChangeDelays(const KnownChanges& changes) {
  report_.within = changes.within;
  for (const std::uint64_t row : changes.rows) report_.changes.push_back({.row = row});
}

ChangeDelay* ChangeDelays::change_of(std::uint64_t row) {
  const auto behind = std::ranges::upper_bound(report_.changes, row, {}, &ChangeDelay::row);
  return behind == report_.changes.begin() ? nullptr : &*std::prev(behind);
}

void ChangeDelays::answered(std::uint64_t row, double error) {
  for (; reached_ < report_.changes.size() && report_.changes[reached_].row <= row; ++reached_)
    recovery_.change(report_.changes[reached_].row);
  recovery_.answered(row, error);
  if (reached_ > 0) report_.changes[reached_ - 1].recovered = recovery_.since_change();
}

void ChangeDelays::alarm(const Alarm& alarm) {
  const bool decay = alarm.watched == Watched::decay;
  ChangeDelay* change = alarm.seen == 0 ? nullptr : change_of(alarm.seen - 1);
  const std::uint64_t seen = change == nullptr ? 0 : alarm.seen - change->row;
  if (change == nullptr || (report_.within > 0 && seen > report_.within)) {
    ++(decay ? report_.false_decay : report_.false_drift);
    return;
  }
  Alarms& alarms = decay ? change->decay : change->drift;
  ++alarms.count;
  if (alarms.first) return;
  alarms.first = {.rows = alarm.row - change->row, .seen = seen, .detector = alarm.detector, .subject = alarm.subject};
}

void ChangeDelays::update_begun(std::uint64_t row) {
  if (ChangeDelay* change = change_of(row)) ++change->updates;
}

void ChangeDelays::promoted(std::uint64_t begun, std::uint64_t row) {
  ChangeDelay* change = change_of(begun);
  if (change == nullptr) return;
  ++change->promoted;
  if (!change->swapped) change->swapped = row - change->row;
}

std::expected<ChangeReport, std::string> ChangeDelays::report(std::uint64_t rows) const {
  if (!report_.changes.empty() && report_.changes.back().row >= rows) {
    return std::unexpected(fmt::format("a change at row {} is not in the stream, which ends with row {}", report_.changes.back().row,
                                       rows == 0 ? 0 : rows - 1));
  }
  return report_;
}

namespace {

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json alarms_json(const Alarms& alarms, Watched watched) {
  Json json = {{"missed", !alarms.first.has_value()}, {"alarms", alarms.count}};
  if (alarms.first) {
    json["delay"] = alarms.first->rows;
    if (watched == Watched::decay) json["delay_labels"] = alarms.first->seen;
    json["detector"] = alarms.first->detector;
    json["subject"] = alarms.first->subject;
  }
  return json;
}

Json change_json(const ChangeDelay& change) {
  return {{"row", change.row},
          {"decay", alarms_json(change.decay, Watched::decay)},
          {"drift", alarms_json(change.drift, Watched::drift)},
          {"updates", change.updates},
          {"promoted", change.promoted},
          {"swap_delay", or_null(change.swapped)},
          {"error_before", or_null(change.recovered.before)},
          {"error_worst", or_null(change.recovered.worst)},
          {"recovery_delay", or_null(change.recovered.rows)}};
}

}  // namespace

Json to_json(const ChangeReport& report) {
  Json changes = Json::array();
  for (const auto& change : report.changes) changes.push_back(change_json(change));
  return {{"known", std::move(changes)},
          {"within", report.within == 0 ? Json() : Json(report.within)},
          {"false_alarms", {{"decay", report.false_decay}, {"drift", report.false_drift}}}};
}

}  // namespace driftd::replay
