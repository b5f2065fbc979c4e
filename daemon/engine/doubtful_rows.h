#pragma once

// Rows of a time in which the data were broken, as ranges of positions in the journal: they are not learnt from, and their labels say
// nothing of the model. Bounded: the oldest ranges run into one another first.

#include <cstddef>
#include <vector>

#include "daemon/engine/event.h"
#include "detectors/state.h"

namespace driftd::engine {

class DoubtfulRows {
 public:
  static constexpr std::size_t kMostRanges = 256;

  struct Range {
    Position first;
    Position last;
  };

  /// Positions come in order: `range` begins no earlier than any before it.
  void add(Range range);
  bool has(Position position) const;

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  std::vector<Range> ranges_;  // rising, apart from each other
};

}  // namespace driftd::engine
