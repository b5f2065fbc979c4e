#include "daemon/engine/update_cycle.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "config/assertion.h"

namespace driftd::engine {

using updaters::Decision;

namespace {

constexpr std::string_view kPhaseNames[] = {"idle", "training", "judging", "waiting", "installing", "canary"};

}  // namespace

void UpdateCycle::begin(const updaters::UpdatePlan& plan, const Samples& samples, std::uint64_t row, Time now, const Emit& emit,
                        ProvenChallenger proven) {
  DRIFTD_ASSERT(phase_ == Phase::idle);
  window_ = plan.strategy.window;
  continues_champion_ = plan.strategy.continues_champion;
  cause_ = plan.cause;
  trains_ = false;
  adjustments_ = plan.strategy.adjustments;
  cpu_ = plan.cpu;
  failure_ = {};
  artefact_hash_.clear();
  record_ = {.job = next_job_++,
             .row = row,
             .time = now,
             .cause = plan.cause.text,
             .strategy = plan.strategy.strategy,
             .reason = plan.strategy.reason,
             .attempt = plan.attempt,
             .base_version = champion(),
             .rows = window_.size() + plan.strategy.replayed.rows,
             .verdict = std::move(proven.verdict),
             .kind = plan.cause.kind,
             .signal = plan.cause.signal,
             .window = window_,
             .plan = plan.strategy.reason};
  proven_artefact_ = std::move(proven.artefact);
  random_job_ = plan.again == 0 ? record_.job : plan.again;
  replayed_ = plan.strategy.replayed;
  replayed_.seed = seed();
  transfer_ = transfer_of(plan.strategy);
  enter(Phase::training, emit);
  emit(train_action(samples));
}

void UpdateCycle::on(const TrainingBegan& began) {
  trains_ = trains_ || (phase_ == Phase::training && began.job == record_.job);
}

UpdateCycle::Happened UpdateCycle::drop(const std::string& why, const Emit& emit) {
  DRIFTD_ASSERT(waits_to_train());
  finish("dropped", FailureCause::none, why, emit);
  return Happened::dropped;
}

UpdateCycle::Happened UpdateCycle::on(const TrainingEnded& ended, const Samples& samples, const Emit& emit) {
  if (phase_ != Phase::training || ended.job != record_.job) return Happened::nothing;
  record_.seconds = ended.seconds;
  record_.cpu_seconds = ended.cpu_seconds;
  record_.training = ended.facts;
  failure_.family = ended.family.empty() ? kind_ : ended.family;
  if (!ended.succeeded) {
    const bool named = ended.cause != FailureCause::none;
    return finish("failed", named ? ended.cause : FailureCause::infrastructure, ended.reason, emit);
  }
  record_.notes = ended.reason;
  if (!ended.reason.empty()) record_.reason += "; " + ended.reason;
  artefact_hash_ = ended.artefact_hash;
  promise_ = ended.trial_errors;
  if (const Quarantined* known = quarantined(artefact_hash_)) {
    return finish("rejected", FailureCause::lost,
                  fmt::format("it is the artefact of version {}, which was rolled back: it stays in quarantine", known->version), emit);
  }
  if (has_nothing_to_stand()) {
    install(emit);
  } else {
    stand(samples, emit);
  }
  return Happened::nothing;
}

/// The first version; and one that has proved better already, where nothing but that is asked: guards, a shadow and a canary ask for more.
bool UpdateCycle::has_nothing_to_stand() const {
  const auto& gate = settings_.gate;
  const bool asks_for_more = gate.guards.any() || gate.mode != updaters::GateMode::immediate;
  return record_.base_version == 0 || (!proven_artefact_.empty() && !asks_for_more);
}

/// The challenger comes to the gate, and pays for it.
void UpdateCycle::stand(const Samples& samples, const Emit& emit) {
  const double alpha = spending_.spend(record_.attempt <= 1, samples.end());
  judging_ = Judging(settings_.gate);
  judging_.begin(judged_from(), cause_.change, window_.from, replayed_, alpha, samples);
  compare_or_wait(samples, emit);
}

/// Behind all that the challenger and the champion learnt, and, where the challenger started from a version of the model, that one.
std::uint64_t UpdateCycle::judged_from() const {
  const Version* base = champion_version();
  const std::uint64_t from = std::max(window_.to, base == nullptr ? 0 : base->learnt_until);
  return transfer_ && transfer_->from.model.empty() ? std::max(from, learnt_by_any_) : from;
}

/// The version in force by its number.
std::optional<updaters::TransferOrder> UpdateCycle::transfer_of(const updaters::StrategyPlan& plan) const {
  auto order = plan.transfer;
  if (order && order->from == updaters::SourceVersion{}) order->from.version = static_cast<std::int64_t>(champion());
  return order;
}

const Quarantined* UpdateCycle::quarantined(const std::string& artefact_hash) const {
  const auto found = std::ranges::find(quarantine_, artefact_hash, &Quarantined::artefact_hash);
  return artefact_hash.empty() || found == quarantine_.end() ? nullptr : &*found;
}

void UpdateCycle::quarantine_champion() {
  const Version& champion = versions_.back();
  if (champion.artefact_hash.empty() || quarantined(champion.artefact_hash) != nullptr) return;
  quarantine_.push_back({.artefact_hash = champion.artefact_hash, .version = champion.number});
  if (quarantine_.size() > kMostQuarantined) quarantine_.pop_front();
}

UpdateCycle::Happened UpdateCycle::on(const Compared& compared, const Samples& samples, Time now, const Emit& emit) {
  if (watch_.comparing() && compared.job == watch_.job()) return watched(compared, samples, now, emit);
  const bool stands = phase_ == Phase::judging || phase_ == Phase::canary;
  if (stands && compared.job == record_.job) return judged(compared, samples, now, emit);
  return Happened::nothing;
}

UpdateCycle::Happened UpdateCycle::judged(const Compared& compared, const Samples& samples, Time now, const Emit& emit) {
  if (!compared.failure.empty()) return finish("failed", FailureCause::serving, compared.failure, emit);
  if (compared.champion.size() != compared.challenger.size())
    return finish("failed", FailureCause::serving, "the comparison came back with unequal lengths", emit);
  if (!judging_.take(compared)) return Happened::nothing;
  record_.verdict = judging_.verdict();
  if (!compared.challenger_errors.empty()) promise_ = compared.challenger_errors;
  if (judging_.waits_for_guards()) {
    compare_or_wait(samples, emit);
  } else if (judging_.passed_trial()) {
    judging_.go_live(samples);
    install(emit);
  } else if (record_.verdict.decision == Decision::promote) {
    if (canary_ != 0) return promote(canary_, now, emit);
    install(emit);
  } else if (record_.verdict.decision == Decision::reject) {
    return finish("rejected", FailureCause::lost, text_of(record_.verdict), emit);
  } else if (judging_.exhausted()) {
    return finish("inconclusive", FailureCause::inconclusive, text_of(record_.verdict), emit);
  } else {
    if (!judging_.in_shadow()) enter(Phase::waiting, emit);
    compare_or_wait(samples, emit);
  }
  return Happened::nothing;
}

UpdateCycle::Happened UpdateCycle::on(const Installed& installed, Time now, const Emit& emit) {
  if (phase_ != Phase::installing || installed.job != record_.job) return Happened::nothing;
  if (!installed.failure.empty()) return finish("failed", FailureCause::serving, installed.failure, emit);
  next_version_ = std::max(next_version_, installed.version + 1);  // a journal of an earlier release
  record_.version = installed.version;
  if (has_nothing_to_stand() || !judging_.by_canary()) return promote(installed.version, now, emit);
  canary_ = installed.version;
  emit(serve_action());
  enter(Phase::canary, emit);
  return Happened::nothing;
}

UpdateCycle::Happened UpdateCycle::promote(std::uint64_t version, Time now, const Emit& emit) {
  versions_.push_back(
      {.number = version, .parent = record_.base_version, .learnt_until = window_.to, .kind = kind_, .artefact_hash = artefact_hash_});
  learnt_by_any_ = std::max(learnt_by_any_, window_.to);
  if (versions_.size() > kVersionsRemembered) versions_.erase(versions_.begin());
  canary_ = 0;
  emit(serve_action());
  const std::string why = record_.base_version == 0 ? "the first version" : text_of(record_.verdict);
  begin_watch(why, now, emit);
  finish("promoted", FailureCause::none, why, emit);
  return Happened::promoted;
}

/// Over the version that was installed just now.
void UpdateCycle::begin_watch(const std::string& why, Time now, const Emit& emit) {
  if (watch_.active()) emit(watch_record("cut_short", fmt::format("version {} took its place", record_.version), now));
  watch_.end();
  if (record_.base_version == 0) {
    return emit(WatchRecord{.job = record_.job,
                            .version = record_.version,
                            .begun = now,
                            .time = now,
                            .outcome = "none",
                            .reason = "there is no version before it to fall back to"});
  }
  UpdateRecord watched = record_;
  watched.time = now;
  watched.outcome = "promoted";
  watched.reason += "; " + why;
  watch_.begin(record_.version, std::move(watched));
  emit(watch_record("watching", fmt::format("over {} labelled answers", settings_.watch.labels), now));
}

WatchRecord UpdateCycle::watch_record(std::string outcome, std::string reason, Time now) const {
  return {.job = watch_.record().job,
          .version = watch_.version(),
          .previous = watch_.record().base_version,
          .begun = watch_.record().time,
          .time = now,
          .outcome = std::move(outcome),
          .reason = std::move(reason),
          .labels = watch_.labels(),
          .verdict = watch_.verdict()};
}

void UpdateCycle::on_sample(const Samples& samples, std::uint64_t version, const Emit& emit) {
  const bool stands = phase_ == Phase::judging || phase_ == Phase::waiting || phase_ == Phase::canary;
  if (stands && !judging_.in_flight()) compare_or_wait(samples, emit);
  if (!watch_.active() || version != watch_.version() || samples.end() == 0) return;
  for (const Sample& newest : samples.range(samples.end() - 1, samples.end())) watch_.add(newest);
  look_at_watch(emit);
}

void UpdateCycle::compare_or_wait(const Samples& samples, const Emit& emit) {
  auto compare = judging_.next(samples);
  const Phase phase = canary_ != 0 ? Phase::canary : compare || judging_.in_shadow() ? Phase::judging : Phase::waiting;
  if (phase_ != phase) enter(phase, emit);
  if (compare) emit(compare_action(std::move(*compare)));
}

/// The number is taken before it is known what comes of it: an install that ends unheard of has left its files under it.
void UpdateCycle::install(const Emit& emit) {
  ++next_version_;
  enter(Phase::installing, emit);
  emit(install_action());
}

void UpdateCycle::enter(Phase phase, const Emit& emit) {
  phase_ = phase;
  record_.outcome = kPhaseNames[static_cast<std::size_t>(phase)];
  emit(record_);
}

UpdateCycle::Happened UpdateCycle::finish(const std::string& outcome, FailureCause cause, const std::string& why, const Emit& emit) {
  phase_ = Phase::idle;
  trains_ = false;
  failure_.cause = cause;
  failure_.text = why;
  failure_.job = random_job_;
  record_.failure = name_of(cause);
  judging_ = Judging(settings_.gate);
  proven_artefact_.clear();
  if (std::exchange(canary_, 0) != 0) emit(serve_action());
  record_.outcome = outcome;
  record_.reason += "; " + why;
  emit(record_);
  emit(Discard{.job = record_.job});
  return Happened::ended_without_promotion;
}

void UpdateCycle::look_at_watch(const Emit& emit) {
  auto compare = watch_.next(next_job_);
  if (!compare) return;
  ++next_job_;
  emit(watch_action(std::move(*compare)));
}

UpdateCycle::Happened UpdateCycle::watched(const Compared& compared, const Samples& samples, Time now, const Emit& emit) {
  const auto state = watch_.take(compared);
  if (state == Watching::State::disappointed) {
    const auto verdict = watch_.verdict();
    roll_back(fmt::format("the version before it does better: loss {:.4f} against {:.4f} on {} of its rows, {:.3g} to one",
                          verdict.champion_loss, verdict.challenger_loss, verdict.rows, 1 / verdict.p_worse),
              now, emit);
    return Happened::rolled_back;
  }
  if (state == Watching::State::unseen) {
    emit(watch_record("unseen", "most of its rows could not be compared with the version before it", now));
    watch_.end();
  }
  if (state == Watching::State::stood) {
    emit(watch_record("stood", "the version before it is not surely better", now));
    watch_.end();
    spending_.stood(samples.end());
  }
  look_at_watch(emit);
  return Happened::nothing;
}

bool UpdateCycle::roll_back(const std::string& reason, Time now, const Emit& emit) {
  if (versions_.size() < 2) return false;
  const bool watched = watch_.active() || watch_.version() == champion();
  UpdateRecord record = watched ? watch_.record()
                                : UpdateRecord{.job = next_job_++,
                                               .time = now,
                                               .cause = "rollback",
                                               .strategy = "rollback",
                                               .version = champion(),
                                               .kind = updaters::Cause::Kind::command};
  record.outcome = "rolled_back";
  record.reason += (record.reason.empty() ? "" : "; ") + reason;
  if (watched) emit(watch_record("rolled_back", reason, now));
  quarantine_champion();
  versions_.pop_back();
  watch_.end();
  emit(record);
  canary_ = 0;
  emit(serve_action());
  if (phase_ != Phase::idle) finish("dropped", FailureCause::none, "the champion that it was to replace was rolled back", emit);
  return true;
}

void UpdateCycle::resume(const Samples& samples, const Emit& emit) const {
  emit(serve_action());
  if (phase_ == Phase::training) emit(train_action(samples));
  if (judging_.in_flight()) emit(compare_action(judging_.asked(samples)));
  if (phase_ == Phase::installing) emit(install_action());
  if (watch_.comparing()) emit(watch_action(watch_.asked()));
}

std::vector<std::uint64_t> UpdateCycle::archived() const {
  std::vector<std::uint64_t> numbers;
  for (std::size_t i = versions_.size(); i-- > 1 && numbers.size() < kMostReused;) {
    const Version& version = versions_[i - 1];
    if (version.artefact_hash != versions_.back().artefact_hash && quarantined(version.artefact_hash) == nullptr)
      numbers.push_back(version.number);
  }
  return numbers;
}

/// Oldest first.
std::vector<Sample> UpdateCycle::rows_to_learn(const Samples& samples) const {
  if (!proven_artefact_.empty()) return {};
  auto rows = samples.at(updaters::draw(replayed_));
  const auto window = samples.range(window_.from, window_.to);
  rows.insert(rows.end(), window.begin(), window.end());
  return rows;
}

Train UpdateCycle::train_action(const Samples& samples) const {
  return {.job = record_.job,
          .strategy = record_.strategy,
          .base_version = continues_champion_ ? record_.base_version : 0,
          .seed = seed(),
          .attempt = record_.attempt,
          .rows = rows_to_learn(samples),
          .artefact = proven_artefact_,
          .versions = record_.strategy == "reuse" ? archived() : std::vector<std::uint64_t>(),
          .adjustments = adjustments_,
          .transfer = transfer_,
          .cpu = cpu_};
}

Compare UpdateCycle::compare_action(Compare compare) const {
  compare.job = record_.job;
  compare.champion_version = record_.base_version;
  return compare;
}

Compare UpdateCycle::watch_action(Compare compare) const {
  compare.champion_version = previous();
  compare.challenger_version = watch_.version();
  return compare;
}

Install UpdateCycle::install_action() const {
  return {.job = record_.job,
          .version = next_version_ - 1,
          .parent = record_.base_version,
          .strategy = record_.strategy,
          .cause = record_.cause,
          .artefact_hash = artefact_hash_,
          .rows = record_.rows,
          .time = record_.time};
}

}  // namespace driftd::engine
