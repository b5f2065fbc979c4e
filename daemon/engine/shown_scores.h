#pragma once

// Which scores are shown to whoever looks on: of all outcomes every score of the task that the sums tell, as a rule configures it, else
// with its defaults; of a segment those that a rule names, and accuracy or mean absolute error, since there may be many segments.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/engine/decay_rules.h"
#include "daemon/engine/score_bound.h"
#include "detectors/scores/score.h"

namespace driftd::engine {

struct ShownScore {
  std::string name;
  ScoreReading reading;
};

class ShownScores {
 public:
  ShownScores(config::Task task, std::span<const ScoreRule> rules, const detectors::ScoreNeeds& kept);

  std::vector<ShownScore> of_all(const detectors::ScoreSums& sums) const;
  std::vector<ShownScore> of_segment(const detectors::ScoreSums& sums) const;

 private:
  struct Score {
    std::string name;
    detectors::ScorePointer score;
    bool of_segments = false;
  };
  std::vector<Score> scores_;
};

/// The ranking scores: each as a rule configures it, in the order of the rules, then the others with their defaults.
std::vector<config::Chosen<detectors::RankingScorePointer>> ranking_scores_of(std::span<const RankingRule> rules);

}  // namespace driftd::engine
