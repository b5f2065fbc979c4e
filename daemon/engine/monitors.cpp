#include "daemon/engine/monitors.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "daemon/engine/stream_rules.h"

namespace driftd::engine {

using config::FeatureType;
using config::Task;
using detectors::Level;
using detectors::Signal;
using updaters::Cause;

namespace {

DriftMonitor::Sizes sizes_of(const ModelSettings& settings) {
  return {.reference = static_cast<std::size_t>(settings.reference.first),
          .pane = static_cast<std::size_t>(settings.window.events / settings.window.panes),
          .panes = static_cast<std::size_t>(settings.window.panes),
          .gaps = static_cast<std::size_t>(settings.reference.gaps)};
}

bool takes(const detectors::Comparison& comparison, FeatureType type) {
  return type == FeatureType::numeric ? comparison.takes_numbers() : comparison.takes_categories();
}

/// The columns that a rule looks at: those it names, of the types that its comparison can take.
std::vector<std::size_t> columns_of(const std::vector<bool>& named, const detectors::Comparison& comparison,
                                    const std::vector<DriftMonitor::Column>& columns) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (named[i] && takes(comparison, columns[i].type)) chosen.push_back(i);
  }
  return chosen;
}

/// `named(rule)`: which of the columns the rule names.
template <class Named>
DriftMonitor make_monitor(const ModelSettings& settings, DriftSubject subject, std::vector<DriftMonitor::Column> columns, Named named) {
  std::vector<DriftMonitor::Rule> rules;
  for (const DriftRule& rule : settings.drift) {
    if (!rule.comparison || rule.on != subject) continue;
    auto comparison = rule.comparison.make();
    auto chosen = columns_of(named(rule), *comparison, columns);
    if (!chosen.empty()) rules.push_back({.name = rule.comparison.name, .comparison = std::move(comparison), .columns = std::move(chosen)});
  }
  return {std::move(columns), std::move(rules), sizes_of(settings)};
}

DriftMonitor make_input_monitor(const ModelSettings& settings, const InputRows& rows) {
  return make_monitor(settings, DriftSubject::features, rows.columns(), [&](const DriftRule& rule) { return rows.named(rule.only); });
}

/// Answers are numbers, the probability of class 1 or, for many classes, a category.
DriftMonitor make_answer_monitor(const ModelSettings& settings) {
  const auto type = settings.task == Task::multiclass ? FeatureType::categorical : FeatureType::numeric;
  return make_monitor(settings, DriftSubject::prediction, {{.name = "prediction", .type = type}},
                      [](const DriftRule& rule) { return std::vector<bool>{rule.only.empty()}; });
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

std::vector<ScoreStatus> statuses_of(const std::vector<ShownScore>& scores) {
  std::vector<ScoreStatus> statuses;
  for (const ShownScore& score : scores) {
    statuses.push_back(
        {.score = score.name, .value = score.reading.value, .interval = score.reading.interval, .outcomes = score.reading.outcomes});
  }
  return statuses;
}

/// That a check has finished learning, or has too few values again, and all is well needs no record.
bool worth_a_record(Level before, Level now) {
  return now != before && std::max(before, now) > Level::stable;
}

/// Each window is new evidence: drift that lasts is raised with each.
void tell_of_data(const std::string& detector, const std::string& subject, const detectors::Signal& signal, Level before,
                  const Monitors::Found& found) {
  const bool drifted = signal.level == Level::drift;
  const bool changed = worth_a_record(before, signal.level);
  if (!drifted && !changed) return;
  found({.kind = Cause::Kind::drift,
         .detector = detector,
         .subject = subject,
         .signal = signal,
         .changed = changed,
         .alarm = drifted ? Finding::Alarm::raised : Finding::Alarm::none,
         .since_change = signal.window});
}

}  // namespace

Monitors::Monitors(const ModelSettings& settings)
    : task_(settings.task),
      quality_(
          settings.features, settings.quality,
          {.reference = static_cast<std::size_t>(settings.reference.first), .window = static_cast<std::size_t>(settings.window.events)}),
      reference_rows_(static_cast<std::size_t>(settings.reference.first)),
      input_rows_(settings.features, reference_rows_),
      inputs_(make_input_monitor(settings, input_rows_)),
      whole_inputs_(settings, sizes_of(settings)),
      answers_(make_answer_monitor(settings)),
      input_streams_(make_stream_monitor(settings, DriftSubject::features)),
      answer_streams_(make_stream_monitor(settings, DriftSubject::prediction)),
      decay_(settings.task, settings.decay, settings.window.events,
             {.features = settings.features,
              .segments = settings.segments,
              .reference_rows = static_cast<std::uint64_t>(settings.reference.first),
              .lists = settings.lists}) {
  if (!settings.false_alarms) return;
  budget_.emplace(*settings.false_alarms, decay_.keeping(),
                  inputs_.keeping() + input_streams_.keeping() + answers_.keeping() + answer_streams_.keeping() + whole_inputs_.keeping());
}

/// The checks of the data that keep to an allowance are counted inputs first: windows, then streams; then the same of the answers. Those of
/// whole rows come last and earn nothing.
void Monitors::row(const Prediction& prediction, Time now, const Found& found) {
  quality_.row(prediction, tell_quality(found));  // first: drift of broken data is none
  quality_.time(now, tell_quality(found));
  if (budget_) {
    const double allowed = budget_->of_row(now);
    budget_->discoveries().turn();
    inputs_.allow(allowed);
    input_streams_.allow(allowed);
    whole_inputs_.allow(allowed);
    answers_.allow(allowed);
    answer_streams_.allow(allowed);
  }
  decay_.row(prediction.features, prediction.categories);
  const std::size_t streams = inputs_.keeping();
  const std::size_t answers = streams + input_streams_.keeping();
  if (inputs_.add(input_rows_.read(prediction), {discoveries(), 0})) tell_drift(inputs_, found);
  if (input_streams_.add(prediction.features, {discoveries(), streams})) tell_streams(input_streams_, found);
  if (whole_inputs_.add(prediction)) tell_joint_drift(found);
  if (std::isnan(prediction.value)) return;
  const double answer = answer_of(task_, prediction);
  if (answers_.add(std::span(&answer, 1), {discoveries(), answers})) tell_drift(answers_, found);
  if (answer_streams_.add(std::span(&answer, 1), {discoveries(), answers + answers_.keeping()})) tell_streams(answer_streams_, found);
}

void Monitors::outcome(const Prediction& prediction, double label, Time labelled, const Found& found) {
  detectors::Outcome outcome{.predicted = prediction.value, .truth = label};
  for (const ClassScore& score : prediction.scores) outcome.give(score.code, score.probability);
  if (budget_) decay_.allow(budget_->of_outcome(labelled));
  const DecayMonitor::Row row{.features = prediction.features, .categories = prediction.categories, .answer = answer_of(task_, prediction)};
  tell_decay(decay_.add(outcome, row), found);
}

void Monitors::time(Time now, const Found& found) {
  quality_.time(now, tell_quality(found));
}

void Monitors::silence(double seconds, const Found& found) {
  quality_.silence(seconds, tell_quality(found));
}

QualityMonitor::Changed Monitors::tell_quality(const Found& found) {
  return [&found](const QualityMonitor::Check& check, Level before) {
    found({.kind = Cause::Kind::broken,
           .detector = check.name,
           .subject = check.subject,
           .signal = check.signal,
           .changed = worth_a_record(before, check.signal.level)});
  };
}

void Monitors::tell_drift(const DriftMonitor& monitor, const Found& found) const {
  for (const auto& check : monitor.checks()) {
    tell_of_data(monitor.rule(check).name, monitor.columns()[check.column].name, with_allowance(monitor, check), check.before, found);
  }
}

void Monitors::tell_joint_drift(const Found& found) const {
  for (const auto& check : whole_inputs_.checks()) tell_of_data(check.detector, check.subject, with_allowance(check), check.before, found);
}

/// An alarm of a detector is raised once.
void Monitors::tell_streams(const StreamMonitor& monitor, const Found& found) const {
  for (const auto& check : monitor.checks()) {
    if (!check.changed()) continue;
    found({.kind = Cause::Kind::drift,
           .detector = monitor.name(check),
           .subject = check.subject,
           .signal = with_allowance(monitor, check),
           .changed = worth_a_record(check.before, check.signal.level),
           .alarm = check.signal.level == Level::drift ? Finding::Alarm::raised : Finding::Alarm::none,
           .since_change = check.signal.since_change});
  }
}

/// An alarm of a detector is raised once; a score that stays beyond its bound goes on to stand.
void Monitors::tell_decay(bool changed, const Found& found) const {
  if (!changed && !decay_.any_score_drifted()) return;
  for (const auto& check : decay_.checks()) {
    const bool news = changed && check.changed();
    const bool drifted = check.signal.level == Level::drift;
    if (!news && !(drifted && check.is_score)) continue;
    const auto raised = news ? Finding::Alarm::raised : Finding::Alarm::stands;
    found({.kind = Cause::Kind::decay,
           .detector = check.detector,
           .subject = check.subject,
           .signal = with_allowance(check),
           .changed = news && worth_a_record(check.before, check.signal.level),
           .alarm = drifted ? raised : Finding::Alarm::none,
           .since_change = check.since_change});
  }
}

Signal Monitors::with_allowance(const DriftMonitor& monitor, const DriftMonitor::Check& check) const {
  Signal signal = check.signal;
  if (budget_ && monitor.rule(check).comparison->is_test()) signal.allowed = budget_->data_share();
  return signal;
}

Signal Monitors::with_allowance(const JointMonitor::Check& check) const {
  Signal signal = check.signal;
  if (budget_) signal.allowed = budget_->data_share();
  return signal;
}

Signal Monitors::with_allowance(const StreamMonitor& monitor, const StreamMonitor::Check& check) const {
  Signal signal = check.signal;
  if (budget_ && monitor.keeps_allowance(check.rule))
    signal.allowed = budget_->data_share() / static_cast<double>(monitor.columns(check.rule));
  return signal;
}

Signal Monitors::with_allowance(const DecayMonitor::Check& check) const {
  Signal signal = check.signal;
  if (budget_ && decay_.keeps_allowance(check)) signal.allowed = budget_->quality_share();
  return signal;
}

void Monitors::reset_alarms() {
  decay_.reset_alarms();
  input_streams_.reset_alarms();
  answer_streams_.reset_alarms();
}

/// The first alarm against a new reference is a discovery again.
void Monitors::forget(std::size_t first, std::size_t end) {
  for (std::size_t check = first; budget_ && check < end; ++check) budget_->discoveries().forget(check);
}

void Monitors::version_changed() {
  decay_.restart();
  answers_.relearn();
  answer_streams_.restart();
  const std::size_t answers = inputs_.keeping() + input_streams_.keeping();
  forget(answers, answers + answers_.keeping());
}

void Monitors::learn_inputs(std::span<const Prediction> reference) {
  input_streams_.restart();
  forget(0, inputs_.keeping());
  input_rows_.relearn(reference.empty() ? reference_rows_ : reference.size());
  if (reference.empty()) {
    inputs_.relearn();
    whole_inputs_.relearn();
    return;
  }
  std::vector<std::vector<double>> columns(input_rows_.columns().size());
  for (const Prediction& prediction : reference) {
    const auto row = input_rows_.read(prediction);
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].push_back(row[i]);
  }
  inputs_.learn(std::move(columns));
  whole_inputs_.learn(reference);
}

std::vector<SignalStatus> Monitors::signals() const {
  std::vector<SignalStatus> signals;
  for (const auto* monitor : {&inputs_, &answers_}) {
    for (const auto& check : monitor->checks()) {
      signals.push_back({.detector = monitor->rule(check).name,
                         .subject = monitor->columns()[check.column].name,
                         .signal = with_allowance(*monitor, check)});
    }
  }
  for (const auto* monitor : {&input_streams_, &answer_streams_}) {
    for (const auto& check : monitor->checks()) {
      signals.push_back({.detector = monitor->name(check), .subject = check.subject, .signal = with_allowance(*monitor, check)});
    }
  }
  for (const auto& check : whole_inputs_.checks())
    signals.push_back({.detector = check.detector, .subject = check.subject, .signal = with_allowance(check)});
  for (const auto& check : quality_.checks()) signals.push_back({.detector = check.name, .subject = check.subject, .signal = check.signal});
  for (const auto& check : decay_.checks())
    signals.push_back({.detector = check.detector, .subject = check.subject, .signal = with_allowance(check)});
  return signals;
}

std::vector<ScoreStatus> Monitors::scores() const {
  return statuses_of(decay_.scores());
}

std::vector<SegmentStatus> Monitors::segments() const {
  std::vector<SegmentStatus> segments;
  for (const auto& segment : decay_.segment_scores()) {
    segments.push_back({.segment = segment.segment, .outcomes = segment.outcomes, .scores = statuses_of(segment.scores)});
  }
  return segments;
}

void Monitors::save(detectors::StateWriter& state) const {
  quality_.save(state);
  input_rows_.save(state);
  inputs_.save(state);
  whole_inputs_.save(state);
  answers_.save(state);
  input_streams_.save(state);
  answer_streams_.save(state);
  decay_.save(state);
  if (budget_) budget_->save(state);
}

void Monitors::load(detectors::StateReader& state) {
  quality_.load(state);
  input_rows_.load(state);
  inputs_.load(state);
  whole_inputs_.load(state);
  answers_.load(state);
  input_streams_.load(state);
  answer_streams_.load(state);
  decay_.load(state);
  if (budget_) budget_->load(state);
}

}  // namespace driftd::engine
