#include "daemon/engine/update_record_state.h"

namespace driftd::engine {

void save(const UpdateRecord& record, detectors::StateWriter& state) {
  state.put(record.job);
  state.put(record.row);
  state.put(record.time.time_since_epoch().count());
  for (const std::string* text : {&record.cause, &record.strategy, &record.reason, &record.outcome}) state.put(std::string_view(*text));
  state.put(record.attempt);
  state.put(record.version);
  state.put(record.base_version);
  state.put(record.rows);
  state.put(record.seconds);
  state.put(record.cpu_seconds);
  state.put(std::string_view(record.failure));
  updaters::save(record.verdict, state);
  state.put(record.kind);
  state.put(record.signal);
  state.put(record.window.from);
  state.put(record.window.to);
  const TrainingFacts& training = record.training;
  for (const std::string* text : {&record.plan, &record.notes, &training.trainer, &training.ending, &training.table_sha256}) {
    state.put(std::string_view(*text));
  }
  state.put(training.rows);
  state.put(training.first.time_since_epoch().count());
  state.put(training.last.time_since_epoch().count());
}

void load(UpdateRecord& record, detectors::StateReader& state) {
  state.get(record.job);
  state.get(record.row);
  record.time = Time(Duration(state.get<std::int64_t>()));
  for (std::string* text : {&record.cause, &record.strategy, &record.reason, &record.outcome}) state.get(*text);
  state.get(record.attempt);
  state.get(record.version);
  state.get(record.base_version);
  state.get(record.rows);
  state.get(record.seconds);
  state.get(record.cpu_seconds);
  state.get(record.failure);
  updaters::load(record.verdict, state);
  state.get(record.kind);
  if (record.kind > updaters::Cause::Kind::broken) state.fail();
  state.get(record.signal);
  state.get(record.window.from);
  state.get(record.window.to);
  TrainingFacts& training = record.training;
  for (std::string* text : {&record.plan, &record.notes, &training.trainer, &training.ending, &training.table_sha256}) state.get(*text);
  state.get(training.rows);
  training.first = Time(Duration(state.get<std::int64_t>()));
  training.last = Time(Duration(state.get<std::int64_t>()));
}

}  // namespace driftd::engine
