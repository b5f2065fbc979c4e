#pragma once

// How often a model may cry wolf: a number of false alarms in a period, for the model as a whole. Half of it goes to the quality and half
// to the data; within each, every check that can keep to an allowance gets an equal share. Expectations add up whatever depends on what, so
// the shares need no correction for one another. Of the data's half a little is kept back for what discoveries earn (discoveries.h).

#include <cstdint>
#include <variant>

#include "config/declaration.h"
#include "config/time.h"
#include "daemon/engine/discoveries.h"
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
  Earning discoveries = Earning::lord;
  double wrong = 0.05;  // of the alarms that discoveries lead to, the share that may be false
};

config::Declaration<FalseAlarmSettings> false_alarms_declaration();

/// What each check may spend as events come: the model's allowance, split.
class AlarmBudget {
 public:
  /// So many checks of the quality and rules on the data keep to an allowance. Where one side has none the other gets all.
  AlarmBudget(const FalseAlarmSettings& settings, std::size_t quality_checks, std::size_t data_rules);

  /// False alarms that one more outcome, or one more row, allows each check of the quality, or each rule on the data. By the clock it is
  /// the time since the one before that counts; time that runs backwards allows nothing.
  double of_outcome(Time time) { return quality_share_ * allowed(time, newest_outcome_); }
  double of_row(Time time) { return data_share_ * allowed(time, newest_row_); }

  /// The same in a whole period: the budget's split.
  double quality_share() const { return quality_share_ * static_cast<double>(settings_.at_most); }
  double data_share() const { return data_share_ * static_cast<double>(settings_.at_most); }
  /// Of the rules on the data, in the order in which their owner counts them.
  Discoveries& discoveries() { return discoveries_; }

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  double allowed(Time time, Time& newest) const;

  FalseAlarmSettings settings_;
  Discoveries discoveries_;
  double quality_share_;
  double data_share_;
  Time newest_outcome_;
  Time newest_row_;
};

}  // namespace driftd::engine
