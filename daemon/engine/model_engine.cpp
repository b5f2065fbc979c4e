#include "daemon/engine/model_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "daemon/engine/event_codec.h"

namespace driftd::engine {

using config::FeatureType;
using config::Task;
using detectors::Level;
using updaters::Cause;
using updaters::Trigger;
using Emit = UpdateCycle::Emit;
using Happened = UpdateCycle::Happened;

namespace {

DriftMonitor::Sizes sizes_of(const ModelSettings& settings) {
  return {.reference = static_cast<std::size_t>(settings.reference.first),
          .pane = static_cast<std::size_t>(settings.window.events / settings.window.panes),
          .panes = static_cast<std::size_t>(settings.window.panes)};
}

bool takes(const detectors::Comparison& comparison, FeatureType type) {
  return type == FeatureType::numeric ? comparison.takes_numbers() : comparison.takes_categories();
}

/// The columns that a rule looks at: those it names, of the types that its comparison can take.
std::vector<std::size_t> columns_of(const DriftRule& rule, const detectors::Comparison& comparison, const std::vector<DriftMonitor::Column>& columns) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const bool named = rule.only.empty() || std::ranges::find(rule.only, columns[i].name) != rule.only.end();
    if (named && takes(comparison, columns[i].type)) chosen.push_back(i);
  }
  return chosen;
}

DriftMonitor make_monitor(const ModelSettings& settings, DriftSubject subject, std::vector<DriftMonitor::Column> columns) {
  std::vector<DriftMonitor::Rule> rules;
  for (const DriftRule& rule : settings.drift) {
    if (rule.on != subject) continue;
    auto comparison = rule.comparison.make();
    auto chosen = columns_of(rule, *comparison, columns);
    if (!chosen.empty()) rules.push_back({.name = rule.comparison.name, .comparison = std::move(comparison), .columns = std::move(chosen)});
  }
  return {std::move(columns), std::move(rules), sizes_of(settings)};
}

DriftMonitor make_input_monitor(const ModelSettings& settings) {
  std::vector<DriftMonitor::Column> columns;
  for (const auto& feature : settings.features) columns.push_back({.name = feature.name, .type = feature.type});
  return make_monitor(settings, DriftSubject::features, std::move(columns));
}

/// Answers are numbers, the probability of class 1 or, for many classes, a category.
DriftMonitor make_answer_monitor(const ModelSettings& settings) {
  const auto type = settings.task == Task::multiclass ? FeatureType::categorical : FeatureType::numeric;
  return make_monitor(settings, DriftSubject::prediction, {{.name = "prediction", .type = type}});
}

std::optional<AlarmBudget> make_budget(const ModelSettings& settings, const DecayMonitor& decay, const DriftMonitor& inputs, const DriftMonitor& answers) {
  if (!settings.false_alarms) return std::nullopt;
  return AlarmBudget(*settings.false_alarms, decay.keeping(), inputs.keeping() + answers.keeping());
}

double probability_of(const Prediction& prediction, double code) {
  for (const ClassScore& score : prediction.scores) {
    if (score.code == code) return score.probability;
  }
  return -1;
}

double answer_of(Task task, const Prediction& prediction) {
  const double probability = task == Task::binary ? probability_of(prediction, 1) : -1;
  return probability < 0 ? prediction.value : probability;
}

std::string signal_text(const std::string& detector, const std::string& subject, const detectors::Signal& signal) {
  if (std::isnan(signal.p_value)) {
    return fmt::format("{} on {}: {:.4g} against {:.4g} over {} values", detector, subject, signal.statistic, signal.threshold, signal.window);
  }
  return fmt::format("{} on {}: statistic {:.4g}, adjusted p {:.2g} against {:.2g} over {} values", detector, subject, signal.statistic, signal.p_value, signal.threshold, signal.window);
}

}  // namespace

ModelEngine::ModelEngine(ModelSettings settings, const Rows& rows)
    : settings_(std::move(settings)),
      rows_(&rows),
      family_(settings_.learner().name),
      join_({.wait = settings_.join.wait, .most = static_cast<std::size_t>(settings_.join.most)}),
      samples_(static_cast<std::size_t>(std::max(settings_.update.keep_rows, settings_.reference.first))),
      inputs_(make_input_monitor(settings_)),
      answers_(make_answer_monitor(settings_)),
      decay_(settings_.task, settings_.decay, settings_.window.events),
      budget_(make_budget(settings_, decay_, inputs_, answers_)),
      policy_(settings_.update),
      cycle_(settings_.update, family_) {}

void ModelEngine::start(const Emit& emit) {
  if (settings_.start.empty()) return;
  const updaters::UpdatePlan plan{.cause = {.kind = Cause::Kind::start, .text = "start", .change = 0},
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
  allow_row();
  if (inputs_.add(prediction.features)) check_drift(inputs_, emit);
  if (!std::isnan(prediction.value)) {
    const double answer = answer_of(settings_.task, prediction);
    if (answers_.add(std::span(&answer, 1))) check_drift(answers_, emit);
  }
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
  maybe_begin(emit);
  return Receipt::accepted;
}

void ModelEngine::allow_row() {
  if (!budget_) return;
  const double allowed = budget_->of_row(now_);
  inputs_.allow(allowed);
  answers_.allow(allowed);
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
  samples_.add({.prediction = prediction.position, .label = label});
  const std::uint64_t version = prediction.version == 0 ? cycle_.champion() : prediction.version;
  if (!std::isnan(prediction.value) && version == cycle_.champion()) {
    detectors::Outcome outcome{.predicted = prediction.value, .truth = label};
    for (const ClassScore& score : prediction.scores) outcome.give(score.code, score.probability);
    if (budget_) decay_.allow(budget_->of_outcome(labelled));
    check_decay(decay_.add(outcome), emit);
    if (decay_.outcomes() % static_cast<std::uint64_t>(settings_.window.events) == 0) record_scores(emit);
  }
  cycle_.on_sample(samples_, version, emit);
}

void ModelEngine::check_drift(DriftMonitor& monitor, const Emit& emit) {
  for (const auto& check : monitor.checks()) {
    const std::string& detector = monitor.rule(check).name;
    const std::string& subject = monitor.columns()[check.column].name;
    if (check.signal.level != check.before && !(check.before == Level::learning && check.signal.level == Level::stable)) record(detector, subject, check.signal, emit);
    if (check.signal.level == Level::drift) owe(Cause::Kind::drift, signal_text(detector, subject, check.signal), check.signal.window);
  }
}

/// An alarm of a detector counts once; a score that stays beyond its bound counts for as long as it does.
void ModelEngine::check_decay(bool changed, const Emit& emit) {
  for (const auto& check : decay_.checks()) {
    const bool news = changed && check.changed();
    if (news && !(check.before == Level::learning && check.signal.level == Level::stable)) record(check.detector, check.subject, check.signal, emit);
    if (check.signal.level == Level::drift && (news || (check.is_score && !policy_.owed()))) {
      owe(Cause::Kind::decay, signal_text(check.detector, check.subject, check.signal), check.signal.since_change);
    }
  }
}

void ModelEngine::record(const std::string& detector, const std::string& subject, const detectors::Signal& signal, const Emit& emit) {
  emit(SignalRecord{.number = ++signal_number_, .row = newest_row(), .time = now_, .detector = detector, .subject = subject, .signal = signal});
}

void ModelEngine::record_scores(const Emit& emit) {
  for (const auto& score : decay_.scores()) {
    if (!score.value) continue;
    emit(ScoreRecord{.row = newest_row(), .time = now_, .version = cycle_.champion(), .score = score.name, .value = *score.value, .outcomes = score.outcomes});
  }
}

void ModelEngine::owe(Cause::Kind kind, const std::string& text, std::uint64_t since_change) {
  const Trigger on = settings_.update.on;
  const bool wanted = on == Trigger::any || (on == Trigger::decay && kind == Cause::Kind::decay) || (on == Trigger::drift && kind == Cause::Kind::drift);
  if (!wanted || cycle_.champion() == 0) return;
  const std::uint64_t change = since_change == 0 ? 0 : samples_.end() - std::min(samples_.end(), since_change);
  policy_.owe({.kind = kind, .text = text, .change = change});
}

bool ModelEngine::first_training_is_due() const {
  return cycle_.champion() == 0 && settings_.start.empty() && !policy_.owed() && samples_.end() >= static_cast<std::uint64_t>(settings_.reference.first);
}

void ModelEngine::maybe_begin(const Emit& emit) {
  if (paused_ || cycle_.phase() != UpdateCycle::Phase::idle) return;
  if (first_training_is_due()) policy_.owe({.kind = Cause::Kind::start, .text = "the first labelled rows are there", .change = 0});
  if (!policy_.owed()) return;
  const Version* champion = cycle_.champion_version();
  const updaters::Situation situation{.first = samples_.first(),
                                      .end = samples_.end(),
                                      .champion_learnt = champion == nullptr ? 0 : champion->learnt_until,
                                      .has_champion = champion != nullptr,
                                      .champion_continues = champion != nullptr && champion->kind == family_ && settings_.update.trainer.empty()};
  if (const auto plan = policy_.decide(situation, now_)) cycle_.begin(*plan, samples_, newest_row(), now_, tallied(emit));
}

Receipt ModelEngine::on(const TrainingEnded& ended, const Emit& emit) {
  if (ended.job == cycle_.record().job) training_seconds_.observe(kTrainingBounds, ended.seconds);
  return after(cycle_.on(ended, samples_, tallied(emit)), emit);
}

Receipt ModelEngine::on(const Compared& compared, const Emit& emit) { return after(cycle_.on(compared, samples_, now_, tallied(emit)), emit); }

Receipt ModelEngine::on(const Installed& installed, const Emit& emit) { return after(cycle_.on(installed, now_, tallied(emit)), emit); }

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
    policy_.ended(false);
    if (!policy_.owed()) decay_.reset_alarms();
  } else if (happened == Happened::promoted) {
    if (cycle_.previous() != 0) ++swaps_;
    policy_.ended(true);
    new_version_in_force();
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
  decay_.restart();
  answers_.relearn();
  if (cycle_.previous() != 0) learn_reference_from_training_rows();
}

void ModelEngine::learn_reference_from_training_rows() {
  constexpr std::size_t kFewest = 100;
  const auto& window = cycle_.learnt();
  const auto first = static_cast<std::uint64_t>(settings_.reference.first);
  const auto rows = samples_.range(std::max(window.from, window.to - std::min(window.to, first)), window.to);
  std::vector<std::vector<double>> columns(settings_.features.size());
  for (const Sample& sample : rows) {
    const auto prediction = row(sample.prediction);
    if (!prediction) continue;
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].push_back(prediction->features[i]);
  }
  if (columns.front().size() >= kFewest) {
    inputs_.learn(std::move(columns));
  } else {
    inputs_.relearn();
  }
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
