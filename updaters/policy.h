#pragma once

// The policy: from alarms to a plan. It decides whether an update may begin, and with which strategy. An alarm makes an update owed; what is owed
// is paid when cool-down and limit allow and there are rows enough, and is struck off when an update helped or all attempts are spent; each attempt waits for twice
// the new rows of the one before. Pure: time
// comes in with each question.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/declaration.h"
#include "config/time.h"
#include "detectors/state.h"
#include "updaters/gate/settings.h"
#include "updaters/strategies/strategy.h"

namespace driftd::updaters {

using config::Duration;
using config::Time;

struct UpdateLimit {
  std::int64_t updates = 10;
  Duration per = std::chrono::hours(24);
};

struct WatchSettings {
  std::int64_t labels = 1000;
  double alpha = 0.01;
};

/// Enforced on the trainer's process by the operating system.
struct TrainingBudget {
  Duration wall = std::chrono::minutes(10);
  Duration cpu = std::chrono::minutes(10);
  std::uint64_t memory = 4ULL << 30U;
  std::int64_t nice = 10;
};

/// Which alarms make an update owed.
enum class Trigger : std::uint8_t { decay, drift, any, never };

struct UpdateSettings {
  config::Chosen<StrategyPointer> strategy = default_strategy();
  Trigger on = Trigger::decay;
  Duration cooldown = std::chrono::minutes(30);
  std::int64_t new_rows = 300;
  UpdateLimit at_most;
  std::int64_t attempts = 4;
  std::int64_t keep_rows = 100'000;
  std::int64_t hold_out = 200;
  std::int64_t min_rows = 100;
  std::int64_t seed = 1;
  GateSettings gate;
  WatchSettings watch;
  TrainingBudget budget;
  std::vector<std::string> trainer;  // argv of another program than the built-in trainer

  static config::Chosen<StrategyPointer> default_strategy();
};

const config::Declaration<UpdateSettings>& update_declaration();

/// Why an update is owed; or, `broken`, why none may be: the data are faulty, and to learn from them would be to learn the fault.
struct Cause {
  enum class Kind : std::uint8_t { start, decay, drift, command, broken };
  Kind kind = Kind::decay;
  std::string text;          // for people: which check said what
  std::uint64_t change = 0;  // index of the first labelled row after the change, as far as known
  std::uint64_t signal = 0;  // number of the signal that said so, as far as known
  bool operator==(const Cause&) const = default;
};

std::string_view name_of(Cause::Kind kind);

struct UpdatePlan {
  Cause cause;
  StrategyPlan strategy;
  std::int64_t attempt = 1;
};

class Policy {
 public:
  explicit Policy(const UpdateSettings& settings);

  /// An alarm. Where an update is owed already, only the point of change moves; a command overrides a cool-down, never the limit.
  void owe(Cause cause);
  const std::optional<Cause>& owed() const { return owed_; }

  /// The data are broken: until release() no drift or decay is taken for one (what they made owed is struck off), and nothing begins but the
  /// first training and what a person commands.
  void hold(Cause broken);
  void release() { held_.reset(); }
  const std::optional<Cause>& held() const { return held_; }

  /// The update to begin now, or nothing; counts against limit and cool-down once given. `situation.hold_out` and `.min_rows` are filled in here.
  std::optional<UpdatePlan> decide(Situation situation, Time now);
  /// The update that was decided has ended; `helped`: a challenger was promoted.
  void ended(bool helped);

  /// Why no update may begin now, with labelled rows up to `end`, or "" where one may.
  std::string blocked(Time now, std::uint64_t end) const;
  const UpdateSettings& settings() const { return settings_; }

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  static bool is_alarm(const Cause& cause) { return cause.kind == Cause::Kind::decay || cause.kind == Cause::Kind::drift; }
  std::uint64_t hold_out_of(const Situation& situation) const;

  UpdateSettings settings_;
  StrategyPointer strategy_;
  std::optional<Cause> owed_;
  std::optional<Cause> held_;
  std::int64_t attempt_ = 1;
  std::deque<Time> begun_;  // the newest updates, as many as the limit counts, oldest first
  std::uint64_t rows_at_last_ = 0;  // labelled rows when the newest of them began
};

}  // namespace driftd::updaters
