#pragma once

// The newest outcomes as sums from which scores are read: kPanes panes that add up to a window and slide a pane at a time. When a pane is
// full its owner says: those of a segment turn with the whole's, so that their windows are of the same outcomes.

#include <cstdint>
#include <vector>

#include "detectors/scores/score_sums.h"

namespace driftd::engine {

class ScoreWindow {
 public:
  static constexpr std::size_t kPanes = 10;

  ScoreWindow(config::Task task, detectors::ScoreNeeds needs);

  void add(const detectors::Outcome& outcome) { panes_.back().add(outcome); }
  /// In the pane that is filling.
  std::uint64_t filling() const { return panes_.back().count(); }
  /// The pane is full: the next one begins, and the oldest goes.
  void turn();
  detectors::ScoreSums sums() const;
  std::uint64_t outcomes() const;
  void clear();

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  std::vector<detectors::ScoreSums> panes_;  // oldest first; the last is filling
};

}  // namespace driftd::engine
