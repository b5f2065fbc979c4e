#include "daemon/engine/model_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "daemon/engine/check_name.h"
#include "daemon/engine/event_codec.h"

namespace driftd::engine {

using updaters::Cause;
using updaters::Trigger;
using Emit = UpdateCycle::Emit;
using Happened = UpdateCycle::Happened;

namespace {

std::string text_of(const Finding& finding) {
  const detectors::Signal& signal = finding.signal;
  if (std::isnan(signal.p_value)) {
    return fmt::format("{} on {}: {:.4g} against {:.4g} over {} values", finding.detector, finding.subject, signal.statistic,
                       signal.threshold, signal.window);
  }
  return fmt::format("{} on {}: statistic {:.4g}, adjusted p {:.2g} against {:.2g} over {} values", finding.detector, finding.subject,
                     signal.statistic, signal.p_value, signal.threshold, signal.window);
}

/// Another trainer is told what to change as hints, and nobody knows whether it does.
updaters::Recourse recourse_under(const ModelSettings& settings) {
  return settings.update.trainer.empty() ? updaters::recourse_of(config::write_choice(settings.learner(), "kind")) : updaters::Recourse{};
}

}  // namespace

ModelEngine::ModelEngine(ModelSettings settings, const Rows& rows)
    : settings_(std::move(settings)),
      rows_(&rows),
      family_(settings_.update.trainer.empty() ? settings_.learner().name : "external"),
      join_({.wait = settings_.join.wait, .most = static_cast<std::size_t>(settings_.join.most)}),
      samples_(static_cast<std::size_t>(std::max(settings_.update.keep_rows, settings_.reference.first))),
      monitors_(settings_),
      rival_(settings_.rival, settings_.schema()),
      policy_(settings_.update, recourse_under(settings_)),
      cycle_(settings_.update, family_) {}

void ModelEngine::start(const Emit& emit) {
  if (settings_.start.empty()) return;
  const updaters::UpdatePlan plan{
      .cause = {.kind = Cause::Kind::start, .text = "start", .change = 0},
      .strategy = {.strategy = "start", .continues_champion = false, .window = {}, .reason = "the artefact " + settings_.start}};
  cycle_.begin(plan, samples_, newest_row(), now_, tallied(emit));
}

Receipt ModelEngine::on(const Prediction& prediction, const Emit& emit) {
  now_ = std::max(now_, prediction.time);
  const auto arrival = join_.prediction(prediction.id, prediction.time, prediction.position);
  count_expired();
  if (arrival.kind == Join::Arrival::Kind::duplicate) {
    ++counts_.duplicate_predictions;
    return Receipt::duplicate;
  }
  ++counts_.predictions;
  newest_position_ = prediction.position;
  monitors_.row(prediction, now_, [&](const Finding& finding) { on_finding(finding, emit); });
  strike_doubted_rows(emit);
  if (arrival.kind == Join::Arrival::Kind::joined) {
    on_outcome(prediction, arrival.label, arrival.labelled, emit);
    maybe_begin(emit);  // an update begins behind a labelled row only: between two of them nothing new can be learnt
  }
  return Receipt::accepted;
}

Receipt ModelEngine::on(const Label& label, const Emit& emit) {
  now_ = std::max(now_, label.time);
  const auto arrival = join_.label(label.id, label.time, label.value);
  count_expired();
  if (arrival.kind == Join::Arrival::Kind::duplicate) {
    ++counts_.duplicate_labels;
    return Receipt::duplicate;
  }
  ++counts_.labels;
  if (!label.value_name.empty() && class_names_.size() < kMostClassNames) class_names_.try_emplace(label.value, label.value_name);
  if (arrival.kind == Join::Arrival::Kind::waits) return Receipt::early;
  if (const auto prediction = row(arrival.prediction)) on_outcome(*prediction, label.value, label.time, emit);
  monitors_.time(now_, [&](const Finding& finding) { on_finding(finding, emit); });
  maybe_begin(emit);
  return Receipt::accepted;
}

void ModelEngine::count_expired() {
  const auto expired = join_.take_expired();
  counts_.expired_predictions += expired.predictions;
  counts_.orphaned_labels += expired.labels;
}

void ModelEngine::on_outcome(const Prediction& prediction, double label, Time labelled, const Emit& emit) {
  ++counts_.joined;
  const auto delay = std::chrono::duration<double>(labelled - prediction.time).count();
  label_delay_.observe(kLabelDelayBounds, std::max(delay, 0.0));
  monitors_.labelled(prediction, labelled);
  if (monitors_.quality().doubts(prediction.position)) return;  // neither learnt from nor held against the model
  samples_.add({.prediction = prediction.position, .label = label});
  const std::uint64_t version = prediction.version == 0 ? cycle_.champion() : prediction.version;
  if (!std::isnan(prediction.value) && version == cycle_.champion()) {
    monitors_.outcome(prediction, label, labelled, [&](const Finding& finding) { on_finding(finding, emit); });
    if (monitors_.outcomes() % static_cast<std::uint64_t>(settings_.window.events) == 0) record_scores(emit);
  }
  show_to_rival(prediction, label, version, emit);
  cycle_.on_sample(samples_, version, emit);
}

void ModelEngine::on_finding(const Finding& finding, const Emit& emit) {
  if (finding.changed) {
    emit(SignalRecord{.number = ++signal_number_,
                      .row = newest_row(),
                      .time = now_,
                      .detector = finding.detector,
                      .subject = finding.subject,
                      .signal = finding.signal,
                      .kind = finding.kind});
  }
  if (finding.kind == Cause::Kind::broken) return hold_or_release(emit);
  drop_if_calm(finding, emit);
  const bool overtakes = finding.detector == kRivalDetector && policy_.owed() && !policy_.owed()->proven && rival_may_take_over();
  const bool stands = finding.alarm == Finding::Alarm::stands && (!policy_.owed() || overtakes);
  if (finding.alarm == Finding::Alarm::raised || stands) owe(finding, emit);
}

void ModelEngine::record_scores(const Emit& emit) const {
  record_scores(monitors_.scores(), "", emit);
  for (const auto& segment : monitors_.segments()) record_scores(segment.scores, segment.segment, emit);
}

void ModelEngine::record_scores(const std::vector<ScoreStatus>& scores, const std::string& segment, const Emit& emit) const {
  for (const auto& score : scores) {
    if (!score.value) continue;
    emit(ScoreRecord{.row = newest_row(),
                     .time = now_,
                     .version = cycle_.champion(),
                     .score = score.score,
                     .segment = segment,
                     .value = *score.value,
                     .interval = score.interval,
                     .outcomes = score.outcomes});
  }
}

void ModelEngine::owe(const Finding& finding, const Emit& emit) {
  const Trigger on = settings_.update.on;
  const bool wanted = on == Trigger::any || (on == Trigger::decay && finding.kind == Cause::Kind::decay) ||
                      (on == Trigger::drift && finding.kind == Cause::Kind::drift);
  if (cycle_.champion() == 0) return;
  const std::uint64_t change = finding.since_change == 0 ? 0 : samples_.end() - std::min(samples_.end(), finding.since_change);
  Cause cause{.kind = finding.kind,
              .text = text_of(finding),
              .change = change,
              .check = check_of(finding),
              .signal = finding.changed ? signal_number_ : 0,
              .proven = finding.detector == kRivalDetector && rival_may_take_over()};
  if (wanted && !policy_.held()) return policy_.owe(std::move(cause));
  pass_over(finding, cause, wanted ? broken_data() : not_wanted(), emit);
}

bool ModelEngine::first_training_is_due() const {
  return cycle_.champion() == 0 && settings_.start.empty() && !policy_.owed() &&
         samples_.end() >= static_cast<std::uint64_t>(settings_.reference.first);
}

void ModelEngine::maybe_begin(const Emit& emit) {
  policy_.labelled(samples_.end());
  tell_circuit(emit);
  if (cycle_.phase() != UpdateCycle::Phase::idle) return;
  if (paused_) return wait_because("paused", emit);
  if (first_training_is_due()) policy_.owe({.kind = Cause::Kind::start, .text = "the first labelled rows are there", .change = 0});
  if (!policy_.owed() || waits_for_quality()) return;
  if (auto blocked = policy_.blocked(now_, samples_.end()); !blocked.empty()) return wait_because(std::move(blocked), emit);
  const Version* champion = cycle_.champion_version();
  const updaters::Situation situation{
      .first = samples_.first(),
      .end = samples_.end(),
      .champion_learnt = champion == nullptr ? 0 : champion->learnt_until,
      .has_champion = champion != nullptr,
      .champion_continues = champion != nullptr && champion->kind == family_,  // another trainer continues its own checkpoint
      .rival_ahead = rival_may_take_over(),
      .archived = cycle_.archived().size()};
  const auto plan = policy_.decide(situation, now_);
  if (!plan) return wait_because(too_few_rows(), emit);
  not_begun_.begin_anew();
  not_wanted_.begin_anew();
  const bool proven = situation.rival_ahead && plan->strategy.strategy == "online";
  cycle_.begin(*plan, samples_, newest_row(), now_, tallied(emit), proven ? rival_as_challenger() : ProvenChallenger{});
}

Receipt ModelEngine::on(const TrainingBegan& began, const Emit& /*emit*/) {
  cycle_.on(began);
  return Receipt::accepted;
}

Receipt ModelEngine::on(const TrainingEnded& ended, const Emit& emit) {
  policy_.spent(now_, ended.cpu_seconds);
  if (std::isfinite(ended.cpu_seconds)) cpu_seconds_ += std::max(ended.cpu_seconds, 0.0);
  if (ended.job == cycle_.record().job) {
    training_seconds_.observe(kTrainingBounds, ended.seconds);
    if (ended.succeeded || ended.cause == updaters::FailureCause::overspent) policy_.took(ended.cpu_seconds);
  }
  return after(cycle_.on(ended, samples_, tallied(emit)), emit);
}

Receipt ModelEngine::on(const Compared& compared, const Emit& emit) {
  const std::string strategy = cycle_.watched().strategy;  // with its version it goes
  const auto happened = cycle_.on(compared, samples_, now_, tallied(emit));
  if (happened == Happened::rolled_back) policy_.disappointed(strategy);
  return after(happened, emit);
}

Receipt ModelEngine::on(const Installed& installed, const Emit& emit) {
  return after(cycle_.on(installed, now_, tallied(emit)), emit);
}

Receipt ModelEngine::on(const Command& command, const Emit& emit) {
  switch (command.kind) {
    case Command::Kind::pause: paused_ = true; return Receipt::accepted;
    case Command::Kind::resume:
      paused_ = false;
      maybe_begin(emit);
      return Receipt::accepted;
    case Command::Kind::update:
      if (paused_ || cycle_.phase() != UpdateCycle::Phase::idle) return Receipt::refused;
      policy_.owe({.kind = Cause::Kind::command, .text = command.text, .change = 0});
      not_begun_.begin_anew();
      maybe_begin(emit);
      return Receipt::accepted;
    case Command::Kind::rollback:
      if (!cycle_.roll_back(command.text, now_, tallied(emit))) return Receipt::refused;
      return after(Happened::rolled_back, emit);
    case Command::Kind::configure: break;
  }
  return Receipt::refused;
}

Receipt ModelEngine::after(Happened happened, const Emit& emit) {
  if (happened == Happened::ended_without_promotion) {
    failed(emit);
  } else if (happened == Happened::promoted) {
    if (cycle_.previous() != 0) ++swaps_;
    policy_.helped();
    new_version_in_force();
    monitors_.expect(cycle_.promise());
  } else if (happened == Happened::rolled_back) {
    ++swaps_;
    ++rollbacks_;
    new_version_in_force();
  }
  if (happened != Happened::nothing) maybe_begin(emit);
  return Receipt::accepted;
}

/// What was learnt of the version before says nothing of this one, and what was drift before the training rows is now the baseline.
void ModelEngine::new_version_in_force() {
  monitors_.version_changed();
  if (cycle_.previous() != 0) learn_reference_from_training_rows();
  rival_in_force();
}

void ModelEngine::learn_reference_from_training_rows() {
  constexpr std::size_t kFewest = 100;
  const auto& window = cycle_.learnt();
  const auto first = static_cast<std::uint64_t>(settings_.reference.first);
  const auto rows = samples_.range(std::max(window.from, window.to - std::min(window.to, first)), window.to);
  std::vector<Prediction> reference;
  for (const Sample& sample : rows) {
    if (const auto prediction = row(sample.prediction)) reference.push_back(*prediction);
  }
  if (reference.size() < kFewest) reference.clear();
  monitors_.learn_inputs(reference);
}

void ModelEngine::resume(const Emit& emit) const {
  cycle_.resume(samples_, [&](ActionBody action) {
    name_classes(action);
    emit(std::move(action));
  });
}

std::optional<Prediction> ModelEngine::row(Position position) const {
  auto prediction = decode_prediction(rows_->at(position), position);
  if (prediction && prediction->features.size() != settings_.features.size()) prediction.reset();
  return prediction;
}

void ModelEngine::name_classes(ActionBody& action) const {
  if (auto* train = std::get_if<Train>(&action)) {
    for (const auto& [code, name] : class_names_) train->classes.push_back({.code = code, .name = name});
  }
}

/// Completes what the cycle emits with what only the model knows, and counts it.
Emit ModelEngine::tallied(const Emit& emit) {
  return [this, &emit](ActionBody action) {
    name_classes(action);
    if (const auto* update = std::get_if<UpdateRecord>(&action)) ++updates_[{update->strategy, update->outcome}];
    emit(std::move(action));
  };
}

Position ModelEngine::oldest_needed(Position otherwise) const {
  return std::min({join_.oldest_waiting().value_or(otherwise), samples_.oldest(otherwise), cycle_.oldest_row(otherwise)});
}

}  // namespace driftd::engine
