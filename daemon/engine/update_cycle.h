#pragma once

// The life of one update, from plan to promotion, and the watch behind it:
//
//   idle -> training -> judging -> installing -> idle, with a watch over the promoted version (watching.h)
//              |          |  ^
//              v          v  |  (inconclusive, or in the shadow: more rows; judging.h)
//            failed     waiting          ... -> rejected, inconclusive
//
// In mode canary what has passed its hold-out is installed at once and answers a share of the requests (phase canary) while it is judged
// further; where it wins it is promoted as it stands, where it loses its version stays in the registry and answers nobody.
//
// It hears what the effects came to and answers with the next effects. Each challenger that comes to the gate spends of an alpha that its
// retries share (updaters/gate/spending.h). What came to nothing names its cause (updaters/failure.h). Until its trainer begins, an update
// can be dropped. An artefact that was rolled back is in quarantine: its like is refused, by its hash.

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/engine/action.h"
#include "daemon/engine/judging.h"
#include "daemon/engine/samples.h"
#include "daemon/engine/watching.h"
#include "updaters/gate/spending.h"
#include "updaters/policy.h"

namespace driftd::engine {

/// A version that was in force.
struct Version {
  std::uint64_t number = 0;
  std::uint64_t parent = 0;
  std::uint64_t learnt_until = 0;  // index behind the newest labelled row that it or its ancestors learnt from
  std::string kind;                // the family, or "external"
  std::string artefact_hash;
};

/// An artefact that was rolled back.
struct Quarantined {
  std::string artefact_hash;
  std::uint64_t version = 0;
};

/// A challenger that needs neither training nor gate: it has stood against the champion already, row by row.
struct ProvenChallenger {
  std::string artefact;
  updaters::Verdict verdict;
};

class UpdateCycle {
 public:
  static constexpr std::size_t kVersionsRemembered = 100;
  static constexpr std::size_t kMostQuarantined = 64;
  static constexpr std::size_t kMostReused = 16;

  enum class Phase : std::uint8_t { idle, training, judging, waiting, installing, canary };

  /// What the caller must know of what just happened.
  enum class Happened : std::uint8_t { nothing, ended_without_promotion, promoted, rolled_back, dropped };

  /// `emit` takes the effects and records, in order.
  using Emit = std::function<void(ActionBody)>;

  UpdateCycle(const updaters::UpdateSettings& settings, std::string kind)
      : settings_(settings),
        kind_(std::move(kind)),
        judging_(settings.gate),
        spending_(settings.gate.alpha, settings.gate.renew),
        watch_(settings.watch) {}

  /// `proven`: what the plan is about to install; its artefact is empty where one is to be made.
  void begin(const updaters::UpdatePlan& plan, const Samples& samples, std::uint64_t row, Time now, const Emit& emit,
             ProvenChallenger proven = {});
  void on(const TrainingBegan& began);
  Happened on(const TrainingEnded& ended, const Samples& samples, const Emit& emit);
  Happened on(const Compared& compared, const Samples& samples, Time now, const Emit& emit);
  Happened on(const Installed& installed, Time now, const Emit& emit);
  /// A labelled row has come; `version` answered it.
  void on_sample(const Samples& samples, std::uint64_t version, const Emit& emit);
  /// Back to the version before the one in force, at somebody's word; false where there is none.
  bool roll_back(const std::string& reason, Time now, const Emit& emit);
  /// Gives up the update that waits for its trainer, and says why.
  Happened drop(const std::string& why, const Emit& emit);
  /// After a restart: asks once more for what has not been answered.
  void resume(const Samples& samples, const Emit& emit) const;

  Phase phase() const { return phase_; }
  /// Its trainer has not begun yet.
  bool waits_to_train() const { return phase_ == Phase::training && !trains_; }
  const updaters::Cause& cause() const { return cause_; }
  /// Why the newest update came to nothing, but for time and rows.
  const updaters::Failure& failure() const { return failure_; }
  const updaters::Spending& spending() const { return spending_; }
  /// An effect has been asked for and not yet answered.
  bool busy() const { return phase_ == Phase::training || phase_ == Phase::installing || judging_.in_flight() || watch_.comparing(); }
  std::uint64_t champion() const { return versions_.empty() ? 0 : versions_.back().number; }
  const Version* champion_version() const { return versions_.empty() ? nullptr : &versions_.back(); }
  std::uint64_t previous() const { return versions_.size() < 2 ? 0 : versions_[versions_.size() - 2].number; }
  /// The newest of those that were in force before the champion and may be again.
  std::vector<std::uint64_t> archived() const;
  const UpdateRecord& record() const { return record_; }
  /// Of the version that is watched.
  const UpdateRecord& watched() const { return watch_.record(); }
  /// The number of the newest job, 0: there was none.
  std::uint64_t newest_job() const { return next_job_ - 1; }
  /// The job whose artefact is still wanted, or 0.
  std::uint64_t job_at_hand() const { return phase_ == Phase::idle ? 0 : record_.job; }
  /// The version that answers a share of the requests, or 0; and which share.
  std::uint64_t canary() const { return canary_; }
  double canary_share() const { return canary_ == 0 ? 0 : settings_.gate.canary.share; }
  std::string watch_text() const { return watch_.text(); }
  const std::deque<Quarantined>& quarantine() const { return quarantine_; }
  /// The smallest position that the watch may still ask for, or `otherwise`.
  Position oldest_row(Position otherwise) const { return watch_.oldest_row(otherwise); }
  /// The rows that the newest update learnt from.
  const updaters::DataWindow& learnt() const { return window_; }

  /// The errors that the newest update's model made on rows that it had not learnt from, in time order: what it promises.
  std::span<const double> promise() const { return promise_; }

  /// Goes on where another one stands, under this one's settings.
  void take_over(UpdateCycle&& other);
  /// Begins anew, but never gives a number twice.
  void take_over_numbers(const UpdateCycle& other);

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  using FailureCause = updaters::FailureCause;

  Happened finish(const std::string& outcome, FailureCause cause, const std::string& why, const Emit& emit);
  Happened judged(const Compared& compared, const Samples& samples, Time now, const Emit& emit);
  Happened watched(const Compared& compared, const Samples& samples, Time now, const Emit& emit);
  bool has_nothing_to_stand() const;
  void stand(const Samples& samples, const Emit& emit);
  void compare_or_wait(const Samples& samples, const Emit& emit);
  const Quarantined* quarantined(const std::string& artefact_hash) const;
  void quarantine_champion();
  void install(const Emit& emit);
  Happened promote(std::uint64_t version, Time now, const Emit& emit);
  void enter(Phase phase, const Emit& emit);
  void look_at_watch(const Emit& emit);
  void begin_watch(const std::string& why, Time now, const Emit& emit);
  WatchRecord watch_record(std::string outcome, std::string reason, Time now) const;
  Serve serve_action() const { return {.version = champion(), .canary = canary_, .share = canary_share()}; }
  std::uint64_t seed() const { return static_cast<std::uint64_t>(settings_.seed) + random_job_; }
  std::vector<Sample> rows_to_learn(const Samples& samples) const;
  std::optional<updaters::TransferOrder> transfer_of(const updaters::StrategyPlan& plan) const;
  std::uint64_t judged_from() const;
  Train train_action(const Samples& samples) const;
  Compare compare_action(Compare compare) const;
  Install install_action() const;
  Compare watch_action(Compare compare) const;

  updaters::UpdateSettings settings_;
  std::string kind_;
  Phase phase_ = Phase::idle;
  std::uint64_t next_job_ = 1;
  std::uint64_t next_version_ = 1;  // while one is installed, it has the number before
  updaters::DataWindow window_;
  updaters::ReplayedRows replayed_;  // older rows, learnt along
  std::optional<updaters::TransferOrder> transfer_;
  std::uint64_t learnt_by_any_ = 0;  // index behind the newest row that a version learnt from, one that was rolled back too
  bool continues_champion_ = false;
  updaters::Cause cause_;         // of the update
  bool trains_ = false;           // its trainer has begun
  std::uint64_t random_job_ = 0;  // whose randomness it has
  updaters::Adjustments adjustments_;
  Duration cpu_{};
  updaters::Failure failure_;
  Judging judging_;
  std::uint64_t canary_ = 0;
  updaters::Spending spending_;
  std::string proven_artefact_;  // empty: it is made by training
  std::string artefact_hash_;
  std::vector<double> promise_;
  UpdateRecord record_;
  std::vector<Version> versions_;       // the champion last, those it can fall back to before it
  std::deque<Quarantined> quarantine_;  // the newest last
  Watching watch_;
};

}  // namespace driftd::engine
