#include "daemon/engine/quality_monitor.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "config/missing_value.h"
#include "detectors/signal_state.h"

namespace driftd::engine {

using detectors::Level;
using detectors::QualityFinding;
using detectors::QualityInput;
using detectors::Signal;

namespace {

constexpr std::size_t kPanesOfWindow = 20;
constexpr std::size_t kShortestPane = 20;

std::size_t pane_of(std::size_t window) {
  return std::min(window, std::max(kShortestPane, window / kPanesOfWindow));
}

std::string subject_of(QualityInput input, const std::string& feature) {
  switch (input) {
    case QualityInput::values: return feature;
    case QualityInput::rows: return "rows";
    case QualityInput::gaps: return "feed";
    case QualityInput::delays: return "labels";
  }
  return {};
}

/// Sound panes that end a fault. That a run has ended can be seen, so it takes as many as it had; of anything else a whole window.
std::size_t panes_of_fault(const QualityMonitor::Check& check, std::size_t pane) {
  if (!check.check->spans_panes()) return std::numeric_limits<std::size_t>::max();
  return static_cast<std::size_t>(std::ceil(check.signal.statistic / static_cast<double>(pane)));
}

}  // namespace

QualityMonitor::QualityMonitor(const config::Features& features, const std::vector<QualityRule>& rules, Sizes sizes)
    : sizes_{.reference = std::min(sizes.reference, kMostReferenceRows), .window = sizes.window},
      pane_(pane_of(sizes.window)),
      panes_(std::max<std::size_t>(1, sizes.window / pane_)),
      pace_(sizes_.reference),
      positions_(pane_ * panes_) {
  for (const QualityRule& rule : rules) add_checks(features, rule);
}

void QualityMonitor::add_checks(const config::Features& features, const QualityRule& rule) {
  const auto input = rule.check.make()->input();
  const auto add = [&](std::size_t feature, const std::string& name) {
    checks_.push_back(
        {.name = rule.check.name, .subject = subject_of(input, name), .source = source_of(input, feature), .check = rule.check.make()});
  };
  if (input != QualityInput::values) return add(0, {});
  for (std::size_t i = 0; i < features.size(); ++i) {
    const bool named = rule.only.empty() || std::ranges::find(rule.only, features[i].name) != rule.only.end();
    if (named && rule.check.make()->takes(features[i].type)) add(i, features[i].name);
  }
}

std::size_t QualityMonitor::source_of(QualityInput input, std::size_t feature) {
  const auto found =
      std::ranges::find_if(sources_, [&](const Source& source) { return source.input == input && source.feature == feature; });
  if (found != sources_.end()) return static_cast<std::size_t>(found - sources_.begin());
  if (input == QualityInput::rows) compares_rows_ = true;
  if (input == QualityInput::delays) follows_labels_ = true;
  sources_.push_back({.input = input, .feature = feature, .values = {}});
  return sources_.size() - 1;
}

void QualityMonitor::row(const Prediction& prediction, const Changed& changed) {
  if (checks_.empty()) return;
  const double gap = take(prediction);
  if (learning_) {
    if (pending_ == sizes_.reference) learn_reference();
    return;
  }
  silence(gap, changed);
  if (pending_ == pane_) judge_pane(changed);
}

/// One value for every source that takes rows. Gaps are judged as they come, so that they need not be kept once the reference is known.
double QualityMonitor::take(const Prediction& prediction) {
  positions_.push_back(prediction.position);
  const bool whole = std::ranges::none_of(prediction.features, config::is_absent);  // else few values are left to tell rows apart by
  const bool seen = compares_rows_ && whole && recent_.add(prediction.features);
  const double gap = gap_to(prediction.time);
  for (Source& source : sources_) {
    if (source.input == QualityInput::values) source.values.push_back(prediction.features[source.feature]);
    if (source.input == QualityInput::rows) source.values.push_back(seen ? 1 : 0);
    if (source.input == QualityInput::gaps && learning_) source.values.push_back(gap);
  }
  if (follows_labels_ && !std::isnan(prediction.value)) pace_.predicted(prediction.position, prediction.time);
  ++pending_;
  return gap;
}

double QualityMonitor::gap_to(Time time) {
  if (!newest_row_) {
    newest_row_ = time;
    return kNoValue;
  }
  const double gap = std::chrono::duration<double>(time - *newest_row_).count();
  newest_row_ = std::max(*newest_row_, time);
  return std::max(gap, 0.0);
}

void QualityMonitor::learn_reference() {
  for (Check& check : checks_) {
    const Source& source = sources_[check.source];
    if (source.input != QualityInput::delays) check.check->learn(source.values);  // delays have a reference of their own
  }
  for (Source& source : sources_) {
    source.values = {};  // a reference is much longer than two panes: give its room back
    source.values.reserve(2 * pane_);
  }
  learning_ = false;
  pending_ = 0;
}

void QualityMonitor::judge_pane(const Changed& changed) {
  for (Check& check : checks_) {
    const Source& source = sources_[check.source];
    if (source.input == QualityInput::values || source.input == QualityInput::rows) judge(check, newest(source), changed);
  }
  for (Source& source : sources_) {  // the pane that is full becomes the one before
    if (source.values.size() > pane_) source.values.erase(source.values.begin(), source.values.end() - static_cast<std::ptrdiff_t>(pane_));
  }
  pending_ = 0;
}

/// A pane that is bad by itself is not counted into the window, so that it is not found twice; but what spans panes has to follow them all.
void QualityMonitor::judge(Check& check, std::span<const double> pane, const Changed& changed) {
  detectors::QualityCheck& judging = *check.check;
  auto finding = judging.judge_alone(pane);
  const bool sudden = finding.signal.level == Level::drift;
  if (!sudden || judging.spans_panes()) judging.add(pane);
  ++check.panes;
  const bool window_ends = check.panes == panes_;
  if ((!sudden && window_ends) || judging.spans_panes()) {
    auto of_window = judging.judge_window();
    if (of_window.signal.level != Level::learning) finding = std::move(of_window);
  }
  const bool drifted = finding.signal.level == Level::drift;
  if (drifted && judging.doubts_rows()) doubt(doubtful_panes(check, sudden) * pane_);
  if (drifted || window_ends) {
    judging.clear(!drifted && check.signal.level != Level::drift);
    check.panes = 0;
  }
  if (drifted) {
    bad(check, std::move(finding), changed);
  } else {
    clean(check, finding.signal, changed);
  }
}

/// What was judged; and what lies between it and the bad pane before, where that is of the same fault: it passed by chance.
std::size_t QualityMonitor::doubtful_panes(const Check& check, bool sudden) {
  const std::size_t judged = sudden ? 1 : check.panes;
  return check.signal.level == Level::drift ? std::max(judged, check.clean_panes + 1) : judged;
}

void QualityMonitor::bad(Check& check, QualityFinding finding, const Changed& changed) {
  const Level before = check.signal.level;
  check.signal = finding.signal;
  check.text = std::move(finding.text);
  check.clean_panes = 0;
  if (before != Level::drift) changed(check, before);
}

/// Drift lasts until enough has passed without; the numbers stay those of the pane that was bad.
void QualityMonitor::clean(Check& check, const Signal& signal, const Changed& changed) {
  const Level before = check.signal.level;
  const std::size_t needed = input_of(check) == QualityInput::gaps ? 1 : std::min(panes_, panes_of_fault(check, pane_));
  if (before == Level::drift && ++check.clean_panes < needed) return;
  check.signal = signal;
  check.text.clear();
  if (signal.level == Level::learning && before != Level::learning) check.signal.level = Level::stable;  // nothing wrong can be seen
  if (before != check.signal.level) changed(check, before);
}

void QualityMonitor::silence(double seconds, const Changed& changed) {
  if (learning_ || std::isnan(seconds)) return;
  for (Check& check : checks_) {
    if (input_of(check) != QualityInput::gaps) continue;
    auto finding = check.check->judge_alone(std::span(&seconds, 1));
    if (finding.signal.level == Level::drift) {
      bad(check, std::move(finding), changed);
    } else {
      clean(check, finding.signal, changed);
    }
  }
}

void QualityMonitor::labelled(const Prediction& prediction, Time labelled) {
  if (!follows_labels_ || std::isnan(prediction.value)) return;
  pace_.labelled(prediction.position, std::chrono::duration<double>(labelled - prediction.time).count());
}

void QualityMonitor::time(Time now, const Changed& changed) {
  if (follows_labels_) judge_pace(now, changed);
}

/// Every check of delays has a patience of its own, and mostly there is but one: the predictions are settled by the longest.
void QualityMonitor::judge_pace(Time now, const Changed& changed) {
  double patience = 0;
  for (const Check& check : checks_) {
    if (input_of(check) == QualityInput::delays) patience = std::max(patience, check.check->patience());
  }
  if (patience == 0) {
    if (pending_ != 0) return;  // often enough
    const auto reference = pace_.reference(now);
    if (reference.empty()) return;
    for (Check& check : checks_) {
      if (input_of(check) == QualityInput::delays) check.check->learn(reference);
    }
    return pace_.reference_is_known();
  }
  pace_.settle(now, patience, settled_);
  while (settled_.size() >= pane_) {
    for (Check& check : checks_) {
      if (input_of(check) == QualityInput::delays) judge(check, std::span(settled_).first(pane_), changed);
    }
    settled_.erase(settled_.begin(), settled_.begin() + static_cast<std::ptrdiff_t>(pane_));
  }
}

void QualityMonitor::doubt(std::size_t rows) {
  const std::size_t known = std::min(rows, positions_.size());
  if (known == 0) return;
  const DoubtfulRows::Range range{.first = positions_[positions_.size() - known], .last = positions_.back()};
  doubtful_.add(range);
  doubted_ = {.first = doubted_ ? std::min(doubted_->first, range.first) : range.first, .last = range.last};
}

std::optional<DoubtfulRows::Range> QualityMonitor::take_doubted() {
  return std::exchange(doubted_, std::nullopt);
}

std::span<const double> QualityMonitor::newest(const Source& source) const {
  return std::span(source.values).last(std::min(pane_, source.values.size()));
}

bool QualityMonitor::broken() const {
  return std::ranges::any_of(checks_, [](const Check& check) { return check.signal.level == Level::drift; });
}

std::vector<std::string> QualityMonitor::causes() const {
  std::vector<std::string> causes;
  for (const Check& check : checks_) {
    if (check.signal.level != Level::drift) continue;
    causes.push_back((input_of(check) == QualityInput::values ? "feature " : "") + check.subject + ": " + check.text);
  }
  return causes;
}

bool QualityMonitor::rows_are_faulty() const {
  return std::ranges::any_of(checks_, [](const Check& check) { return check.signal.level == Level::drift && check.check->doubts_rows(); });
}

bool QualityMonitor::suspects() const {
  return !learning_ && std::ranges::any_of(checks_, [this](const Check& check) {
    const Source& source = sources_[check.source];
    const bool of_rows = source.input == QualityInput::values || source.input == QualityInput::rows;
    return of_rows && check.check->suspects(newest(source), pending_);
  });
}

}  // namespace driftd::engine
