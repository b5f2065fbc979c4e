#pragma once

// Champion and challenger, side by side on rows of the journal, one comparison after the other on a thread of its own: a version that is to
// answer, or one that is to answer no more, does not wait behind them.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "daemon/app/loaded_versions.h"
#include "daemon/engine/action.h"
#include "daemon/engine/event.h"
#include "daemon/engine/model_settings.h"
#include "daemon/journal/journal.h"

namespace driftd::app {

struct Comparison {
  std::string model;
  engine::ModelSettings settings;
  engine::Compare compare;
  std::filesystem::path job;  // its folder
};

class Comparer {
 public:
  /// From the comparer's thread.
  using Report = std::function<void(const std::string& model, engine::Compared compared)>;

  Comparer(const journal::Journal& journal, LoadedVersions& versions, Report report);
  ~Comparer();
  Comparer(const Comparer&) = delete;
  Comparer& operator=(const Comparer&) = delete;

  /// Never blocks.
  void add(Comparison comparison);
  /// The job's challenger is not asked for any more: what waits for it is not compared.
  void forget(const std::string& model, std::uint64_t job);
  /// All comparisons were reported. False after `wait`.
  bool settle(std::chrono::milliseconds wait);
  bool settled();
  /// What waits is not compared any more: it will be asked for again.
  void stop();

 private:
  using JobKey = std::pair<std::string, std::uint64_t>;

  void work();
  engine::Compared compare(const Comparison& comparison);
  std::expected<updaters::ModelPointer, std::string> challenger(const Comparison& comparison, const config::ModelSchema& schema);

  const journal::Journal& journal_;
  LoadedVersions& versions_;
  Report report_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Comparison> waiting_;
  std::map<JobKey, updaters::ModelPointer> challengers_;  // those at the gate
  std::optional<JobKey> reading_;                         // whose challenger is being read; nothing once it is forgotten
  bool busy_ = false;
  bool stopping_ = false;
  std::thread worker_;
};

}  // namespace driftd::app
