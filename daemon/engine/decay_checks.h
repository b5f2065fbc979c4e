#pragma once

// How each check of the quality stands, and what the newest outcome changed. A check is of a rule, on all outcomes or on a segment's.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "daemon/engine/segments.h"
#include "detectors/signal.h"
#include "detectors/state.h"

namespace driftd::engine {

struct DecayCheck {
  std::string detector;  // or the score's name
  std::string subject;   // "error", "loss" or "score", and of a segment "error[country=DE]"
  bool is_score = false;
  std::size_t rule = 0;                       // place among those of its kind
  Segments::Place segment = Segments::kNone;  // none: all outcomes
  detectors::Signal signal;
  detectors::Level before = detectors::Level::learning;
  std::uint64_t since_change = 0;  // outcomes of the version, of whatever segment, since the change; 0: it cannot tell
  bool changed() const { return signal.level != before; }
};

class DecayChecks {
 public:
  std::size_t add(DecayCheck check);
  /// What the outcome before this one changed is news no more.
  void begin_outcome();
  void tell(std::size_t check, const detectors::Signal& signal, std::uint64_t since_change);
  /// As if it had just begun.
  void forget(std::size_t check);

  std::span<const DecayCheck> all() const { return checks_; }
  const DecayCheck& operator[](std::size_t check) const { return checks_[check]; }
  std::size_t size() const { return checks_.size(); }
  /// Whether the newest outcome changed a level.
  bool any_changed() const;
  /// Whether any score is beyond its bound.
  bool any_score_drifted() const { return drifted_scores_ > 0; }

  /// Of the checks that there are.
  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  void put(DecayCheck& check, const detectors::Signal& signal);

  std::vector<DecayCheck> checks_;
  std::vector<std::size_t> told_;  // by the newest outcome
  std::size_t drifted_scores_ = 0;
};

}  // namespace driftd::engine
