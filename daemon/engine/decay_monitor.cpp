#include "daemon/engine/decay_monitor.h"

#include <algorithm>
#include <utility>

namespace driftd::engine {

using detectors::ScoreNeeds;
using Place = Segments::Place;

namespace {

ScoreNeeds needs_of(std::span<const ScoreRule> rules) {
  ScoreNeeds needs;
  for (const ScoreRule& rule : rules) needs.add(rule.score.make()->needs());
  return needs;
}

}  // namespace

DecayMonitor::DecayMonitor(config::Task task, std::span<const DecayRule> rules, std::int64_t window, const Division& division)
    : DecayMonitor(task, sorted(rules), window, division) {}

DecayMonitor::DecayMonitor(config::Task task, const Rules& rules, std::int64_t window, const Division& division)
    : task_(task),
      needs_(needs_of(rules.scores)),
      pane_size_(std::max<std::size_t>(1, static_cast<std::size_t>(window) / ScoreWindow::kPanes)),
      segments_(division.features, division.segments, division.reference_rows),
      errors_(task, rules.detectors, division.segments, checks_),
      bounds_(rules.scores, rules.rankings, division.segments, checks_),
      shown_(task, rules.scores, needs_),
      window_(task, needs_) {
  if (!division.lists) return;
  lists_.emplace(*division.lists, ranking_scores_of(rules.rankings));
  const auto found = std::ranges::find(division.features, division.lists->by, &config::Feature::name);
  list_column_ = static_cast<std::size_t>(found - division.features.begin());
}

DecayMonitor::Rules DecayMonitor::sorted(std::span<const DecayRule> rules) {
  Rules sorted;
  for (const DecayRule& rule : rules) {
    if (const auto* detector = std::get_if<DetectorRule>(&rule)) sorted.detectors.push_back(*detector);
    if (const auto* score = std::get_if<ScoreRule>(&rule)) sorted.scores.push_back(*score);
    if (const auto* ranking = std::get_if<RankingRule>(&rule)) sorted.rankings.push_back(*ranking);
  }
  return sorted;
}

bool DecayMonitor::add(const detectors::Outcome& outcome, const Row& row) {
  checks_.begin_outcome();
  const auto places = segments_.of(row.features, row.categories);
  errors_.add(outcome, places, segments_, checks_);
  window_.add(outcome);
  add_to_segments(outcome, places);
  if (lists_) lists_->add(row.features[list_column_], row.answer, outcome.truth);
  if (window_.filling() >= pane_size_) turn();
  return checks_.any_changed();
}

void DecayMonitor::add_to_segments(const detectors::Outcome& outcome, std::span<const Place> places) {
  while (segment_windows_.size() < segments_.size()) segment_windows_.emplace_back(task_, needs_);
  for (const Place place : places) {
    if (place != Segments::kNone) segment_windows_[place].add(outcome);
  }
}

void DecayMonitor::turn() {
  errors_.refresh(checks_);
  bounds_.judge(window_.sums(), checks_);
  bounds_.judge_segments(segment_windows_, segments_, checks_);
  if (lists_) bounds_.judge_lists(*lists_, checks_);
  window_.turn();
  for (ScoreWindow& window : segment_windows_) window.turn();
  if (lists_) lists_->turn();
}

void DecayMonitor::restart() {
  errors_.restart(checks_);
  bounds_.restart(checks_);
  window_.clear();
  for (ScoreWindow& window : segment_windows_) window.clear();
  if (lists_) lists_->clear();
}

std::vector<ShownScore> DecayMonitor::scores() const {
  auto scores = shown_.of_all(window_.sums());
  for (std::size_t i = 0; lists_ && i < lists_->size(); ++i) {
    const auto known = std::ranges::find(scores, lists_->name(i), &ShownScore::name);
    if (known == scores.end()) scores.push_back({.name = lists_->name(i), .reading = lists_->read(i)});
  }
  return scores;
}

std::vector<DecayMonitor::SegmentScores> DecayMonitor::segment_scores() const {
  std::vector<SegmentScores> segments;
  for (Place place = 0; place < segment_windows_.size(); ++place) {
    const auto sums = segment_windows_[place].sums();
    segments.push_back({.segment = segments_.name(place), .outcomes = sums.count(), .scores = shown_.of_segment(sums)});
  }
  return segments;
}

void DecayMonitor::save(detectors::StateWriter& state) const {
  segments_.save(state);
  const auto of_segments = std::ranges::count_if(checks_.all(), [](const DecayCheck& check) { return check.segment != Segments::kNone; });
  state.put(static_cast<std::uint64_t>(of_segments));
  for (const DecayCheck& check : checks_.all()) {
    if (check.segment == Segments::kNone) continue;
    state.put(check.is_score);
    state.put(static_cast<std::uint64_t>(check.rule));
    state.put(check.segment);
  }
  errors_.save(state);
  checks_.save(state);
  window_.save(state);
  state.put(static_cast<std::uint64_t>(segment_windows_.size()));
  for (const ScoreWindow& window : segment_windows_) window.save(state);
  if (lists_) lists_->save(state);
}

/// Into a monitor that is as new.
void DecayMonitor::load(detectors::StateReader& state) {
  segments_.load(state);
  const auto of_segments = state.get_count();
  for (std::uint64_t i = 0; i < of_segments && !state.failed(); ++i) {
    const bool is_score = state.get<std::uint8_t>() != 0;
    const auto rule = state.get<std::uint64_t>();
    const auto place = state.get<Place>();
    const bool known = is_score ? bounds_.is_watchable(rule, place, segments_) : errors_.is_watchable(rule, place, segments_);
    if (!known) return state.fail();
    if (is_score) {
      bounds_.watch(rule, place, segments_, checks_);
    } else {
      errors_.watch(rule, place, segments_, checks_);
    }
  }
  errors_.load(state);
  checks_.load(state);
  window_.load(state);
  const auto windows = state.get_count();
  if (windows > segments_.size()) return state.fail();
  segment_windows_.assign(windows, ScoreWindow(task_, needs_));
  for (ScoreWindow& window : segment_windows_) window.load(state);
  if (lists_) lists_->load(state);
}

}  // namespace driftd::engine
