#include "daemon/engine/error_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace driftd::engine {

using detectors::Level;
using detectors::Signal;
using Place = Segments::Place;

namespace {

const char* name_of(DecaySubject subject) {
  return subject == DecaySubject::error ? "error" : "loss";
}

std::optional<std::size_t> place_of(const std::string& feature, std::span<const SegmentSettings> segments) {
  const auto found = std::ranges::find(segments, feature, &SegmentSettings::feature);
  if (found == segments.end()) return std::nullopt;
  return static_cast<std::size_t>(found - segments.begin());
}

}  // namespace

ErrorChecks::ErrorChecks(config::Task task, std::vector<DetectorRule> rules, std::span<const SegmentSettings> segments, DecayChecks& checks)
    : task_(task) {
  for (DetectorRule& rule : rules) {
    const auto by = place_of(rule.by, segments);
    const bool keeps = rule.detector.make()->keeps_allowance();
    rules_.push_back({.rule = std::move(rule), .keeps = keeps, .by = by, .watching = {}});
    if (by) continue;
    const DetectorRule& whole = rules_.back().rule;
    const auto check = checks.add({.detector = whole.detector.name, .subject = name_of(whole.on), .rule = rules_.size() - 1});
    rules_.back().watching = {watching_.size()};
    watching_.push_back({.detector = whole.detector.make(), .check = check});
  }
}

std::size_t ErrorChecks::keeping() const {
  return static_cast<std::size_t>(std::ranges::count_if(rules_, &Rule::keeps));
}

void ErrorChecks::add(const detectors::Outcome& outcome, std::span<const Place> places, const Segments& segments, DecayChecks& checks) {
  ++outcomes_;
  const double error = detectors::error_of(task_, outcome);
  const auto fed_error = task_ == config::Task::regression ? squashed(error) : error;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const Rule& rule = rules_[i];
    const auto value = rule.rule.on == DecaySubject::error ? fed_error : detectors::loss_of(task_, outcome);
    const Place place = rule.by ? places[*rule.by] : 0;
    if (!value || place == Segments::kNone) continue;
    feed(watching_[watching(i, place, segments, checks)], *value, checks);
  }
}

void ErrorChecks::expect(std::span<const double> errors) {
  for (const double error : errors) {
    if (!std::isfinite(error)) continue;
    const auto fed = task_ == config::Task::regression ? squashed(error) : error;
    if (!fed) continue;
    for (const Rule& rule : rules_) {
      if (rule.by || rule.rule.on != DecaySubject::error) continue;
      for (const std::size_t i : rule.watching) watching_[i].detector->update(std::span(&*fed, 1));
    }
  }
  // What they made of these alone is no alarm of the version's.
  for (Watching& watching : watching_) {
    if (watching.detector->level() == Level::drift) watching.detector->reset();
  }
}

std::optional<double> ErrorChecks::squashed(double error) {
  if (scale_outcomes_ < kScaleOutcomes) {
    ++scale_outcomes_;
    scale_sum_ += error;
    return std::nullopt;
  }
  const double scale = scale_sum_ / static_cast<double>(kScaleOutcomes);
  return error + scale > 0 ? error / (error + scale) : 0.0;
}

std::size_t ErrorChecks::watching(std::size_t i, Place place, const Segments& segments, DecayChecks& checks) {
  const auto& known = rules_[i].watching;
  if (place >= known.size() || known[place] == kNobody) watch(i, place, segments, checks);
  return rules_[i].watching[place];
}

void ErrorChecks::watch(std::size_t i, Place place, const Segments& segments, DecayChecks& checks) {
  Rule& rule = rules_[i];
  if (place >= rule.watching.size()) rule.watching.resize(place + 1, kNobody);
  rule.watching[place] = watching_.size();
  const auto subject = fmt::format("{}[{}]", name_of(rule.rule.on), segments.name(place));
  const auto check = checks.add({.detector = rule.rule.detector.name, .subject = subject, .rule = i, .segment = place});
  watching_.push_back({.detector = rule.rule.detector.make(), .check = check, .of_segment = true});
}

bool ErrorChecks::is_watchable(std::size_t i, Place place, const Segments& segments) const {
  if (i >= rules_.size() || !rules_[i].by || place >= segments.size() || segments.feature(place) != *rules_[i].by) return false;
  return place >= rules_[i].watching.size() || rules_[i].watching[place] == kNobody;
}

/// An alarm stands until reset_alarms(): until then the detector hears no more. That quality became better is no decay: the detector
/// begins anew from there. The numbers of a signal are as of the last change of level or the last pane.
void ErrorChecks::feed(Watching& watching, double value, DecayChecks& checks) {
  ++watching.outcomes;
  const Level before = checks[watching.check].signal.level;
  detectors::StreamDetector& detector = *watching.detector;
  if (before == Level::drift) return;
  if (allowance_) detector.allow(*allowance_);
  detector.update(std::span(&value, 1));
  if (detector.level() == before) return;
  const Signal signal = detector.signal();
  if (signal.direction == detectors::Direction::down) {
    detector.reset();
    checks.forget(watching.check);
  } else {
    checks.tell(watching.check, signal, since_change(watching, signal));
  }
}

/// Of a segment's outcomes; the others came in between.
std::uint64_t ErrorChecks::since_change(const Watching& watching, const Signal& signal) const {
  if (!watching.of_segment || watching.outcomes == 0) return signal.since_change;
  const double share = static_cast<double>(watching.outcomes) / static_cast<double>(outcomes_);
  return std::min(outcomes_, static_cast<std::uint64_t>(std::llround(static_cast<double>(signal.since_change) / share)));
}

void ErrorChecks::refresh(DecayChecks& checks) const {
  for (const Watching& watching : watching_) {
    const Signal signal = watching.detector->signal();
    checks.tell(watching.check, signal, since_change(watching, signal));
  }
}

void ErrorChecks::restart(DecayChecks& checks) {
  for (Watching& watching : watching_) {
    watching.detector->reset();
    watching.outcomes = 0;
    checks.forget(watching.check);
  }
  outcomes_ = 0;
  scale_outcomes_ = 0;
  scale_sum_ = 0;
}

void ErrorChecks::reset_alarms(DecayChecks& checks) {
  for (const Watching& watching : watching_) {
    if (checks[watching.check].signal.level != Level::drift) continue;
    watching.detector->reset();
    checks.forget(watching.check);
  }
}

void ErrorChecks::save(detectors::StateWriter& state) const {
  state.put(outcomes_);
  state.put(scale_outcomes_);
  state.put(scale_sum_);
  for (const Watching& watching : watching_) {
    state.put(watching.outcomes);
    watching.detector->save(state);
  }
}

void ErrorChecks::load(detectors::StateReader& state) {
  state.get(outcomes_);
  state.get(scale_outcomes_);
  state.get(scale_sum_);
  for (Watching& watching : watching_) {
    state.get(watching.outcomes);
    watching.detector->load(state);
  }
}

}  // namespace driftd::engine
