#pragma once

// What the engine asks of the outside, and what it wants written down. Every action may be carried out twice with the same result as once:
// after a restart those whose end the journal does not know are asked for again.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/engine/event.h"
#include "daemon/engine/samples.h"
#include "detectors/scores/interval.h"
#include "detectors/signal.h"
#include "updaters/dataset.h"
#include "updaters/gate/verdict.h"
#include "updaters/policy.h"

namespace driftd::engine {

/// Make a challenger from these rows; answered by TrainingEnded.
struct Train {
  std::uint64_t job = 0;
  std::string strategy;            // "start" installs the artefact that the settings name
  std::uint64_t base_version = 0;  // continued where not 0
  std::uint64_t seed = 0;
  std::int64_t attempt = 1;
  std::vector<Sample> rows;
  std::vector<updaters::ClassName> classes;              // multiclass: every class heard of, by code
  std::string artefact;                                  // not empty: it is there already, nothing is trained
  std::vector<std::uint64_t> versions;                   // not empty: the best of these earlier ones on the rows is the artefact
  updaters::Adjustments adjustments;                     // of the learner
  std::optional<updaters::TransferOrder> transfer = {};  // it starts from that artefact
  Duration cpu{};                                        // processor time that it may take; 0: as the settings say
  bool operator==(const Train&) const = default;
};

/// Let two stand on the same rows; answered by Compared. The champion is a version; the challenger a job's artefact, or, in a watch, a
/// version.
struct Compare {
  std::uint64_t job = 0;
  std::uint64_t champion_version = 0;
  std::uint64_t challenger_version = 0;  // 0: the job's artefact
  std::uint64_t look = 0;                // the how-manieth of the job, to be said in the answer
  std::vector<Sample> rows;
  std::vector<Sample> before;  // from before the change, for the guard of what was known
  bool guards = false;         // what the guards look at is wanted too
  bool operator==(const Compare&) const = default;
};

/// Put a job's artefact into the registry as this version; answered by Installed.
struct Install {
  std::uint64_t job = 0;
  std::uint64_t version = 0;
  std::uint64_t parent = 0;
  std::string strategy;
  std::string cause;
  std::string artefact_hash;
  std::uint64_t rows = 0;  // that it learnt from
  Time time;
  bool operator==(const Install&) const = default;
};

/// From now on this version answers, 0: none; and for its share of the requests the canary, where there is one (canary.h).
struct Serve {
  std::uint64_t version = 0;
  std::uint64_t canary = 0;
  double share = 0;
  bool operator==(const Serve&) const = default;
};

/// The job's folder is not needed any more; a trainer that still runs is to be stopped.
struct Discard {
  std::uint64_t job = 0;
  bool operator==(const Discard&) const = default;
};

/// A check's level changed.
struct SignalRecord {
  std::uint64_t number = 0;  // counts up within the model
  std::uint64_t row = 0;     // index of the newest prediction
  Time time;
  std::string detector;
  std::string subject;
  detectors::Signal signal;
  updaters::Cause::Kind kind = updaters::Cause::Kind::drift;  // of the data, or decay of the quality
};

/// How an update stands; written again at each step, the job is its key.
struct UpdateRecord {
  std::uint64_t job = 0;
  std::uint64_t row = 0;
  Time time;
  std::string cause;
  std::string strategy;
  std::string reason;   // why this strategy and window; behind it, why it ended so
  std::string outcome;  // training, judging, waiting, installing, canary; promoted, rejected, inconclusive, failed, dropped; rolled_back
  std::int64_t attempt = 1;
  std::uint64_t version = 0;                                  // that it became, or was while it answered its share; 0: none
  std::uint64_t base_version = 0;                             // the champion that it was to replace
  std::uint64_t rows = 0;                                     // learnt from
  double seconds = 0;                                         // in training
  double cpu_seconds = 0;                                     // of its trainer
  std::string failure;                                        // infrastructure, data, training, gate or serving; "": it did not fail
  updaters::Verdict verdict;                                  // of the gate; rows == 0: it never stood there
  updaters::Cause::Kind kind = updaters::Cause::Kind::start;  // of its cause
  std::uint64_t signal = 0;                                   // number of the signal that made it owed, 0: none did
  updaters::DataWindow window;                                // what it learnt from: labelled rows by index
  std::string plan;                                           // why this strategy and window, and nothing behind it
  std::string notes;                                          // what the trainer said of its model
  TrainingFacts training;
};

/// How the watch over a promoted version stands; written again at its end, the job of the version's update is its key.
struct WatchRecord {
  std::uint64_t job = 0;
  std::uint64_t version = 0;
  std::uint64_t previous = 0;  // that it is held against, 0: there is none
  Time begun;                  // the promotion
  Time time;
  std::string outcome;        // watching; stood, rolled_back, cut_short (another version took its place), unseen (its rows could
                              // not be compared), none (nothing to fall back to)
  std::string reason;         // in plain words
  std::uint64_t labels = 0;   // labelled answers that counted
  updaters::Verdict verdict;  // the previous version as champion; rows == 0: they were not compared
};

/// An update that was owed, or an alarm that made none owed, and nothing began. Told once for each reason until something begins, so that a
/// cool-down of a day is one record.
struct NotBegunRecord {
  std::uint64_t number = 0;  // counts up within the model
  std::uint64_t job = 0;     // the newest update then
  std::uint64_t row = 0;
  Time time;
  updaters::Cause::Kind kind = updaters::Cause::Kind::decay;
  std::string cause;
  std::uint64_t signal = 0;  // as in UpdateRecord
  std::string reason;
};

struct ScoreRecord {
  std::uint64_t row = 0;
  Time time;
  std::uint64_t version = 0;
  std::string score;
  std::string segment;  // "country=DE"; empty: of all outcomes
  double value = 0;
  std::optional<detectors::Interval> interval;
  std::uint64_t outcomes = 0;
};

using ActionBody =
    std::variant<Train, Compare, Install, Serve, Discard, SignalRecord, UpdateRecord, ScoreRecord, WatchRecord, NotBegunRecord>;

/// For the history, and nothing to be done.
inline bool is_record(const ActionBody& body) {
  return std::holds_alternative<SignalRecord>(body) || std::holds_alternative<UpdateRecord>(body) ||
         std::holds_alternative<ScoreRecord>(body) || std::holds_alternative<WatchRecord>(body) ||
         std::holds_alternative<NotBegunRecord>(body);
}

struct Action {
  std::string model;
  ActionBody body;
};

using Actions = std::vector<Action>;

}  // namespace driftd::engine
