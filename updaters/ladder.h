#pragma once

// The failure ladder: what is tried after an update that came to nothing, by the cause.
//
// clang-format off
//   infrastructure,   the same job again (rows, seed and all) after backoff * 2^(k-1), times a seeded jitter in [0.5, 1.5), k <= retry.most;
//   serving           then the circuit opens: nothing about the model will mend a machine
//   training          at once, from the last good state (the champion, or nothing) at a third of the rate; after two of them a lost attempt
//   gate: lost        a rung up with each loss, and on more rows:
//                       0  as the strategy plans
//                       1  with another optimiser, or at a third of the rate, where the learner has one
//                       2  on a window twice as wide, with rows from before the change
//                       3  of another family than the one that lost, from scratch, where the model chooses among families
//   gate: undecided,  the same rung, on more rows: what cannot be told is no loss, and what took too much would take it again
//   data, overspent
// clang-format on
//
// Once `attempts` are spent the circuit opens: the champion stays, nothing begins but what a person commands, and it closes with
// `circuit_rows` labelled rows that are new; with time alone never, since time brings nothing to learn from.
//
// Circuit breakers: Nygard, Release It! (2007); jitter: Brooker, Exponential Backoff And Jitter (2015). TFX and its like train again on
// whatever schedule they have, with the same parameters.

#include <cstdint>
#include <optional>
#include <string>

#include "config/time.h"
#include "detectors/state.h"
#include "updaters/failure.h"
#include "updaters/strategies/strategy.h"

namespace driftd::updaters {

struct LadderSettings {
  std::int64_t attempts = 4;
  std::int64_t retries = 3;
  config::Duration backoff = std::chrono::minutes(1);
  std::int64_t circuit_rows = 1000;
  std::int64_t seed = 1;
};

class Ladder {
 public:
  static constexpr std::int64_t kMostShrinks = 2;
  static constexpr double kShrink = 3;
  static constexpr double kWider = 2;

  /// What a failure leads to.
  enum class Step : std::uint8_t { again, smaller, further, open };

  Ladder(LadderSettings settings, Recourse recourse) : settings_(settings), recourse_(std::move(recourse)) {}

  /// To the foot: another cause, or an update that helped. The circuit stays as it is.
  void restart();
  Step failed(const Failure& failure);

  std::int64_t attempt() const { return attempt_; }
  /// The next update waits neither for a cool-down nor for new rows.
  bool at_once() const { return again_ || shrunk_; }
  /// The next update is the one that was begun last, once more: the job whose randomness it has; not before `not_before()`.
  std::optional<std::uint64_t> again() const { return again_; }
  config::Time not_before() const { return not_before_; }

  /// What the strategy planned, from the present rung.
  StrategyPlan climb(StrategyPlan plan, const Situation& situation) const;
  /// An update began.
  void began();

  bool open() const { return open_.has_value(); }
  /// Why the circuit is open; "" where it is not.
  const std::string& why_open() const { return why_open_; }
  /// Labelled rows that are still wanted to close it.
  std::uint64_t rows_to_close(std::uint64_t rows) const;
  /// So many labelled rows there are now.
  void labelled(std::uint64_t rows);

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  enum class Rung : std::uint8_t { as_planned, other_rate, wider, other_family };
  static constexpr std::int64_t kRungs = 4;

  Rung rung() const { return static_cast<Rung>(lost_ % kRungs); }
  Step repeat(const Failure& failure);
  Step further(const Failure& failure);
  Step open_circuit(const Failure& failure, std::string why);
  config::Duration backoff(std::uint64_t job) const;
  Adjustments adjustments(const StrategyPlan& plan) const;

  LadderSettings settings_;
  Recourse recourse_;
  std::int64_t attempt_ = 1;
  std::int64_t lost_ = 0;     // of the attempts, at the gate
  std::int64_t repeats_ = 0;  // of the present attempt
  std::int64_t shrinks_ = 0;  // of the present attempt
  double rate_factor_ = 1;
  bool shrunk_ = false;  // and nothing has begun since
  std::optional<std::uint64_t> again_;
  config::Time not_before_;
  std::string lost_family_;
  std::optional<std::uint64_t> open_;  // the labelled rows when the circuit opened
  std::string why_open_;
};

}  // namespace driftd::updaters
