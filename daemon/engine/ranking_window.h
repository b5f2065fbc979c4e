#pragma once

// Scores of ranked lists over a window: each list that closes has a score (NDCG and its like, detectors/scores/ranking_scores.h), and the
// window's is the mean over the lists that closed in it. Its panes turn with those of the other scores.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "config/catalogue.h"
#include "daemon/engine/ranked_lists.h"
#include "daemon/engine/score_bound.h"
#include "detectors/scores/ranking_scores.h"

namespace driftd::engine {

class RankingWindow {
 public:
  using Chosen = config::Chosen<detectors::RankingScorePointer>;

  RankingWindow(const ListSettings& lists, std::span<const Chosen> scores);

  /// A labelled row of list `group`.
  void add(double group, double answer, double relevance);
  /// A pane is full.
  void turn();
  void clear();

  std::size_t size() const { return scores_.size(); }
  const std::string& name(std::size_t score) const { return scores_[score].name; }
  /// `outcomes` are lists.
  ScoreReading read(std::size_t score) const;

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  struct Score {
    std::string name;
    detectors::RankingScorePointer score;
    std::vector<detectors::MeanSum> panes;  // oldest first; the last is filling
  };

  RankedLists lists_;
  std::vector<Score> scores_;
};

}  // namespace driftd::engine
