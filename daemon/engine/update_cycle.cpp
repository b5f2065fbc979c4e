#include "daemon/engine/update_cycle.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "config/assertion.h"

namespace driftd::engine {

using updaters::Decision;

namespace {

constexpr std::string_view kPhaseNames[] = {"idle", "training", "judging", "waiting", "installing"};

std::string verdict_text(const updaters::Verdict& verdict) {
  return fmt::format("{} on {} rows: loss {:.4f} against the champion's {:.4f}, p {:.2g}, bar {:.2g}", updaters::name_of(verdict.test),
                     verdict.rows, verdict.challenger_loss, verdict.champion_loss, verdict.p_better, verdict.alpha);
}

}  // namespace

void UpdateCycle::begin(const updaters::UpdatePlan& plan, const Samples& samples, std::uint64_t row, Time now, const Emit& emit) {
  DRIFTD_ASSERT(phase_ == Phase::idle);
  window_ = plan.strategy.window;
  continues_champion_ = plan.strategy.continues_champion;
  look_ = 0;
  judge_until_ = 0;
  artefact_hash_.clear();
  record_ = {.job = next_job_++,
             .row = row,
             .time = now,
             .cause = plan.cause.text,
             .strategy = plan.strategy.strategy,
             .reason = plan.strategy.reason,
             .attempt = plan.attempt,
             .base_version = champion(),
             .rows = window_.size()};
  enter(Phase::training, emit);
  emit(train_action(samples));
}

UpdateCycle::Happened UpdateCycle::on(const TrainingEnded& ended, const Samples& samples, const Emit& emit) {
  if (phase_ != Phase::training || ended.job != record_.job) return Happened::nothing;
  record_.seconds = ended.seconds;
  if (!ended.succeeded) return finish("failed", ended.reason, emit);
  if (!ended.reason.empty()) record_.reason += "; " + ended.reason;
  artefact_hash_ = ended.artefact_hash;
  if (record_.base_version == 0) {
    install(emit);
  } else {
    compare_or_wait(samples, emit);
  }
  return Happened::nothing;
}

UpdateCycle::Happened UpdateCycle::on(const Compared& compared, const Samples& samples, Time now, const Emit& emit) {
  if (watch_.active && watch_.comparing && compared.job == watch_.job) return watched(compared, now, emit);
  if (phase_ == Phase::judging && compared.job == record_.job) return judged(compared, samples, emit);
  return Happened::nothing;
}

UpdateCycle::Happened UpdateCycle::judged(const Compared& compared, const Samples& samples, const Emit& emit) {
  if (!compared.failure.empty()) return finish("failed", compared.failure, emit);
  if (compared.champion.size() != compared.challenger.size())
    return finish("failed", "the comparison came back with unequal lengths", emit);
  record_.verdict = updaters::judge(settings_.gate, compared.champion, compared.challenger, look_);
  if (record_.verdict.decision == Decision::promote) {
    install(emit);
    return Happened::nothing;
  }
  if (record_.verdict.decision == Decision::reject) return finish("rejected", verdict_text(record_.verdict), emit);
  if (++look_ >= settings_.gate.looks) return finish("inconclusive", verdict_text(record_.verdict), emit);
  enter(Phase::waiting, emit);
  compare_or_wait(samples, emit);
  return Happened::nothing;
}

UpdateCycle::Happened UpdateCycle::on(const Installed& installed, Time now, const Emit& emit) {
  if (phase_ != Phase::installing || installed.job != record_.job) return Happened::nothing;
  if (!installed.failure.empty()) return finish("failed", installed.failure, emit);
  versions_.push_back({.number = installed.version, .parent = record_.base_version, .learnt_until = window_.to, .kind = kind_});
  if (versions_.size() > kVersionsRemembered) versions_.erase(versions_.begin());
  next_version_ = std::max(next_version_, installed.version + 1);
  record_.version = installed.version;
  emit(Serve{.version = installed.version});
  const std::string why = record_.base_version == 0 ? "the first version" : verdict_text(record_.verdict);
  watch_ = {};
  if (record_.base_version != 0) watch_ = {.active = true, .version = installed.version, .record = record_};
  watch_.record.time = now;
  watch_.record.outcome = "promoted";
  watch_.record.reason += "; " + why;
  finish("promoted", why, emit);
  return Happened::promoted;
}

void UpdateCycle::on_sample(const Samples& samples, std::uint64_t version, const Emit& emit) {
  if (phase_ == Phase::waiting) compare_or_wait(samples, emit);
  if (!watch_.active || version != watch_.version || samples.end() == 0) return;
  if (watch_.rows.size() < static_cast<std::size_t>(settings_.watch.labels)) {
    const auto newest = samples.range(samples.end() - 1, samples.end());
    watch_.rows.insert(watch_.rows.end(), newest.begin(), newest.end());
  }
  if (!watch_.comparing) look_at_watch(emit);
}

void UpdateCycle::compare_or_wait(const Samples& samples, const Emit& emit) {
  const Version* base = champion_version();
  const std::uint64_t from = std::max(window_.to, base == nullptr ? 0 : base->learnt_until);
  const std::uint64_t at_hand = samples.end() - std::min(samples.end(), std::max(from, samples.first()));
  const std::uint64_t seen = judge_until_ > from ? judge_until_ - from : 0;
  const std::uint64_t wanted = std::max<std::uint64_t>(static_cast<std::uint64_t>(settings_.gate.min_rows), 2 * seen);
  if (at_hand < wanted) {
    if (phase_ != Phase::waiting) enter(Phase::waiting, emit);
    return;
  }
  judge_until_ = samples.end();
  enter(Phase::judging, emit);
  emit(compare_action(samples));
}

void UpdateCycle::install(const Emit& emit) {
  enter(Phase::installing, emit);
  emit(install_action());
}

void UpdateCycle::enter(Phase phase, const Emit& emit) {
  phase_ = phase;
  record_.outcome = kPhaseNames[static_cast<std::size_t>(phase)];
  emit(record_);
}

UpdateCycle::Happened UpdateCycle::finish(const std::string& outcome, const std::string& why, const Emit& emit) {
  phase_ = Phase::idle;
  record_.outcome = outcome;
  record_.reason += "; " + why;
  emit(record_);
  emit(Discard{.job = record_.job});
  return Happened::ended_without_promotion;
}

void UpdateCycle::look_at_watch(const Emit& emit) {
  const auto labels = static_cast<std::uint64_t>(settings_.watch.labels);
  const std::uint64_t wanted = labels * static_cast<std::uint64_t>(watch_.look + 1) / static_cast<std::uint64_t>(kWatchLooks);
  if (watch_.rows.size() < wanted) return;
  watch_.job = next_job_++;
  watch_.comparing = true;
  emit(watch_action());
}

UpdateCycle::Happened UpdateCycle::watched(const Compared& compared, Time now, const Emit& emit) {
  watch_.comparing = false;
  updaters::GateSettings settings = settings_.gate;
  settings.alpha = settings_.watch.alpha;
  settings.looks = kWatchLooks;
  const bool can_judge = compared.failure.empty() && compared.champion.size() == compared.challenger.size();
  const auto verdict = can_judge ? updaters::judge(settings, compared.champion, compared.challenger, watch_.look) : updaters::Verdict{};
  ++watch_.look;
  if (verdict.decision == Decision::reject) {
    roll_back("the version before it does better: " + verdict_text(verdict), now, emit);
    return Happened::rolled_back;
  }
  if (watch_.look >= kWatchLooks) watch_ = {};
  return Happened::nothing;
}

bool UpdateCycle::roll_back(const std::string& reason, Time now, const Emit& emit) {
  if (versions_.size() < 2) return false;
  UpdateRecord record =
      watch_.active ? watch_.record
                    : UpdateRecord{.job = next_job_++, .time = now, .cause = "rollback", .strategy = "rollback", .version = champion()};
  record.outcome = "rolled_back";
  record.reason += (record.reason.empty() ? "" : "; ") + reason;
  versions_.pop_back();
  watch_ = {};
  emit(record);
  emit(Serve{.version = champion()});
  if (phase_ != Phase::idle) finish("dropped", "the champion that it was to replace was rolled back", emit);
  return true;
}

void UpdateCycle::resume(const Samples& samples, const Emit& emit) const {
  emit(Serve{.version = champion()});
  if (phase_ == Phase::training) emit(train_action(samples));
  if (phase_ == Phase::judging) emit(compare_action(samples));
  if (phase_ == Phase::installing) emit(install_action());
  if (watch_.comparing) emit(watch_action());
}

std::vector<Sample> UpdateCycle::gate_rows(const Samples& samples) const {
  const Version* base = champion_version();
  return samples.range(std::max(window_.to, base == nullptr ? 0 : base->learnt_until), judge_until_);
}

Train UpdateCycle::train_action(const Samples& samples) const {
  return {.job = record_.job,
          .strategy = record_.strategy,
          .base_version = continues_champion_ ? record_.base_version : 0,
          .seed = static_cast<std::uint64_t>(settings_.seed) + record_.job,
          .attempt = record_.attempt,
          .rows = samples.range(window_.from, window_.to)};
}

Compare UpdateCycle::compare_action(const Samples& samples) const {
  return {.job = record_.job, .champion_version = record_.base_version, .challenger_version = 0, .rows = gate_rows(samples)};
}

Compare UpdateCycle::watch_action() const {
  return {.job = watch_.job, .champion_version = previous(), .challenger_version = watch_.version, .rows = watch_.rows};
}

Install UpdateCycle::install_action() const {
  return {.job = record_.job,
          .version = next_version_,
          .parent = record_.base_version,
          .strategy = record_.strategy,
          .cause = record_.cause,
          .artefact_hash = artefact_hash_,
          .rows = record_.rows,
          .time = record_.time};
}

Position UpdateCycle::oldest_row(Position otherwise) const {
  for (const Sample& row : watch_.rows) otherwise = std::min(otherwise, row.prediction);
  return otherwise;
}

std::string UpdateCycle::watch_text() const {
  return watch_.active ? fmt::format("{} of {} labels", watch_.rows.size(), settings_.watch.labels) : std::string();
}

}  // namespace driftd::engine
