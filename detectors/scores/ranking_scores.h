#pragma once

// Scores of rankings: an event is a list of candidates in the order in which the model put them, and what comes in is how relevant each
// turned out to be, best-ranked first: {0, 3, 0, 1} is a list whose second and fourth candidate were wanted. A model that shows the top of
// a longer list appends the relevances of what it left out: what the best order would have been depends on them. At k:
//
//   NDCG     = DCG / DCG of the best order, DCG = sum over the first k of gain / log2(place + 1); gain = relevance, or 2^relevance - 1
//              (Jarvelin & Kekalainen 2002; Burges et al. 2005)
//   MAP      = mean over events of (1 / min(k, relevant)) sum over the relevant among the first k of the precision down to there
//   hit rate = share of events with a relevant candidate among the first k
//   MRR      = mean of 1 / place of the first relevant candidate, 0 where it is not among the first k
//
// An event without a relevant candidate has no score and does not count (scikit-learn's ndcg_score: 0). scikit-learn averages the gains of
// equal model scores; here the order is given and there are none. A score of events is a mean and its state is a MeanSum, which merges.
// Intervals: Wilson for the hit rate, else Student's t; events count as independent.

#include <memory>
#include <optional>
#include <span>

#include "config/catalogue.h"
#include "detectors/scores/interval.h"
#include "detectors/scores/mean_sum.h"

namespace driftd::detectors {

class RankingScore {
 public:
  static constexpr std::int64_t kMostPlaces = 1000;  // the largest k

  virtual ~RankingScore() = default;

  /// Of one event, relevances best-ranked first, in 0..1. Nothing where none is above 0, or one is negative or not finite.
  virtual std::optional<double> of(std::span<const double> relevances) const = 0;
  virtual std::optional<Interval> interval(const MeanSum& events, double level) const;
  std::optional<Interval> interval(const MeanSum& events) const { return interval(events, kDefaultLevel); }
  std::optional<double> value(const MeanSum& events) const;
};

using RankingScorePointer = std::unique_ptr<RankingScore>;

void declare_ndcg(config::Catalogue<RankingScorePointer>& catalogue);
void declare_map(config::Catalogue<RankingScorePointer>& catalogue);
void declare_hit_rate(config::Catalogue<RankingScorePointer>& catalogue);
void declare_mrr(config::Catalogue<RankingScorePointer>& catalogue);

}  // namespace driftd::detectors
