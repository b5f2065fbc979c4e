#pragma once

// A promotion goes onwards: what answers here is to be what others serve and see. Publishing follows the slot and never holds it up: a
// target that fails is tried again, 1 second later, then 2, 4 ... up to 5 minutes, until it has the version or a newer one is wanted.
// Nothing here undoes a promotion; a rollback is published like one.
//
// What a target has is remembered in a file of its own (<folder>/<model>/<digest of the target>.json), written once it has it. The slots
// are filled anew at each start, so that what was not published goes on where it was.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "daemon/engine/status.h"
#include "daemon/publishing/publication.h"

namespace driftd::publishing {

class Publisher {
 public:
  using Clock = std::chrono::steady_clock;

  /// `first_wait`: before the second attempt.
  Publisher(std::filesystem::path folder, Request request, std::chrono::milliseconds first_wait = std::chrono::seconds(1));
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  /// The model's targets from now on; others are forgotten.
  void configure(const std::string& model, const std::vector<engine::PublishTarget>& targets);
  /// The version that every target of its model is to have. Never blocks.
  void publish(const Version& version);
  std::vector<engine::PublicationStatus> status(const std::string& model) const;
  /// Ends what runs; it goes on with the next start.
  void stop();

 private:
  struct Task {
    std::string model;
    engine::PublishTarget target;
    std::filesystem::path marker;
    Version wanted;  // number 0: nothing is
    std::uint64_t published = 0;
    std::uint64_t failures = 0;
    bool uncertain = false;  // an attempt failed that may have had its effect: what the target has is not known
    unsigned row = 0;        // of failures
    bool is_owed() const { return wanted.number != 0 && (uncertain || wanted.number != published); }
    std::string error;
    Clock::time_point next;
  };

  void work();
  Task* due(Clock::time_point now);
  Clock::time_point next_due() const;
  void attempt(std::unique_lock<std::mutex>& lock, Task& task);
  std::expected<void, std::string> carry_out(const engine::PublishTarget& target, const Version& version,
                                             const std::filesystem::path& scratch) const;

  std::filesystem::path folder_;
  Request request_;
  std::chrono::milliseconds first_wait_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::map<std::string, Task> tasks_;  // by marker
  std::map<std::string, Version> versions_;
  bool stopping_ = false;
  std::atomic<bool> cancelled_{false};
  std::thread thread_;
};

}  // namespace driftd::publishing
