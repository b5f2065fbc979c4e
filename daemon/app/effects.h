#pragma once

// The engine's actions, carried out: trainings by a queue of their own (training_queue.h), comparisons by one thread (comparer.h),
// everything else by another in the order asked. What an effect came to goes back as an event. Carrying an action out twice does no harm.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "daemon/app/comparer.h"
#include "daemon/app/loaded_versions.h"
#include "daemon/app/training_queue.h"
#include "daemon/engine/action.h"
#include "daemon/engine/model_settings.h"
#include "daemon/history/history.h"
#include "daemon/journal/journal.h"
#include "daemon/publishing/publisher.h"
#include "daemon/registry/registry.h"
#include "daemon/serving/slots.h"
#include "daemon/training/built_in_trainer.h"
#include "daemon/training/training_run.h"
#include "daemon/webhook/callback.h"

namespace driftd::app {

class Effects {
 public:
  struct Rooms {
    journal::Journal& journal;
    registry::Registry& registry;
    history::History& history;
    serving::Slots& slots;
    publishing::Publisher& publisher;
  };
  using Report = std::function<void(const engine::Event&)>;

  /// `jobs` is the folder of job folders; `trainer` is the built-in trainer's argv.
  Effects(Rooms rooms, std::filesystem::path jobs, std::vector<std::string> trainer, config::Duration keep_history);
  ~Effects();
  Effects(const Effects&) = delete;
  Effects& operator=(const Effects&) = delete;

  /// Where events of effects go. To be told before the first action.
  void report_to(Report report) { report_ = std::move(report); }
  void configure(const std::vector<engine::ModelSettings>& models, const TrainingSettings& training);
  /// Before the first action: removes the job folders that a crash left, all but these.
  void sweep(const std::vector<std::pair<std::string, std::uint64_t>>& jobs_at_hand) const;
  /// Takes over what is to be done; never blocks.
  void perform(std::span<const engine::Action> actions);
  /// Everything asked before has been done, but for trainings. False after `wait`.
  bool settle(std::chrono::milliseconds wait);
  /// Nothing but trainings is left to be done.
  bool settled();
  /// What an orchestrator calls back with; nothing where the model's trainer is none. From any thread.
  std::optional<webhook::CallbackReply> take_callback(const std::string& model, std::uint64_t job, const webhook::Callback& callback) const;
  /// Running trainings are killed, or left to their orchestrators; they will be asked for again.
  void stop();

  TrainingQueue& trainings() { return trainings_; }
  const TrainingQueue& trainings() const { return trainings_; }
  std::uint64_t history_failures() const { return history_failures_.load(std::memory_order_relaxed); }
  std::uint64_t serve_failures() const { return serve_failures_.load(std::memory_order_relaxed); }

 private:
  void work();
  void perform_all(const std::vector<engine::Action>& actions);
  void perform(const engine::Action& action);
  void perform(const std::string& model, const engine::Install& install);
  void perform(const std::string& model, const engine::Serve& serve);
  void perform(const std::string& model, const engine::Discard& discard);
  serving::ServedModelPointer served(const std::string& model, std::uint64_t number);
  void publish(const std::string& model, std::uint64_t version);
  struct VersionChoice {
    std::filesystem::path folder;
    std::string reason;
  };
  std::expected<VersionChoice, std::string> choose_version(const Training& training, const engine::Rows& rows) const;
  struct Source {
    std::filesystem::path folder;
    updaters::TransferOrder order;  // with the version's number
  };
  std::expected<Source, training::JobFailure> find_source(const Training& training) const;
  engine::TrainingEnded run(const Training& training, const std::atomic<bool>& cancelled) const;
  std::filesystem::path job_folder(const std::string& model, std::uint64_t job) const {
    return jobs_ / (model + "-" + std::to_string(job));
  }
  engine::ModelSettings settings_of(const std::string& model) const;
  bool is_remote(const engine::Action& action, const engine::Train& train) const;
  void tell(const std::string& model, engine::EventBody body);
  void prune_history();

  Rooms rooms_;
  std::filesystem::path jobs_;
  std::vector<std::string> trainer_;
  config::Duration keep_history_;
  Report report_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::map<std::string, engine::ModelSettings> models_;
  std::vector<engine::Action> waiting_;
  bool busy_ = false;
  bool stopping_ = false;
  std::atomic<bool> leaving_{false};  // what is cancelled from now on is asked for again
  std::atomic<std::uint64_t> history_failures_{0};
  std::atomic<std::uint64_t> serve_failures_{0};
  std::chrono::steady_clock::time_point next_prune_;
  mutable LoadedVersions versions_;
  Comparer comparer_;
  TrainingQueue trainings_;
  std::thread worker_;
};

}  // namespace driftd::app
