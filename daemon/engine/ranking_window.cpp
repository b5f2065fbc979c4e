#include "daemon/engine/ranking_window.h"

#include <algorithm>

#include "daemon/engine/score_window.h"

namespace driftd::engine {

RankingWindow::RankingWindow(const ListSettings& lists, std::span<const Chosen> scores) : lists_(lists) {
  for (const Chosen& chosen : scores) scores_.push_back({.name = chosen.name, .score = chosen.make(), .panes = {{}}});
}

void RankingWindow::add(double group, double answer, double relevance) {
  lists_.add(group, answer, relevance, [this](std::span<const double> relevances) {
    for (Score& score : scores_) {
      if (const auto value = score.score->of(relevances)) score.panes.back().add(*value);
    }
  });
}

void RankingWindow::turn() {
  for (Score& score : scores_) {
    if (score.panes.size() == ScoreWindow::kPanes) score.panes.erase(score.panes.begin());
    score.panes.emplace_back();
  }
}

void RankingWindow::clear() {
  lists_.clear();
  for (Score& score : scores_) score.panes.assign(1, {});
}

ScoreReading RankingWindow::read(std::size_t i) const {
  detectors::MeanSum lists;
  for (const detectors::MeanSum& pane : scores_[i].panes) lists.merge(pane);
  return {.value = scores_[i].score->value(lists), .interval = scores_[i].score->interval(lists), .outcomes = lists.count};
}

void RankingWindow::save(detectors::StateWriter& state) const {
  lists_.save(state);
  for (const Score& score : scores_) {
    state.put(static_cast<std::uint64_t>(score.panes.size()));
    for (const detectors::MeanSum& pane : score.panes) pane.save(state);
  }
}

void RankingWindow::load(detectors::StateReader& state) {
  lists_.load(state);
  for (Score& score : scores_) {
    const auto panes = state.get_count();
    if (panes == 0 || panes > ScoreWindow::kPanes) return state.fail();
    score.panes.assign(panes, {});
    for (detectors::MeanSum& pane : score.panes) pane.load(state);
  }
}

}  // namespace driftd::engine
