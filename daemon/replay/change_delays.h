#pragma once

// How long changes whose places are known went unnoticed. A check goes by the rows that it has seen: all up to now, or, where it is about
// the quality, those whose labels have come. What it says when the newest of them lies at or behind a change at row c, and before the next
// change, is about the change at c. Its delay is the rows that had come by then, counted from c; where labels come late no check of the
// quality can be quicker than they are, so its delay is told in labels as well. An alarm with no change behind it, or one that had seen as
// many rows behind its change as a stated tolerance, is false. Delay, missed changes and false alarms are what Gama et al., A Survey on
// Concept Drift Adaptation (ACM Computing Surveys 46, 2014) measure a detector of change by.
//
// Alarms of decay (the quality) and of drift (the data) are told apart: a change of the concept alone shows in the first, one of the inputs
// in the second.

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "config/json.h"
#include "daemon/replay/recovery.h"

namespace driftd::replay {

/// Rows, ascending, from 0: the first of each new concept.
struct KnownChanges {
  static constexpr std::size_t kMost = 1000;
  std::vector<std::uint64_t> rows;
  std::uint64_t within = 0;  // rows; 0: until the next change
};

enum class Watched : std::uint8_t { decay, drift };

/// A check that reached the level of drift.
struct Alarm {
  Watched watched = Watched::decay;
  std::uint64_t row = 0;   // the newest
  std::uint64_t seen = 0;  // rows, from the first, that the check had to go by
  std::string detector;
  std::string subject;
};

/// The first alarm about a change.
struct Detection {
  std::uint64_t rows = 0;  // from the change to the newest
  std::uint64_t seen = 0;  // rows at or behind the change that the check had to go by, the alarming one with them
  std::string detector;
  std::string subject;
};

struct Alarms {
  std::optional<Detection> first;  // none: missed
  std::uint64_t count = 0;         // those that are false left out
};

struct ChangeDelay {
  std::uint64_t row = 0;
  Alarms decay;
  Alarms drift;
  std::uint64_t updates = 0;             // begun behind the change
  std::uint64_t promoted = 0;            // of these
  std::optional<std::uint64_t> swapped;  // rows from the change to the first of these promotions
  Recovered recovered;
};

struct ChangeReport {
  std::vector<ChangeDelay> changes;
  std::uint64_t within = 0;
  std::uint64_t false_decay = 0;
  std::uint64_t false_drift = 0;
};

class ChangeDelays {
 public:
  /// The error says which of the changes cannot be measured and why; `watched_from`: the first row that is not of the reference.
  static std::expected<ChangeDelays, std::string> of(KnownChanges changes, std::uint64_t watched_from);

  /// In the order of the rows.
  void answered(std::uint64_t row, double error);
  void alarm(const Alarm& alarm);
  void update_begun(std::uint64_t row);
  /// The update that began at row `begun` was promoted at `row`.
  void promoted(std::uint64_t begun, std::uint64_t row);

  /// The stream had `rows` rows. The error: a change is not among them.
  std::expected<ChangeReport, std::string> report(std::uint64_t rows) const;

 private:
  explicit ChangeDelays(const KnownChanges& changes);
  /// The newest change at or before `row`.
  ChangeDelay* change_of(std::uint64_t row);

  ChangeReport report_;
  std::size_t reached_ = 0;  // changes that lie behind the newest answer
  Recovery recovery_;
};

config::Json to_json(const ChangeReport& report);

}  // namespace driftd::replay
