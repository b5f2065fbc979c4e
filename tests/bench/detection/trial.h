#pragma once

// How a detector of change is judged: the mean time between false alarms, the mean delay of the changes that it found, the share that it
// missed, and what they come to together, MTR = MTFA / delay * (1 - missed) (Bifet, Classifier concept drift detection and the illusion of
// progress, ICAISC 2017). A change that is missed counts as missed, not as found at once.

#include <cstdint>

#include "detectors/stream/stream_detector.h"
#include "tests/bench/detection/error_stream.h"

namespace driftd::bench {

struct Tally {
  std::uint64_t quiet_values = 0;  // heard while nothing was wrong
  std::uint64_t false_alarms = 0;
  std::uint64_t found = 0;
  std::uint64_t missed = 0;
  std::uint64_t delays = 0;  // of those found, added up

  double time_between_false_alarms() const;  // of as many values as were heard, where there was none
  double delay() const;
  double missed_share() const;
  double ratio() const;
};

/// Feeds the stream and adds up. An alarm that says that the values fell is none: errors that become fewer are no decay. Behind each alarm,
/// and behind a change that was missed, the detector begins anew.
void judge(detectors::StreamDetector& detector, const ErrorStream& stream, Tally& tally);

}  // namespace driftd::bench
