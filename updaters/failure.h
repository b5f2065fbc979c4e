#pragma once

// Why an update came to nothing. The cause decides what is tried next (ladder.h): a trainer that was killed says nothing of the model, and
// a challenger that lost nothing of the machine.

#include <cstdint>
#include <string>
#include <string_view>

#include "config/time.h"

namespace driftd::updaters {

enum class FailureCause : std::uint8_t {
  none,            // it did not fail
  infrastructure,  // the trainer could not start, or was killed
  data,            // nothing can be learnt from the rows: too few, one class only, gone
  training,        // the learner ran away, or its model cannot be used
  lost,            // at the gate
  inconclusive,    // at the gate: too little to tell, which is no loss
  serving,         // it could not be installed
  overspent,       // the trainer took more time than it may, of the clock's or of the processors'
};

struct Failure {
  FailureCause cause = FailureCause::none;
  std::string text;       // for people
  std::string family;     // of the challenger, "" where there was none
  std::uint64_t job = 0;  // of its randomness
  config::Time now;
  std::uint64_t rows = 0;  // labelled so far
};

/// infrastructure, data, training, gate, serving or overspent; "" where nothing failed.
inline std::string_view name_of(FailureCause cause) {
  constexpr std::string_view kNames[] = {"", "infrastructure", "data", "training", "gate", "gate", "serving", "overspent"};
  return kNames[static_cast<std::size_t>(cause)];
}

}  // namespace driftd::updaters
