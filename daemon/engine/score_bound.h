#pragma once

// A score held against a bound. A window's score is an estimate: with the truth right at the bound every other window lies beyond it, and
// alarms would be a matter of chance. So drift is said where the score is surely beyond, the whole of its 95 % interval (one-sided: 1
// window in 40, had the truth been at the bound), and a warning where only the score itself is. Not `surely`, the score alone decides.
// What that costs is time: a window of 1000 outcomes with accuracy .7 has an interval of .03 to either side, and the truth must be about
// as far beyond the bound before half of the windows say so.
//
// A score without an interval (there are more classes than are counted, say) is taken as it stands: silence would be worse.

#include <cstdint>
#include <optional>

#include "detectors/scores/interval.h"
#include "detectors/signal.h"

namespace driftd::engine {

struct ScoreBound {
  double below = detectors::kNotApplicable;  // drift below it; else
  double above = detectors::kNotApplicable;  // drift above it
  std::uint64_t least = 0;                   // outcomes that the score must be of before it counts
  bool surely = true;
};

/// A score of a window.
struct ScoreReading {
  std::optional<double> value;
  std::optional<detectors::Interval> interval;
  std::uint64_t outcomes = 0;
};

/// Statistic: the score; threshold: the bound; window: its outcomes.
detectors::Signal judge(const ScoreBound& bound, const ScoreReading& reading);

}  // namespace driftd::engine
