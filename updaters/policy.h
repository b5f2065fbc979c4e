#pragma once

// The policy: from alarms to a plan. It decides whether an update may begin, and with which strategy. An alarm makes an update owed; what
// is owed is paid when cool-down, limit and the day's budget allow and there are rows enough, and is struck off when an update helped or
// all attempts are spent; each attempt waits for twice the new rows of the one before. What an attempt that failed leads to, the failure
// ladder says (ladder.h). Pure: time comes in with each question.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/declaration.h"
#include "config/time.h"
#include "detectors/state.h"
#include "updaters/daily_cpu.h"
#include "updaters/gate/settings.h"
#include "updaters/ladder.h"
#include "updaters/strategies/strategy.h"
#include "updaters/trainer_settings.h"

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

/// Enforced on the trainer's process by the operating system, but for the day's, which decides whether one begins.
struct TrainingBudget {
  Duration wall = std::chrono::minutes(10);
  Duration cpu = std::chrono::minutes(10);
  Duration cpu_per_day = std::chrono::hours(2);
  std::uint64_t memory = 4ULL << 30U;
  std::int64_t nice = 10;
};

/// The same training again, where it failed by no fault of its own.
struct RetrySettings {
  std::int64_t most = 3;
  Duration backoff = std::chrono::minutes(1);
};

/// After all attempts were spent.
struct CircuitSettings {
  std::int64_t rows = 1000;
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
  RetrySettings retry;
  CircuitSettings circuit;
  std::int64_t keep_rows = 100'000;
  std::int64_t hold_out = 200;
  std::int64_t min_rows = 100;
  std::int64_t seed = 1;
  GateSettings gate;
  WatchSettings watch;
  TrainingBudget budget;
  TrainerSettings trainer;

  static config::Chosen<StrategyPointer> default_strategy();
};

const config::Declaration<UpdateSettings>& update_declaration();

/// Why an update is owed; or, `broken`, why none may be: the data are faulty, and to learn from them would be to learn the fault.
struct Cause {
  enum class Kind : std::uint8_t { start, decay, drift, command, broken };
  Kind kind = Kind::decay;
  std::string text;          // for people: which check said what
  std::uint64_t change = 0;  // index of the first labelled row after the change, as far as known
  std::string check = {};    // the one that said so, "ks on price": where it takes that back, the cause is gone
  std::uint64_t signal = 0;  // number of the signal that said so, as far as known
  bool proven = false;       // a challenger is there that has stood its trial: it waits for no attempt and no circuit
  bool operator==(const Cause&) const = default;
};

std::string_view name_of(Cause::Kind kind);

struct UpdatePlan {
  Cause cause;
  StrategyPlan strategy;
  std::int64_t attempt = 1;
  std::uint64_t again = 0;  // the job that is done once more, with its randomness; 0: none
  Duration cpu{};           // what of the day's budget is left, at most what one training may take
};

class Policy {
 public:
  /// `recourse`: what can be changed about the learner.
  explicit Policy(const UpdateSettings& settings, Recourse recourse = {});

  /// An alarm. Where an update is owed already, only the point of change moves; a command overrides a cool-down, never the limit.
  void owe(Cause cause);
  const std::optional<Cause>& owed() const { return owed_; }

  /// The data are broken: until release() no drift or decay is taken for one (what they made owed is struck off), and nothing begins but
  /// the first training and what a person commands.
  void hold(Cause broken);
  void release() { held_.reset(); }
  const std::optional<Cause>& held() const { return held_; }

  /// The update to begin now, or nothing; counts against limit and cool-down once given. `situation.hold_out` and `.min_rows` are filled in
  /// here.
  std::optional<UpdatePlan> decide(Situation situation, Time now);
  /// The update that was decided has ended: a challenger was promoted; it came to nothing; it lost its reason before it began.
  void helped();
  Ladder::Step failed(const Failure& failure);
  void dropped();
  /// A trainer has used so much processor time.
  void spent(Time now, double cpu_seconds);
  /// The training of the update that was decided last went through, or took more than it may, and used so much processor time.
  void took(double cpu_seconds);
  /// A version that this strategy brought did not hold what it promised.
  void disappointed(std::string_view strategy);
  /// What another one's trainings used and showed counts here too.
  void take_over_experience(const Policy& other);
  double cpu_of_day(Time now) const { return cpu_.seconds(now); }

  /// So many labelled rows there are now: they may close the circuit.
  void labelled(std::uint64_t rows) { ladder_.labelled(rows); }
  const Ladder& ladder() const { return ladder_; }

  /// Why no update may begin now, with labelled rows up to `end`, or "" where one may.
  std::string blocked(Time now, std::uint64_t end) const;
  const UpdateSettings& settings() const { return settings_; }

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  /// What a strategy that chooses is told of the updates before.
  struct Experience {
    std::uint64_t came_back = 0;    // earlier versions put back in a row, by reuse
    double retraining_seconds = 0;  // processor time of the newest training from scratch
    double seconds_left = 0;        // that a training may take
  };

  static bool is_alarm(const Cause& cause) { return cause.kind == Cause::Kind::decay || cause.kind == Cause::Kind::drift; }
  std::uint64_t hold_out_of(const Situation& situation) const;
  bool commanded() const { return owed_ && owed_->kind == Cause::Kind::command; }
  std::optional<StrategyPlan> planned(const Situation& situation) const;
  std::string out_of_budget(Time now) const;
  std::string resting(Time now, std::uint64_t end) const;
  std::string waits_for_retry(Time now) const;

  UpdateSettings settings_;
  StrategyPointer strategy_;
  std::optional<Cause> owed_;
  std::optional<Cause> held_;
  Ladder ladder_;
  DailyCpu cpu_;
  std::optional<StrategyPlan> newest_;  // the plan that was given last, in case it is to be done again
  std::uint64_t newest_learnt_ = 0;     // of the champion that it was made for
  Experience seen_;
  Experience told_;                 // at the first attempt for what is owed, so that the order of the attempts stays
  std::deque<Time> begun_;          // the newest updates, as many as the limit counts, oldest first
  std::uint64_t rows_at_last_ = 0;  // labelled rows when the newest of them began
};

}  // namespace driftd::updaters
