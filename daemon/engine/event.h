#pragma once

// Everything that the engine ever hears: what a model predicted, what was true, what an effect came to, what an operator
// commands. Time, randomness and the outside world reach the engine only in here, so that the same events give the same decisions.

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/time.h"
#include "updaters/failure.h"
#include "updaters/gate/guards.h"
#include "updaters/gate/losses.h"

namespace driftd::engine {

using config::Duration;
using config::Time;

/// Where an event stands in the journal: a byte offset that never changes and only grows.
using Position = std::uint64_t;

constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();

struct ClassScore {
  double code = 0;  // 0 / 1 or a category code
  double probability = 0;
};

/// What a model answered for one row. Views into the journal: valid while the record is.
struct Prediction {
  std::string_view id;
  Time time;                           // when it was made, by the client's clock
  std::uint64_t version = 0;           // the version that answered; 0: not told
  double value = kNoValue;             // number, 0 / 1 or class code; NaN: a row without an answer, to learn from
  std::span<const double> features;    // in the schema's order
  std::span<const ClassScore> scores;  // probabilities by class, or none
  std::string_view value_name;         // multiclass: the class by name
  std::string_view categories;         // texts of the categorical and text features, see CategoryTexts
  Position position = 0;
};

struct Label {
  std::string_view id;
  Time time;
  double value = 0;
  std::string_view value_name;  // multiclass: the class by name
};

/// What a training was made of, for whoever asks later how a version came about.
struct TrainingFacts {
  std::string trainer;       // its command line; "": no program ran
  std::string ending;        // "exit code 0", or how else it ended
  std::string table_sha256;  // of the rows as they were handed over (train.csv); "": there were none
  std::uint64_t rows = 0;    // in it
  Time first;                // the earliest and the latest prediction among them
  Time last;
  bool operator==(const TrainingFacts&) const = default;
};

/// A trainer came to its end: with an artefact (its SHA-256) or a reason.
struct TrainingEnded {
  std::uint64_t job = 0;
  bool succeeded = false;
  std::string reason;  // why not; where it succeeded, what the trainer says of it
  std::string artefact_hash;
  double seconds = 0;
  std::vector<double> trial_errors;  // see updaters::Model::trial_errors
  updaters::FailureCause cause = updaters::FailureCause::none;
  double cpu_seconds = 0;  // that the trainer and what it started used, whatever came of it
  std::string family;      // of the model, where the learner chose one
  TrainingFacts facts;
};

/// A trainer begins: until then the update waits its turn and may still be given up.
struct TrainingBegan {
  std::uint64_t job = 0;
};

/// Two versions stood on the same rows: their losses, paired, in time order.
struct Compared {
  std::uint64_t job = 0;
  std::vector<double> champion;
  std::vector<double> challenger;
  std::string failure;  // not empty: the comparison could not be made
  std::uint64_t look = 0;
  updaters::LossKind loss = updaters::LossKind::zero_one;
  updaters::GuardInputs guards;           // as far as they were asked for
  std::vector<double> challenger_errors;  // see updaters::Model::trial_errors
};

/// A version stands in the registry, durably, and can be served; or why not.
struct Installed {
  std::uint64_t job = 0;
  std::uint64_t version = 0;
  std::string failure;
};

struct Command {
  enum class Kind : std::uint8_t { update, rollback, pause, resume, configure };
  Kind kind = Kind::update;
  std::string text;  // configure: the settings; others: who or why
};

/// Time has passed, by the daemon's clock (Event::received): what should have come and did not is missed by this.
struct Tick {};

using EventBody = std::variant<Prediction, Label, TrainingEnded, Compared, Installed, Command, Tick, TrainingBegan>;

struct Event {
  std::string_view model;  // empty where it concerns all (configure, a tick)
  Time received;           // the daemon's clock when it came in
  EventBody body;
};

}  // namespace driftd::engine
