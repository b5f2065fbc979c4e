// How an update in flight is handed over to new settings, written into a checkpoint and read back.

#include <algorithm>
#include <utility>

#include "daemon/engine/update_cycle.h"

namespace driftd::engine {
namespace {

/// One list of a struct's fields serves for writing and for reading.
class Saving {
 public:
  explicit Saving(detectors::StateWriter& state) : state_(state) {}
  void operator()(const auto& field) const { state_.put(field); }
  void operator()(const std::string& field) const { state_.put(std::string_view(field)); }
  void operator()(const Time& field) const { state_.put(field.time_since_epoch().count()); }

 private:
  detectors::StateWriter& state_;
};

class Loading {
 public:
  explicit Loading(detectors::StateReader& state) : state_(state) {}
  void operator()(auto& field) const { state_.get(field); }
  void operator()(Time& field) const { field = Time(Duration(state_.get<std::int64_t>())); }

 private:
  detectors::StateReader& state_;
};

void each_of_record(auto& record, const auto& visit) {
  visit(record.job);
  visit(record.row);
  visit(record.time);
  visit(record.cause);
  visit(record.strategy);
  visit(record.reason);
  visit(record.outcome);
  visit(record.attempt);
  visit(record.version);
  visit(record.base_version);
  visit(record.rows);
  visit(record.seconds);
  auto& verdict = record.verdict;
  visit(verdict.decision);
  visit(verdict.test);
  visit(verdict.rows);
  visit(verdict.champion_loss);
  visit(verdict.challenger_loss);
  visit(verdict.p_better);
  visit(verdict.p_worse);
  visit(verdict.alpha);
}

void each_of_version(auto& version, const auto& visit) {
  visit(version.number);
  visit(version.parent);
  visit(version.learnt_until);
  visit(version.kind);
}

void each_of_sample(auto& sample, const auto& visit) {
  visit(sample.prediction);
  visit(sample.label);
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

void UpdateCycle::each_of_update(auto& cycle, const auto& visit) {
  visit(cycle.phase_);
  visit(cycle.next_job_);
  visit(cycle.next_version_);
  visit(cycle.window_.from);
  visit(cycle.window_.to);
  visit(cycle.continues_champion_);
  visit(cycle.judge_until_);
  visit(cycle.look_);
  visit(cycle.artefact_hash_);
  each_of_record(cycle.record_, visit);
}

void UpdateCycle::each_of_watch(auto& watch, const auto& visit) {
  visit(watch.active);
  visit(watch.comparing);
  visit(watch.job);
  visit(watch.version);
  visit(watch.look);
  each_of_record(watch.record, visit);
}

void UpdateCycle::save(detectors::StateWriter& state) const {
  const Saving saving(state);
  each_of_update(*this, saving);
  state.put(static_cast<std::uint64_t>(versions_.size()));
  for (const Version& version : versions_) each_of_version(version, saving);
  each_of_watch(watch_, saving);
  state.put(static_cast<std::uint64_t>(watch_.rows.size()));
  for (const Sample& row : watch_.rows) each_of_sample(row, saving);
}

void UpdateCycle::load(detectors::StateReader& state) {
  const Loading loading(state);
  each_of_update(*this, loading);
  if (phase_ > Phase::installing) return state.fail();
  versions_.resize(std::min<std::uint64_t>(state.get_count(), kVersionsRemembered));
  for (Version& version : versions_) each_of_version(version, loading);
  each_of_watch(watch_, loading);
  watch_.rows.resize(state.get_count());
  for (Sample& row : watch_.rows) each_of_sample(row, loading);
}

}  // namespace driftd::engine
