#include "daemon/engine/shown_scores.h"

#include <algorithm>
#include <utility>

#include "daemon/engine/bound_checks.h"

namespace driftd::engine {

ShownScores::ShownScores(config::Task task, std::span<const ScoreRule> rules, const detectors::ScoreNeeds& kept) {
  const std::string plainest = task == config::Task::regression ? "mae" : "accuracy";
  for (const auto& row : detectors::scores().rows()) {
    const std::string& name = row.facts.name;
    const auto rule = std::ranges::find(rules, name, [](const ScoreRule& one) -> const std::string& { return one.score.name; });
    auto score = rule != rules.end() ? rule->score.make() : detectors::scores().choose_default(name).make();
    if (!score->fits(task) || !score->is_told_by(kept)) continue;
    scores_.push_back({.name = name, .score = std::move(score), .of_segments = rule != rules.end() || name == plainest});
  }
}

std::vector<ShownScore> ShownScores::of_all(const detectors::ScoreSums& sums) const {
  std::vector<ShownScore> shown;
  for (const Score& score : scores_) shown.push_back({.name = score.name, .reading = read(*score.score, sums)});
  return shown;
}

std::vector<ShownScore> ShownScores::of_segment(const detectors::ScoreSums& sums) const {
  std::vector<ShownScore> shown;
  for (const Score& score : scores_) {
    if (score.of_segments) shown.push_back({.name = score.name, .reading = read(*score.score, sums)});
  }
  return shown;
}

std::vector<config::Chosen<detectors::RankingScorePointer>> ranking_scores_of(std::span<const RankingRule> rules) {
  std::vector<config::Chosen<detectors::RankingScorePointer>> chosen;
  for (const RankingRule& rule : rules) chosen.push_back(rule.score);
  for (const auto& row : detectors::ranking_scores().rows()) {
    const auto named = [&row](const auto& one) { return one.name == row.facts.name; };
    if (std::ranges::none_of(chosen, named)) chosen.push_back(detectors::ranking_scores().choose_default(row.facts.name));
  }
  return chosen;
}

}  // namespace driftd::engine
