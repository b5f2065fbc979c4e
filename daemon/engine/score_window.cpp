#include "daemon/engine/score_window.h"

#include <algorithm>
#include <utility>

namespace driftd::engine {

using detectors::ScoreSums;

ScoreWindow::ScoreWindow(config::Task task, detectors::ScoreNeeds needs) {
  panes_.emplace_back(task, std::move(needs));
}

void ScoreWindow::turn() {
  if (panes_.size() == kPanes) {
    std::ranges::rotate(panes_, panes_.begin() + 1);
    panes_.back().clear();
  } else {
    panes_.emplace_back(panes_.back().task(), panes_.back().needs());
  }
}

ScoreSums ScoreWindow::sums() const {
  ScoreSums sums(panes_.front().task(), panes_.front().needs());
  for (const ScoreSums& pane : panes_) sums.merge(pane);
  return sums;
}

std::uint64_t ScoreWindow::outcomes() const {
  std::uint64_t count = 0;
  for (const ScoreSums& pane : panes_) count += pane.count();
  return count;
}

void ScoreWindow::clear() {
  panes_.assign(1, ScoreSums(panes_.front().task(), panes_.front().needs()));
}

void ScoreWindow::save(detectors::StateWriter& state) const {
  state.put(static_cast<std::uint64_t>(panes_.size()));
  for (const ScoreSums& pane : panes_) pane.save(state);
}

void ScoreWindow::load(detectors::StateReader& state) {
  const auto panes = state.get_count();
  if (panes == 0 || panes > kPanes) return state.fail();
  panes_.assign(panes, ScoreSums(panes_.front().task(), panes_.front().needs()));
  for (ScoreSums& pane : panes_) pane.load(state);
}

}  // namespace driftd::engine
