#pragma once

// How often a model may cry wolf: a number of false alarms in a period, for the model as a whole. Half of it goes to the quality and half to
// the data; within each, every check that can keep to an allowance gets an equal share. Expectations add up whatever depends on what, so
// the shares need no correction for one another.

#include <cstdint>
#include <variant>

#include "config/declaration.h"
#include "config/time.h"
#include "detectors/state.h"

namespace driftd::engine {

using config::Duration;
using config::Time;

struct FalseAlarmSettings {
  struct Events {
    std::int64_t count = 100'000;
    bool operator==(const Events&) const = default;
  };
  std::int64_t at_most = 1;
  std::variant<Events, Duration> per = Events{};
};

config::Declaration<FalseAlarmSettings> false_alarms_declaration();

/// What may be expected of the events that have come, as they come.
class Allowance {
 public:
  /// `share` of what the settings allow the model.
  Allowance(const FalseAlarmSettings& settings, double share) : settings_(settings), share_(share) {}

  /// False alarms allowed by `events` more events of which the last bears this time. Time that runs backwards allows nothing.
  double of(std::uint64_t events, Time time);

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  FalseAlarmSettings settings_;
  double share_;
  Time until_;
};

}  // namespace driftd::engine
