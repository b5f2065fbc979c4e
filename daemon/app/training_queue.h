#pragma once

// Trainings that wait for their turn, and the threads that carry them out, a process each. The turn is fair over models, not over
// trainings: of those that wait, the model goes first whose trainers used the least processor time in the last day, and where they are
// alike the one that waits longest. A model that trains much thus waits for those that train little, and none waits for ever: who waits
// uses nothing. At most `processes` run at once, one of a model, and none begins while the daemon's day is spent.
//
// A training that an orchestrator does elsewhere waits for nobody here: it takes nobody's place and none of the day's processor time, only
// a thread that waits for it, up to kMostRemote of them.
//
// When a training begins the engine is told so: from then on its update is not dropped for want of a reason.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "daemon/engine/action.h"
#include "updaters/daily_cpu.h"

namespace driftd::app {

struct Training {
  std::string model;
  engine::Train train;
  bool remote = false;  // done elsewhere
};

/// Of all models together.
struct TrainingSettings {
  std::int64_t processes = 1;
  config::Duration cpu_per_day = std::chrono::hours(24);
};

class TrainingQueue {
 public:
  /// Trains on the thread that calls, until it is cancelled.
  using Run = std::function<engine::TrainingEnded(const Training&, const std::atomic<bool>& cancelled)>;
  using Tell = std::function<void(const std::string& model, engine::EventBody)>;
  using Clock = std::function<config::Time()>;
  static constexpr std::size_t kMostRemote = 64;

  TrainingQueue(Run run, Tell tell, Clock clock);
  ~TrainingQueue();
  TrainingQueue(const TrainingQueue&) = delete;
  TrainingQueue& operator=(const TrainingQueue&) = delete;

  void configure(const TrainingSettings& settings);
  /// One that waits already takes the place of the other of the same job.
  void add(Training training);
  /// One that waits goes, one that runs is cancelled.
  void discard(const std::string& model, std::uint64_t job);
  /// What was used before the daemon started.
  void used_before(const std::string& model, double cpu_seconds);
  /// Running ones are cancelled and nothing is told of them: they will be asked for again.
  void stop();

  std::uint64_t waiting() const;
  std::uint64_t running() const;

 private:
  struct Running {
    std::string model;
    std::uint64_t job = 0;
    bool remote = false;
    std::atomic<bool> cancelled{false};
  };

  void work(bool remote);
  void hire();
  bool may_begin() const;
  std::size_t remote_at_hand() const;
  std::deque<Training>::iterator next(bool remote);
  bool runs(const std::string& model) const;
  void used(const std::string& model, double cpu_seconds);

  Run run_;
  Tell tell_;
  Clock clock_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  TrainingSettings settings_;
  std::deque<Training> waiting_;
  std::list<Running> running_;
  std::map<std::string, updaters::DailyCpu> used_;  // by model
  updaters::DailyCpu used_by_all_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;         // as many as were ever allowed at once
  std::vector<std::thread> remote_threads_;  // as many as there ever were trainings elsewhere
};

}  // namespace driftd::app
