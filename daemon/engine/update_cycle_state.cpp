// How an update in flight is handed over to new settings, written into a checkpoint and read back.

#include <algorithm>
#include <utility>

#include "daemon/engine/update_cycle.h"
#include "daemon/engine/update_record_state.h"

namespace driftd::engine {
namespace {

void save_version(const Version& version, detectors::StateWriter& state) {
  state.put(version.number);
  state.put(version.parent);
  state.put(version.learnt_until);
  state.put(std::string_view(version.kind));
  state.put(std::string_view(version.artefact_hash));
}

void load_version(Version& version, detectors::StateReader& state) {
  state.get(version.number);
  state.get(version.parent);
  state.get(version.learnt_until);
  state.get(version.kind);
  state.get(version.artefact_hash);
}

void save_cause(const updaters::Cause& cause, detectors::StateWriter& state) {
  state.put(cause.kind);
  state.put(std::string_view(cause.text));
  state.put(cause.change);
  state.put(std::string_view(cause.check));
}

void load_cause(updaters::Cause& cause, detectors::StateReader& state) {
  state.get(cause.kind);
  state.get(cause.text);
  state.get(cause.change);
  state.get(cause.check);
  if (cause.kind > updaters::Cause::Kind::broken) state.fail();
}

/// Time and rows are given to it when it is told, not before.
void save_failure(const updaters::Failure& failure, detectors::StateWriter& state) {
  state.put(failure.cause);
  state.put(std::string_view(failure.text));
  state.put(std::string_view(failure.family));
  state.put(failure.job);
}

void load_failure(updaters::Failure& failure, detectors::StateReader& state) {
  state.get(failure.cause);
  state.get(failure.text);
  state.get(failure.family);
  state.get(failure.job);
  if (failure.cause > updaters::FailureCause::overspent) state.fail();
}

}  // namespace

void UpdateCycle::take_over(UpdateCycle&& other) {
  UpdateCycle mine(settings_, kind_);
  *this = std::move(other);
  settings_ = mine.settings_;
  kind_ = mine.kind_;
  auto watch = std::move(watch_);
  watch_ = std::move(mine.watch_);
  watch_.take_over(std::move(watch));
  mine.spending_.take_over(spending_);
  spending_ = mine.spending_;
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
  updaters::save(replayed_, state);
  updaters::save(transfer_, state);
  state.put(learnt_by_any_);
  state.put(continues_champion_);
  save_cause(cause_, state);
  state.put(trains_);
  state.put(random_job_);
  updaters::save(adjustments_, state);
  state.put(cpu_.count());
  save_failure(failure_, state);
  judging_.save(state);
  state.put(canary_);
  spending_.save(state);
  state.put(std::string_view(proven_artefact_));
  state.put(std::string_view(artefact_hash_));
  state.put(promise_);
  engine::save(record_, state);
  state.put(static_cast<std::uint64_t>(versions_.size()));
  for (const Version& version : versions_) save_version(version, state);
  state.put(static_cast<std::uint64_t>(quarantine_.size()));
  for (const Quarantined& artefact : quarantine_) {
    state.put(std::string_view(artefact.artefact_hash));
    state.put(artefact.version);
  }
  watch_.save(state);
}

void UpdateCycle::load(detectors::StateReader& state) {
  state.get(phase_);
  state.get(next_job_);
  state.get(next_version_);
  state.get(window_.from);
  state.get(window_.to);
  updaters::load(replayed_, state);
  updaters::load(transfer_, state);
  state.get(learnt_by_any_);
  state.get(continues_champion_);
  load_cause(cause_, state);
  state.get(trains_);
  state.get(random_job_);
  updaters::load(adjustments_, state);
  cpu_ = Duration(state.get<Duration::rep>());
  load_failure(failure_, state);
  judging_.load(state);
  state.get(canary_);
  spending_.load(state);
  state.get(proven_artefact_);
  state.get(artefact_hash_);
  state.get(promise_);
  engine::load(record_, state);
  if (phase_ > Phase::canary || (canary_ != 0) != (phase_ == Phase::canary)) return state.fail();
  versions_.resize(std::min<std::uint64_t>(state.get_count(), kVersionsRemembered));
  for (Version& version : versions_) load_version(version, state);
  quarantine_.resize(std::min<std::uint64_t>(state.get_count(), kMostQuarantined));
  for (Quarantined& artefact : quarantine_) {
    state.get(artefact.artefact_hash);
    state.get(artefact.version);
  }
  watch_.load(state);
}

}  // namespace driftd::engine
