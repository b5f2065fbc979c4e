#pragma once

// The way of an event, on one thread: whatever waits is appended to the journal and synced once (natural group commit), then each event
// steps the engine, then everyone is answered and the engine's actions go out. What is acknowledged is durable and has counted.
//
// Questions about the engine run on the same thread, between two turns, so that an answer is never half of one.

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "daemon/app/journal_rows.h"
#include "daemon/engine/engine.h"
#include "daemon/engine/event_codec.h"
#include "daemon/journal/checkpoint_store.h"
#include "daemon/journal/journal.h"

namespace driftd::app {

/// What became of a batch.
struct BatchOutcome {
  std::uint64_t accepted = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t early = 0;                    // labels that wait for their prediction; among the accepted
  std::uint64_t refused = 0;                  // commands that could not be carried out, models that are not configured
  std::optional<engine::ModelStatus> status;  // of the batch's model, right behind it
  std::string failure;                        // not empty: the journal failed, nothing counted
};

class Pipeline {
 public:
  struct Settings {
    std::uint64_t queue_bytes = 64U << 20U;
    std::uint64_t checkpoint_every = 32U << 20U;
  };
  using Done = std::move_only_function<void(const BatchOutcome&)>;
  using Question = std::move_only_function<void(const engine::Engine&)>;
  /// Takes the actions of one turn, in order; runs on the pipeline's thread and must not block.
  using Dispatch = std::function<void(std::span<const engine::Action>)>;

  Pipeline(Settings settings, journal::Journal& journal, journal::CheckpointStore& checkpoints, Dispatch dispatch);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  /// Before start(): whether what was dispatched has been carried out. Records that nobody has written down yet would be lost in a crash
  /// behind a checkpoint, since the journal is not run again from before it.
  void checkpoint_when(std::function<bool()> settled) { settled_ = std::move(settled); }
  /// Before start(): the newest checkpoint, then the journal's tail. What it tells is for the log.
  std::vector<std::string> recover();
  /// Before start(): the jobs whose folders are still wanted.
  std::vector<std::pair<std::string, std::uint64_t>> jobs_at_hand() const { return engine_.jobs_at_hand(); }
  void start();
  /// Finishes what waits, writes a checkpoint, ends the thread.
  void stop();

  /// An encoded batch. False, and nothing taken, while more waits than the queue may hold or after the journal has failed.
  /// `wants_status`: the outcome is to bring the model's status.
  bool submit(std::string batch, Done done, bool wants_status = false);
  /// Events of the daemon itself are never turned away.
  void submit_own(const engine::Event& event, Done done = {});
  /// Runs between two turns. False when the pipeline is stopped.
  bool ask(Question question);

  /// The largest batch that submit() can take.
  std::uint64_t max_batch() const { return std::min(journal_.max_payload(), settings_.queue_bytes); }
  std::uint64_t queued_bytes() const { return queued_bytes_.load(std::memory_order_relaxed); }
  std::uint64_t queue_capacity() const { return settings_.queue_bytes; }
  std::uint64_t commit_failures() const { return commit_failures_.load(std::memory_order_relaxed); }
  /// Why nothing is accepted any more, or "".
  std::string failure() const;

 private:
  struct Work {
    std::string batch;
    Done done;
    bool wants_status = false;
    journal::Position position = 0;
  };

  void written_down(std::span<const engine::Action> actions);
  void run();
  void turn(std::vector<Work>& work);
  bool commit(std::vector<Work>& work);
  void step(Work& work);
  void count(engine::Receipt receipt, BatchOutcome& outcome);
  void checkpoint();
  void maybe_checkpoint();
  static constexpr std::uint64_t kMostIntervals = 4;  // that a checkpoint waits for what was dispatched

  Settings settings_;
  journal::Journal& journal_;
  journal::CheckpointStore& checkpoints_;
  Dispatch dispatch_;
  std::function<bool()> settled_ = [] { return true; };
  WriterRows rows_;
  engine::Engine engine_;
  journal::Position checkpointed_ = 0;
  journal::Position needed_ = 0;  // by the engine as it was checkpointed

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Work> waiting_;
  std::vector<Question> questions_;
  std::string failure_;
  bool stopping_ = false;
  std::atomic<std::uint64_t> queued_bytes_{0};
  std::atomic<std::uint64_t> commit_failures_{0};
  std::thread thread_;
};

}  // namespace driftd::app
