// How an update in flight is handed over to new settings, written into a checkpoint and read back.

#include <algorithm>
#include <utility>

#include "daemon/engine/update_cycle.h"

namespace driftd::engine {
namespace {

void save_record(const UpdateRecord& record, detectors::StateWriter& state) {
  state.put(record.job);
  state.put(record.row);
  state.put(record.time.time_since_epoch().count());
  state.put(std::string_view(record.cause));
  state.put(std::string_view(record.strategy));
  state.put(std::string_view(record.reason));
  state.put(std::string_view(record.outcome));
  state.put(record.attempt);
  state.put(record.version);
  state.put(record.base_version);
  state.put(record.rows);
  state.put(record.seconds);
  state.put(record.verdict.decision);
  state.put(record.verdict.test);
  state.put(record.verdict.rows);
  state.put(record.verdict.champion_loss);
  state.put(record.verdict.challenger_loss);
  state.put(record.verdict.p_better);
  state.put(record.verdict.p_worse);
  state.put(record.verdict.alpha);
}

void load_record(UpdateRecord& record, detectors::StateReader& state) {
  state.get(record.job);
  state.get(record.row);
  record.time = Time(Duration(state.get<std::int64_t>()));
  state.get(record.cause);
  state.get(record.strategy);
  state.get(record.reason);
  state.get(record.outcome);
  state.get(record.attempt);
  state.get(record.version);
  state.get(record.base_version);
  state.get(record.rows);
  state.get(record.seconds);
  state.get(record.verdict.decision);
  state.get(record.verdict.test);
  state.get(record.verdict.rows);
  state.get(record.verdict.champion_loss);
  state.get(record.verdict.challenger_loss);
  state.get(record.verdict.p_better);
  state.get(record.verdict.p_worse);
  state.get(record.verdict.alpha);
}

}  // namespace

void UpdateCycle::take_over(UpdateCycle&& other) {
  auto settings = std::move(settings_);
  auto kind = std::move(kind_);
  *this = std::move(other);
  settings_ = std::move(settings);
  kind_ = std::move(kind);
}

void UpdateCycle::take_over_numbers(const UpdateCycle& other) {
  next_job_ = other.next_job_;
  next_version_ = other.next_version_;
}

void UpdateCycle::save(detectors::StateWriter& state) const {
  state.put(phase_);
  state.put(next_job_);
  state.put(next_version_);
  state.put(window_.from);
  state.put(window_.to);
  state.put(continues_champion_);
  state.put(judge_until_);
  state.put(look_);
  state.put(std::string_view(artefact_hash_));
  save_record(record_, state);
  state.put(static_cast<std::uint64_t>(versions_.size()));
  for (const Version& version : versions_) {
    state.put(version.number);
    state.put(version.parent);
    state.put(version.learnt_until);
    state.put(std::string_view(version.kind));
  }
  state.put(watch_.active);
  state.put(watch_.comparing);
  state.put(watch_.job);
  state.put(watch_.version);
  state.put(watch_.look);
  state.put(static_cast<std::uint64_t>(watch_.rows.size()));
  for (const Sample& row : watch_.rows) {
    state.put(row.prediction);
    state.put(row.label);
  }
  save_record(watch_.record, state);
}

void UpdateCycle::load(detectors::StateReader& state) {
  state.get(phase_);
  if (phase_ > Phase::installing) return state.fail();
  state.get(next_job_);
  state.get(next_version_);
  state.get(window_.from);
  state.get(window_.to);
  state.get(continues_champion_);
  state.get(judge_until_);
  state.get(look_);
  state.get(artefact_hash_);
  load_record(record_, state);
  versions_.resize(std::min<std::uint64_t>(state.get_count(), kVersionsRemembered));
  for (Version& version : versions_) {
    state.get(version.number);
    state.get(version.parent);
    state.get(version.learnt_until);
    state.get(version.kind);
  }
  state.get(watch_.active);
  state.get(watch_.comparing);
  state.get(watch_.job);
  state.get(watch_.version);
  state.get(watch_.look);
  watch_.rows.resize(state.get_count());
  for (Sample& row : watch_.rows) {
    state.get(row.prediction);
    state.get(row.label);
  }
  load_record(watch_.record, state);
}

}  // namespace driftd::engine
