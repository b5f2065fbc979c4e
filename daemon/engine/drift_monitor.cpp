#include "daemon/engine/drift_monitor.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "config/assertion.h"
#include "detectors/signal_state.h"
#include "detectors/stats/multiple_testing.h"

namespace driftd::engine {

using detectors::Level;
using detectors::Signal;

namespace {

/// NaN where there is none.
double smallest_p_value(std::span<const DriftMonitor::Check> checks) {
  double smallest = detectors::kNotApplicable;
  for (const auto& check : checks) smallest = std::fmin(smallest, check.signal.p_value);
  return smallest;
}

}  // namespace

DriftMonitor::DriftMonitor(std::vector<Column> columns, std::vector<Rule> rules, Sizes sizes)
    : columns_(std::move(columns)), rules_(std::move(rules)), sizes_(sizes), pending_(columns_.size()) {
  for (const Column& column : columns_) windows_.emplace_back(column.type, sizes_.pane, sizes_.panes, sizes_.gaps);
  for (std::size_t r = 0; r < rules_.size(); ++r) {
    for (const std::size_t column : rules_[r].columns) checks_.push_back({.rule = r, .column = column});
  }
}

std::size_t DriftMonitor::keeping() const {
  return static_cast<std::size_t>(std::ranges::count_if(rules_, [](const Rule& rule) { return rule.comparison->is_test(); }));
}

bool DriftMonitor::add(std::span<const double> row, Earners earns) {
  DRIFTD_ASSERT(row.size() == columns_.size());
  if (checks_.empty()) return false;
  for (std::size_t i = 0; i < row.size(); ++i) pending_[i].push_back(row[i]);
  ++pending_rows_;
  if (learning_) {
    allowed_ = 0;
    if (pending_rows_ == sizes_.reference) finish_reference();
    return false;
  }
  if (!pane_is_full()) return false;
  flush();
  if (!windows_.front().full()) return false;
  judge(earns);
  return true;
}

void DriftMonitor::relearn() {
  learning_ = true;
  pending_rows_ = 0;
  for (auto& column : pending_) column.clear();
  for (Check& check : checks_) check = {.rule = check.rule, .column = check.column};
}

void DriftMonitor::learn(std::vector<std::vector<double>> reference) {
  DRIFTD_ASSERT(reference.size() == columns_.size());
  relearn();
  pending_ = std::move(reference);
  finish_reference();
}

void DriftMonitor::finish_reference() {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    windows_[i].learn(pending_[i]);
    pending_[i] = {};  // a reference is much longer than a pane: give its room back
    pending_[i].reserve(sizes_.pane);
  }
  pending_rows_ = 0;
  learning_ = false;
}

void DriftMonitor::flush() {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    windows_[i].turn();
    windows_[i].add(pending_[i]);
    pending_[i].clear();
  }
  pending_rows_ = 0;
}

void DriftMonitor::judge(Earners earns) {
  std::size_t from = 0;
  std::size_t test = earns.first;
  for (std::size_t r = 0; r < rules_.size(); ++r) {
    const auto checks = std::span(checks_).subspan(from, rules_[r].columns.size());
    from += checks.size();
    const bool earning = earns.discoveries != nullptr && rules_[r].comparison->is_test();
    const bool alarm = judge(r, earning ? earns.discoveries->level(test) : 0, checks);
    if (!earning) continue;
    const double p_value = smallest_p_value(checks);
    if (!std::isnan(p_value)) earns.discoveries->spend(p_value);
    if (alarm) earns.discoveries->discovered(test);
    ++test;
  }
  allowed_ = 0;
}

/// True where any of the checks calls drift.
bool DriftMonitor::judge(std::size_t rule, double earned, std::span<Check> checks) {
  const auto& comparison = *rules_[rule].comparison;
  const double threshold = comparison.is_test() && budgeted_ ? std::min(allowed_ + earned, 1.0) : comparison.threshold();
  std::vector<double> p_values;
  for (Check& check : checks) {
    const auto evidence = windows_[check.column].compare(comparison);
    check.before = check.signal.level;
    check.signal = {.level = Level::stable,
                    .statistic = evidence.statistic,
                    .threshold = threshold,
                    .window = windows_[check.column].size(),
                    .earned = earned};
    p_values.push_back(evidence.p_value);
  }
  const auto adjusted = detectors::benjamini_hochberg(p_values);
  bool alarm = false;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    Signal& signal = checks[i].signal;
    signal.p_value = adjusted[i];
    const bool drifted = std::isnan(adjusted[i]) ? signal.statistic > signal.threshold : adjusted[i] <= signal.threshold;
    if (drifted) signal.level = Level::drift;
    alarm = alarm || drifted;
  }
  return alarm;
}

void DriftMonitor::save(detectors::StateWriter& state) const {
  state.put(learning_);
  state.put(allowed_);
  state.put(static_cast<std::uint64_t>(pending_rows_));
  for (const auto& column : pending_) state.put(column);
  for (const auto& window : windows_) window.save(state);
  for (const Check& check : checks_) {
    detectors::save(check.signal, state);
    state.put(check.before);
  }
}

void DriftMonitor::load(detectors::StateReader& state) {
  state.get(learning_);
  state.get(allowed_);
  pending_rows_ = state.get<std::uint64_t>();
  for (auto& column : pending_) {
    state.get(column);
    if (column.size() != pending_rows_) state.fail();
  }
  for (auto& window : windows_) window.load(state);
  for (Check& check : checks_) {
    detectors::load(check.signal, state);
    state.get(check.before);
  }
}

}  // namespace driftd::engine
