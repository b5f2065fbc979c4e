#pragma once

// Processor time that was spent in the last day, by the times of those who say so: kept in hours, so that it is bounded in memory and what
// was spent is forgotten between 24 and 25 hours later.

#include <cstdint>
#include <deque>

#include "config/time.h"
#include "detectors/state.h"

namespace driftd::updaters {

class DailyCpu {
 public:
  /// What is not a positive number is not counted.
  void spent(config::Time when, double seconds);
  double seconds(config::Time now) const;

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  struct Hour {
    std::int64_t number = 0;  // since the epoch
    double seconds = 0;
  };
  static constexpr std::size_t kHours = 25;

  std::deque<Hour> hours_;  // the newest last
};

}  // namespace driftd::updaters
