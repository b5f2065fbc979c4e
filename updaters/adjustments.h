#pragma once

// How a training departs from what the settings say, since what they say did not do (ladder.h). It travels with the job: the built-in
// trainer gets a learner that is changed accordingly, every other one finds it as "hints" in job.json.

#include <string>

#include "config/json.h"
#include "detectors/state.h"

namespace driftd::updaters {

struct Adjustments {
  double rate_factor = 1;  // on the learner's rate
  std::string optimizer;   // instead of the learner's own; "": that
  double wider = 1;        // windows of what the strategy planned
  std::string without;     // the family that lost and is not to be chosen again; "": none

  bool any() const { return *this != Adjustments{}; }
  bool operator==(const Adjustments&) const = default;
};

/// What can be changed about a learner.
struct Recourse {
  std::string optimizer;        // another one than its own; "": it has none
  bool rate = false;            // it has a rate
  bool chooses_family = false;  // among several
};

/// `learner`: {"kind": ..., parameters}, with all defaults written out.
Recourse recourse_of(const config::Json& learner);
/// The learner under the adjustments, as far as they concern it.
config::Json adjusted(config::Json learner, const Adjustments& adjustments);

/// For people: "at a third of the rate"; "" where nothing is changed.
std::string text_of(const Adjustments& adjustments);

void save(const Adjustments& adjustments, detectors::StateWriter& state);
void load(Adjustments& adjustments, detectors::StateReader& state);

}  // namespace driftd::updaters
