#include "daemon/engine/joint_monitor.h"

#include <algorithm>
#include <utility>

#include "config/assertion.h"
#include "daemon/engine/event_codec.h"
#include "detectors/signal_state.h"
#include "detectors/stats/multiple_testing.h"
#include "detectors/text/ngrams.h"

namespace driftd::engine {

using config::FeatureType;
using detectors::Level;
using detectors::NGrams;

namespace {

/// Rows of the reference that wait; evenly spread where it has more. No comparison keeps more.
constexpr std::uint64_t kMostReferenceRows = 10'000;

bool is_kept(std::uint64_t row, std::uint64_t rows) {
  if (rows <= kMostReferenceRows) return true;
  return row == 0 || row * kMostReferenceRows / rows != (row - 1) * kMostReferenceRows / rows;
}

/// What a rule's features are called together: by their names, where these are few.
std::string subject_of(const std::vector<std::string>& names) {
  constexpr std::size_t kLongest = 100;
  if (names.empty()) return "features";
  std::string subject = names.front();
  for (std::size_t i = 1; i < names.size(); ++i) {
    if (subject.size() + names[i].size() > kLongest) return subject + "+" + std::to_string(names.size() - i) + " more";
    subject += "+" + names[i];
  }
  return subject;
}

}  // namespace

JointMonitor::JointMonitor(const ModelSettings& settings, DriftMonitor::Sizes sizes)
    : features_(settings.features), sizes_(sizes), first_bucket_(features_.size()), width_(features_.size()) {
  for (const DriftRule& rule : settings.drift) {
    if (rule.joint) add_rule(rule);
  }
}

void JointMonitor::add_rule(const DriftRule& rule) {
  const auto names = rule.only.empty() ? config::input_names(features_) : rule.only;
  const std::size_t first = checks_.size();
  std::vector<std::size_t> columns;
  std::vector<std::string> named;
  std::vector<std::size_t> texts;
  for (const auto& name : names) {
    const auto found = config::columns_named(features_, name);
    if (found.empty()) continue;
    if (features_[found.front()].type == FeatureType::text) {
      texts.push_back(found.front());
      continue;
    }
    columns.insert(columns.end(), found.begin(), found.end());
    named.push_back(name);
  }
  const detectors::WindowShape shape{.pane = sizes_.pane, .panes = sizes_.panes};
  const auto watch = [&](std::string subject, std::vector<std::size_t> places, const std::vector<FeatureType>& types) {
    checks_.push_back({.detector = rule.joint.name,
                       .subject = std::move(subject),
                       .columns = std::move(places),
                       .window = {types, rule.joint.make(), shape},
                       .signal = {}});
  };
  std::ranges::sort(columns);
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  if (!columns.empty()) {
    std::vector<FeatureType> types;
    for (const std::size_t column : columns) types.push_back(features_[column].type);
    watch(subject_of(rule.only.empty() ? std::vector<std::string>{} : named), columns, types);
  }
  for (const std::size_t text : texts) {
    std::vector<std::size_t> places(NGrams::kBuckets);
    for (std::size_t i = 0; i < places.size(); ++i) places[i] = text_columns(text) + i;
    watch(features_[text].name, std::move(places), std::vector<FeatureType>(NGrams::kBuckets));
  }
  if (checks_.size() > first) rules_.push_back({.first = first, .count = checks_.size() - first});
}

std::size_t JointMonitor::text_columns(std::size_t feature) {
  if (first_bucket_[feature] == 0) {
    first_bucket_[feature] = width_;
    width_ += NGrams::kBuckets;
  }
  return first_bucket_[feature];
}

bool JointMonitor::add(const Prediction& prediction) {
  if (checks_.empty()) return false;
  if (learning_) {
    allowed_ = 0;
    if (is_kept(pending_rows_, sizes_.reference)) append(prediction);
    if (++pending_rows_ == sizes_.reference) finish_reference();
    return false;
  }
  append(prediction);
  if (++pending_rows_ < sizes_.pane) return false;
  for (Check& check : checks_) check.window.add_pane(pending_of(check));
  pending_.clear();
  pending_rows_ = 0;
  return judge();
}

void JointMonitor::append(const Prediction& prediction) {
  DRIFTD_ASSERT(prediction.features.size() == features_.size());
  const std::size_t before = pending_.size();
  pending_.resize(before + width_);
  const auto row = std::span(pending_).subspan(before);
  std::ranges::copy(prediction.features, row.begin());
  CategoryTexts texts(prediction.categories);
  for (std::size_t i = 0; i < features_.size(); ++i) {
    if (!config::has_text(features_[i].type)) continue;
    const auto text = texts.next();
    if (first_bucket_[i] > 0) NGrams::count(text, row.subspan(first_bucket_[i], NGrams::kBuckets));
  }
}

std::span<const double> JointMonitor::pending_of(const Check& check) {
  gathered_.clear();
  for (std::size_t row = 0; row < pending_.size(); row += width_) {
    for (const std::size_t column : check.columns) gathered_.push_back(pending_[row + column]);
  }
  return gathered_;
}

void JointMonitor::relearn() {
  learning_ = true;
  pending_.clear();
  pending_rows_ = 0;
  for (Check& check : checks_) {
    check.signal = {};
    check.before = Level::learning;
  }
}

void JointMonitor::learn(std::span<const Prediction> reference) {
  if (checks_.empty()) return;
  relearn();
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (is_kept(i, reference.size())) append(reference[i]);
  }
  finish_reference();
}

void JointMonitor::finish_reference() {
  for (Check& check : checks_) check.window.learn(pending_of(check));
  pending_ = {};  // a reference is much longer than a pane: give its room back
  gathered_ = {};
  pending_rows_ = 0;
  learning_ = false;
}

bool JointMonitor::judge() {
  if (!checks_.front().window.full()) return false;
  for (const Rule& rule : rules_) judge(rule);
  allowed_ = 0;
  return true;
}

void JointMonitor::judge(const Rule& rule) {
  const auto checks = std::span(checks_).subspan(rule.first, rule.count);
  std::vector<double> p_values;
  for (Check& check : checks) {
    const auto evidence = check.window.compare();
    const double threshold = allowed_ > 0 ? std::min(allowed_, 1.0) : check.window.threshold();
    check.before = check.signal.level;
    check.signal = {.level = Level::stable, .statistic = evidence.statistic, .threshold = threshold, .window = check.window.size()};
    p_values.push_back(evidence.p_value);
  }
  const auto adjusted = detectors::benjamini_hochberg(p_values);
  for (std::size_t i = 0; i < checks.size(); ++i) {
    checks[i].signal.p_value = adjusted[i];
    if (adjusted[i] <= checks[i].signal.threshold) checks[i].signal.level = Level::drift;
  }
}

void JointMonitor::save(detectors::StateWriter& state) const {
  state.put(learning_);
  state.put(allowed_);
  state.put(pending_rows_);
  state.put(pending_);
  for (const Check& check : checks_) {
    check.window.save(state);
    detectors::save(check.signal, state);
    state.put(check.before);
  }
}

void JointMonitor::load(detectors::StateReader& state) {
  state.get(learning_);
  state.get(allowed_);
  state.get(pending_rows_);
  state.get(pending_);
  const std::uint64_t rows = pending_.size() / width_;
  const bool good = pending_.size() % width_ == 0 && (learning_ ? pending_rows_ < sizes_.reference && rows <= pending_rows_
                                                                : pending_rows_ < sizes_.pane && rows == pending_rows_);
  if (!good) state.fail();
  for (Check& check : checks_) {
    check.window.load(state);
    if (!learning_ && !check.window.learnt()) state.fail();
    detectors::load(check.signal, state);
    state.get(check.before);
  }
}

}  // namespace driftd::engine
