#pragma once

// What a replay came to, as values and as JSON.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/json.h"
#include "daemon/engine/action.h"
#include "daemon/engine/shown_scores.h"
#include "daemon/replay/change_delays.h"
#include "detectors/scores/score.h"

namespace driftd::replay {

/// Of the versions that were in force, over the rows of one segment.
struct SegmentReport {
  std::string segment;
  detectors::ScoreSums closed_loop;
};

struct Report {
  std::uint64_t events = 0;
  std::uint64_t labels = 0;
  double seconds = 0;
  std::vector<engine::SignalRecord> signals;
  std::vector<engine::UpdateRecord> updates;  // how each ended; the first training is none
  std::vector<engine::NotBegunRecord> not_begun;
  std::uint64_t swaps = 0;
  std::uint64_t rollbacks = 0;
  detectors::ScoreSums closed_loop;          // of the versions that were in force
  detectors::ScoreSums first_model;          // of the first version, had nobody touched it
  std::vector<SegmentReport> segments;       // in the order in which they began
  std::vector<engine::ShownScore> rankings;  // of the versions that were in force, where rows are ranked lists
  std::optional<ChangeReport> changes;
};

config::Json to_json(const Report& report);

/// Every score of the sums' task that is defined.
config::Json scores_of(const detectors::ScoreSums& sums);
/// Its 95 % interval, [low, high], where there is one.
config::Json intervals_of(const detectors::ScoreSums& sums);

}  // namespace driftd::replay
