#pragma once

// How fast labels come: some predictions are followed until their label comes or their time is up. At first as many as the reference wants,
// then those that are on their way, at most kMostFollowed of them: where more wait than that, every second one is let go and of those to
// come only every second is followed, so that the share of late ones stays what it is.

#include <boost/circular_buffer.hpp>
#include <cstdint>
#include <vector>

#include "daemon/engine/event.h"
#include "detectors/state.h"

namespace driftd::engine {

class LabelPace {
 public:
  static constexpr std::size_t kMostFollowed = 4096;

  /// The first so many predictions (at most half of kMostFollowed) tell how long labels take.
  explicit LabelPace(std::size_t reference);

  /// Positions rise.
  void predicted(Position position, Time time);
  void labelled(Position position, double seconds);

  /// The reference's delays in seconds (NaN: none came), once waiting for more is idle: every label is there, or twice the time has passed
  /// that all but the slowest 5 % needed. Else none. Only before the first call of settle().
  std::vector<double> reference(Time now) const;
  /// From now on predictions are settled: those before it are let go.
  void reference_is_known();
  /// Appends the delays of the predictions that are older than `patience` seconds, oldest first, and lets them go.
  void settle(Time now, double patience, std::vector<double>& delays);

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  struct Followed {
    Position position = 0;
    Time time;
    double delay = kNoValue;
  };

  void thin_out();

  std::size_t reference_;
  bool known_ = false;
  std::uint64_t stride_ = 1;
  std::uint64_t passed_over_ = 0;
  boost::circular_buffer<Followed> followed_;
};

}  // namespace driftd::engine
