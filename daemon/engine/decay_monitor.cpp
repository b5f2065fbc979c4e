#include "daemon/engine/decay_monitor.h"

#include <algorithm>
#include <cmath>

#include "detectors/signal_state.h"

namespace driftd::engine {

using detectors::Level;
using detectors::ScoreSums;
using detectors::Signal;

DecayMonitor::DecayMonitor(config::Task task, std::span<const DecayRule> rules, std::int64_t window)
    : task_(task), pane_size_(std::max<std::size_t>(1, static_cast<std::size_t>(window) / kPanes)) {
  for (const DecayRule& rule : rules) {
    if (const auto* detector = std::get_if<DetectorRule>(&rule)) {
      detectors_.push_back({.rule = *detector, .detector = detector->detector.make()});
    } else {
      bounds_.push_back({.rule = std::get<ScoreRule>(rule), .score = std::get<ScoreRule>(rule).score.make()});
    }
  }
  for (const Detector& detector : detectors_) {
    checks_.push_back({.detector = detector.rule.detector.name, .subject = detector.rule.on == DecaySubject::error ? "error" : "loss"});
  }
  for (const Bound& bound : bounds_) checks_.push_back({.detector = bound.rule.score.name, .subject = "score", .is_score = true});
  for (const Bound& bound : bounds_) needs_.add(bound.score->needs());
  panes_.push_back(no_sums());
}

std::size_t DecayMonitor::keeping() const {
  return static_cast<std::size_t>(std::ranges::count_if(detectors_, [](const Detector& each) { return each.detector->keeps_allowance(); }));
}

void DecayMonitor::allow(double false_alarms) {
  for (Detector& each : detectors_) each.detector->allow(false_alarms);
}

bool DecayMonitor::add(const detectors::Outcome& outcome) {
  ++outcomes_;
  for (Check& check : checks_) check.before = check.signal.level;
  bool changed = false;
  const double error = detectors::error_of(task_, outcome);
  const auto fed_error = task_ == config::Task::regression ? squashed(error) : error;
  for (std::size_t i = 0; i < detectors_.size(); ++i) {
    const auto value = detectors_[i].rule.on == DecaySubject::error ? fed_error : detectors::loss_of(task_, outcome);
    if (value && feed(i, *value)) changed = true;
  }
  panes_.back().add(outcome);
  if (panes_.back().count() < pane_size_) return changed;
  for (std::size_t i = 0; i < detectors_.size(); ++i) checks_[i].signal = detectors_[i].detector->signal();
  if (judge_scores()) changed = true;
  if (panes_.size() == kPanes) {
    std::rotate(panes_.begin(), panes_.begin() + 1, panes_.end());
    panes_.back().clear();
  } else {
    panes_.push_back(no_sums());
  }
  return changed;
}

std::optional<double> DecayMonitor::squashed(double error) {
  if (outcomes_ <= kScaleOutcomes) {
    scale_sum_ += error;
    return std::nullopt;
  }
  const double scale = scale_sum_ / static_cast<double>(kScaleOutcomes);
  return error + scale > 0 ? error / (error + scale) : 0.0;
}

/// An alarm stands until reset_alarms(): until then the detector hears no more. That quality became better is no decay: the detector
/// begins anew from there. The numbers of a signal are as of the last change of level or the last pane.
bool DecayMonitor::feed(std::size_t i, double value) {
  Check& check = checks_[i];
  detectors::StreamDetector& detector = *detectors_[i].detector;
  if (check.signal.level == Level::drift) return false;
  detector.update(std::span(&value, 1));
  if (detector.level() == check.signal.level) return false;
  check.signal = detector.signal();
  if (check.signal.direction == detectors::Direction::down) {
    detector.reset();
    check.signal = {};
    check.before = Level::learning;
  }
  return check.changed();
}

bool DecayMonitor::judge_scores() {
  if (bounds_.empty()) return false;
  const ScoreSums sums = window_sums();
  bool changed = false;
  for (std::size_t i = 0; i < bounds_.size(); ++i) {
    Check& check = checks_[detectors_.size() + i];
    const ScoreRule& rule = bounds_[i].rule;
    const auto value = bounds_[i].score->value(sums);
    check.signal = {.level = Level::learning, .statistic = value.value_or(detectors::kNotApplicable), .threshold = std::isnan(rule.below) ? rule.above : rule.below, .window = sums.count()};
    if (value && sums.count() >= static_cast<std::uint64_t>(rule.min_labels)) {
      const bool breached = std::isnan(rule.below) ? *value > rule.above : *value < rule.below;
      check.signal.level = breached ? Level::drift : Level::stable;
    }
    changed = changed || check.changed();
  }
  return changed;
}

ScoreSums DecayMonitor::window_sums() const {
  ScoreSums sums = no_sums();
  for (const ScoreSums& pane : panes_) sums.merge(pane);
  return sums;
}

void DecayMonitor::restart() {
  for (Detector& detector : detectors_) detector.detector->reset();
  for (Check& check : checks_) {
    check.signal = Signal{};
    check.before = Level::learning;
  }
  panes_.assign(1, no_sums());
  outcomes_ = 0;
  scale_sum_ = 0;
}

void DecayMonitor::reset_alarms() {
  for (std::size_t i = 0; i < detectors_.size(); ++i) {
    if (checks_[i].signal.level != Level::drift) continue;
    detectors_[i].detector->reset();
    checks_[i].signal = Signal{};
    checks_[i].before = Level::learning;
  }
}

std::vector<DecayMonitor::ScoreValue> DecayMonitor::scores() const {
  const ScoreSums sums = window_sums();
  std::vector<ScoreValue> values;
  for (const auto& row : detectors::scores().rows()) {
    const auto configured = std::ranges::find(bounds_, row.facts.name, [](const Bound& bound) -> const std::string& { return bound.rule.score.name; });
    const auto score = configured != bounds_.end() ? configured->rule.score.make() : detectors::scores().choose_default(row.facts.name).make();
    if (score->fits(task_) && score->is_told_by(needs_)) values.push_back({.name = row.facts.name, .value = score->value(sums), .outcomes = sums.count()});
  }
  return values;
}

void DecayMonitor::save(detectors::StateWriter& state) const {
  state.put(outcomes_);
  state.put(scale_sum_);
  for (const Detector& detector : detectors_) detector.detector->save(state);
  for (const Check& check : checks_) {
    detectors::save(check.signal, state);
    state.put(check.before);
  }
  state.put(static_cast<std::uint64_t>(panes_.size()));
  for (const ScoreSums& pane : panes_) pane.save(state);
}

void DecayMonitor::load(detectors::StateReader& state) {
  state.get(outcomes_);
  state.get(scale_sum_);
  for (Detector& detector : detectors_) detector.detector->load(state);
  for (Check& check : checks_) {
    detectors::load(check.signal, state);
    state.get(check.before);
  }
  const auto panes = state.get_count();
  if (panes == 0 || panes > kPanes) return state.fail();
  panes_.assign(panes, no_sums());
  for (ScoreSums& pane : panes_) pane.load(state);
}

}  // namespace driftd::engine
