#include "daemon/engine/bound_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace driftd::engine {

using Place = Segments::Place;

BoundChecks::BoundChecks(std::vector<ScoreRule> rules, std::vector<RankingRule> ranking_rules, std::span<const SegmentSettings> segments,
                         DecayChecks& checks) {
  for (ScoreRule& rule : rules) {
    const auto found = std::ranges::find(segments, rule.by, &SegmentSettings::feature);
    auto score = rule.score.make();
    Bound& bound = bounds_.emplace_back(Bound{.rule = std::move(rule), .score = std::move(score), .by = {}, .checks = {}});
    if (found != segments.end()) {
      bound.by = static_cast<std::size_t>(found - segments.begin());
    } else {
      bound.checks = {checks.add({.detector = bound.rule.score.name, .subject = "score", .is_score = true, .rule = bounds_.size() - 1})};
    }
  }
  for (RankingRule& rule : ranking_rules) {
    const auto check = checks.add({.detector = rule.score.name, .subject = "score", .is_score = true, .rule = ranking_bounds_.size()});
    ranking_bounds_.push_back({.rule = std::move(rule), .check = check});
  }
}

void BoundChecks::judge(const detectors::ScoreSums& whole, DecayChecks& checks) const {
  for (const Bound& bound : bounds_) {
    if (!bound.by) checks.tell(bound.checks.front(), engine::judge(bound_of(bound.rule), read(*bound.score, whole)), 0);
  }
}

void BoundChecks::judge_segments(std::span<const ScoreWindow> windows, const Segments& segments, DecayChecks& checks) {
  for (Place place = 0; place < windows.size(); ++place) {
    std::optional<detectors::ScoreSums> sums;
    for (std::size_t i = 0; i < bounds_.size(); ++i) {
      Bound& bound = bounds_[i];
      if (bound.by != segments.feature(place)) continue;
      if (!has(bound, place)) watch(i, place, segments, checks);
      if (!sums) sums = windows[place].sums();
      checks.tell(bound.checks[place], engine::judge(bound_of(bound.rule), read(*bound.score, *sums)), 0);
    }
  }
}

void BoundChecks::judge_lists(const RankingWindow& lists, DecayChecks& checks) const {
  for (std::size_t i = 0; i < ranking_bounds_.size(); ++i) {
    checks.tell(ranking_bounds_[i].check, engine::judge(bound_of(ranking_bounds_[i].rule), lists.read(i)), 0);
  }
}

void BoundChecks::restart(DecayChecks& checks) const {
  for (const Bound& bound : bounds_) {
    for (const std::size_t check : bound.checks) {
      if (check != kNobody) checks.forget(check);
    }
  }
  for (const RankingBound& bound : ranking_bounds_) checks.forget(bound.check);
}

void BoundChecks::watch(std::size_t i, Place place, const Segments& segments, DecayChecks& checks) {
  Bound& bound = bounds_[i];
  if (place >= bound.checks.size()) bound.checks.resize(place + 1, kNobody);
  bound.checks[place] = checks.add({.detector = bound.rule.score.name,
                                    .subject = fmt::format("score[{}]", segments.name(place)),
                                    .is_score = true,
                                    .rule = i,
                                    .segment = place});
}

bool BoundChecks::is_watchable(std::size_t i, Place place, const Segments& segments) const {
  if (i >= bounds_.size() || !bounds_[i].by || place >= segments.size() || segments.feature(place) != *bounds_[i].by) return false;
  return !has(bounds_[i], place);
}

ScoreReading read(const detectors::Score& score, const detectors::ScoreSums& sums) {
  return {.value = score.value(sums), .interval = score.interval(sums), .outcomes = sums.count()};
}

}  // namespace driftd::engine
