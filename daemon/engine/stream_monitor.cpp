#include "daemon/engine/stream_monitor.h"

#include <algorithm>

#include "config/assertion.h"
#include "detectors/signal_state.h"

namespace driftd::engine {

using detectors::Level;

StreamMonitor::StreamMonitor(std::vector<Rule> rules, std::size_t window) : window_(window) {
  DRIFTD_ASSERT(window > 0);
  for (Rule& rule : rules) {
    for (Column& column : rule.columns) {
      streams_.push_back({.place = column.place, .detector = rule.make()});
      checks_.push_back({.rule = rules_.size(), .subject = std::move(column.name)});
    }
    const bool keeps = !rule.columns.empty() && streams_.back().detector->keeps_allowance();
    rules_.push_back({.name = std::move(rule.name), .columns = rule.columns.size(), .keeps = keeps});
  }
}

std::size_t StreamMonitor::keeping() const {
  return static_cast<std::size_t>(std::ranges::count_if(rules_, &Asked::keeps));
}

/// A rule's place among those that keep to an allowance.
std::size_t StreamMonitor::test_of(std::size_t rule) const {
  return static_cast<std::size_t>(
      std::count_if(rules_.begin(), rules_.begin() + static_cast<std::ptrdiff_t>(rule), [](const Asked& each) { return each.keeps; }));
}

bool StreamMonitor::add(std::span<const double> row, Earners earns) {
  if (streams_.empty()) return false;
  if (rows_ % window_ == 0) begin_window(earns);
  ++rows_;
  bool changed = false;
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    if (!feed(i, row[streams_[i].place])) continue;
    changed = true;
    const std::size_t rule = checks_[i].rule;
    if (checks_[i].signal.level != Level::drift || earns.discoveries == nullptr || !rules_[rule].keeps) continue;
    earns.discoveries->forget(earns.first + test_of(rule));  // behind each alarm there is a new baseline
    earns.discoveries->discovered(earns.first + test_of(rule));
  }
  if (rows_ % window_ == 0) tell_numbers();
  return changed;
}

/// What was earned is put on the values of one window, and is spent whether or not they come to anything.
void StreamMonitor::begin_window(Earners earns) {
  if (earns.discoveries == nullptr) return;
  for (std::size_t rule = 0; rule < rules_.size(); ++rule) {
    if (!rules_[rule].keeps) continue;
    rules_[rule].earned = earns.discoveries->level(earns.first + test_of(rule));
    earns.discoveries->spend(1);
  }
}

bool StreamMonitor::feed(std::size_t i, double value) {
  Check& check = checks_[i];
  Stream& stream = streams_[i];
  if (check.signal.level == Level::drift) {
    check.before = Level::drift;
    if (++stream.stood < window_) return false;
    reset(i);
  }
  check.before = check.signal.level;
  const Asked& rule = rules_[check.rule];
  if (budgeted_ && rule.keeps)
    stream.detector->allow((allowed_ + rule.earned / static_cast<double>(window_)) / static_cast<double>(rule.columns));
  stream.detector->update(std::span(&value, 1));
  if (stream.detector->level() == check.signal.level) return false;
  check.signal = stream.detector->signal();
  check.signal.earned = rule.earned;
  return true;
}

void StreamMonitor::tell_numbers() {
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    if (checks_[i].signal.level == Level::drift) continue;
    checks_[i].signal = streams_[i].detector->signal();
    checks_[i].signal.earned = rules_[checks_[i].rule].earned;
  }
}

void StreamMonitor::reset(std::size_t i) {
  streams_[i].detector->reset();
  streams_[i].stood = 0;
  checks_[i].signal = {};
  checks_[i].before = Level::learning;
}

void StreamMonitor::restart() {
  rows_ = 0;
  for (std::size_t i = 0; i < streams_.size(); ++i) reset(i);
}

void StreamMonitor::reset_alarms() {
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    if (checks_[i].signal.level == Level::drift) reset(i);
  }
}

void StreamMonitor::save(detectors::StateWriter& state) const {
  state.put(rows_);
  for (const Asked& rule : rules_) state.put(rule.earned);
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    streams_[i].detector->save(state);
    state.put(streams_[i].stood);
    detectors::save(checks_[i].signal, state);
    state.put(checks_[i].before);
  }
}

void StreamMonitor::load(detectors::StateReader& state) {
  state.get(rows_);
  for (Asked& rule : rules_) {
    state.get(rule.earned);
    if (!(rule.earned >= 0 && rule.earned <= 1)) state.fail();
  }
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    streams_[i].detector->load(state);
    state.get(streams_[i].stood);
    detectors::load(checks_[i].signal, state);
    state.get(checks_[i].before);
  }
}

}  // namespace driftd::engine
