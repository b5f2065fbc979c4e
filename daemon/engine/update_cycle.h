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
// retries share (updaters/gate/spending.h). An artefact that was rolled back is in quarantine: its like is refused, by its hash.

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

class UpdateCycle {
 public:
  static constexpr std::size_t kVersionsRemembered = 100;
  static constexpr std::size_t kMostQuarantined = 64;

  enum class Phase : std::uint8_t { idle, training, judging, waiting, installing, canary };

  /// What the caller must know of what just happened.
  enum class Happened : std::uint8_t { nothing, ended_without_promotion, promoted, rolled_back };

  /// `emit` takes the effects and records, in order.
  using Emit = std::function<void(ActionBody)>;

  UpdateCycle(const updaters::UpdateSettings& settings, std::string kind)
      : settings_(settings),
        kind_(std::move(kind)),
        judging_(settings.gate),
        spending_(settings.gate.alpha, settings.gate.renew),
        watch_(settings.watch) {}

  void begin(const updaters::UpdatePlan& plan, const Samples& samples, std::uint64_t row, Time now, const Emit& emit);
  Happened on(const TrainingEnded& ended, const Samples& samples, const Emit& emit);
  Happened on(const Compared& compared, const Samples& samples, Time now, const Emit& emit);
  Happened on(const Installed& installed, Time now, const Emit& emit);
  /// A labelled row has come; `version` answered it.
  void on_sample(const Samples& samples, std::uint64_t version, const Emit& emit);
  /// Back to the version before the one in force, at somebody's word; false where there is none.
  bool roll_back(const std::string& reason, Time now, const Emit& emit);
  /// After a restart: asks once more for what has not been answered.
  void resume(const Samples& samples, const Emit& emit) const;

  Phase phase() const { return phase_; }
  /// An effect has been asked for and not yet answered.
  bool busy() const { return phase_ == Phase::training || phase_ == Phase::installing || judging_.in_flight() || watch_.comparing(); }
  std::uint64_t champion() const { return versions_.empty() ? 0 : versions_.back().number; }
  const Version* champion_version() const { return versions_.empty() ? nullptr : &versions_.back(); }
  std::uint64_t previous() const { return versions_.size() < 2 ? 0 : versions_[versions_.size() - 2].number; }
  const UpdateRecord& record() const { return record_; }
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
  Happened finish(const std::string& outcome, const std::string& why, const Emit& emit);
  Happened judged(const Compared& compared, const Samples& samples, Time now, const Emit& emit);
  Happened watched(const Compared& compared, const Samples& samples, Time now, const Emit& emit);
  void stand(const Samples& samples, const Emit& emit);
  void compare_or_wait(const Samples& samples, const Emit& emit);
  const Quarantined* quarantined(const std::string& artefact_hash) const;
  void quarantine_champion();
  void install(const Emit& emit);
  Happened promote(std::uint64_t version, Time now, const Emit& emit);
  void enter(Phase phase, const Emit& emit);
  void look_at_watch(const Emit& emit);
  Serve serve_action() const { return {.version = champion(), .canary = canary_, .share = canary_share()}; }
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
  bool continues_champion_ = false;
  std::uint64_t change_ = 0;  // where the change began that caused the update, or 0
  Judging judging_;
  std::uint64_t canary_ = 0;
  updaters::Spending spending_;
  std::string artefact_hash_;
  std::vector<double> promise_;
  UpdateRecord record_;
  std::vector<Version> versions_;       // the champion last, those it can fall back to before it
  std::deque<Quarantined> quarantine_;  // the newest last
  Watching watch_;
};

}  // namespace driftd::engine
