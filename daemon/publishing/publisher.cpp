#include "daemon/publishing/publisher.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "config/json.h"
#include "daemon/registry/durable_file.h"
#include "daemon/registry/sha256.h"

namespace driftd::publishing {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kLongestWait = std::chrono::minutes(5);
constexpr std::size_t kMostMarkerBytes = 4096;

/// Which version a target has; 0 where that is not known.
std::uint64_t read_marker(const fs::path& marker) {
  const auto text = registry::read_text(marker, kMostMarkerBytes);
  const auto json = text ? config::parse_json(*text) : config::parse_json("");
  if (!json || !json->is_object()) return 0;
  const auto version = json->find("version");
  return version != json->end() && version->is_number_unsigned() ? version->get<std::uint64_t>() : 0;
}

std::expected<void, std::string> write_marker(const fs::path& marker, const engine::PublishTarget& target, std::uint64_t version) {
  if (auto made = registry::ensure_folder(marker.parent_path()); !made) return made;
  return registry::write_durably(marker, config::Json{{"target", target.name()}, {"version", version}}.dump());
}

}  // namespace

Publisher::Publisher(fs::path folder, Request request, std::chrono::milliseconds first_wait)
    : folder_(std::move(folder)), request_(std::move(request)), first_wait_(first_wait) {
  thread_ = std::thread([this] { work(); });
}

Publisher::~Publisher() {
  stop();
}

void Publisher::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    cancelled_.store(true);
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Publisher::configure(const std::string& model, const std::vector<engine::PublishTarget>& targets) {
  std::map<std::string, Task> wanted;
  for (const auto& target : targets) {
    const fs::path marker = folder_ / model / (registry::sha256_of(engine::to_json(target).dump()).substr(0, 16) + ".json");
    wanted.emplace(
        marker.string(),
        Task{.model = model, .target = target, .marker = marker, .wanted = {}, .published = read_marker(marker), .error = "", .next = {}});
  }
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(tasks_, [&](const auto& entry) { return entry.second.model == model && !wanted.contains(entry.first); });
    const auto version = versions_.find(model);
    for (auto& [marker, task] : wanted) {
      if (version != versions_.end()) task.wanted = version->second;
      tasks_.try_emplace(marker, std::move(task));
    }
  }
  wake_.notify_all();
}

void Publisher::publish(const Version& version) {
  {
    const std::lock_guard lock(mutex_);
    versions_[version.model] = version;
    for (auto& [marker, task] : tasks_) {
      if (task.model != version.model) continue;
      task.wanted = version;
      task.row = 0;
      task.next = {};
    }
  }
  wake_.notify_all();
}

std::vector<engine::PublicationStatus> Publisher::status(const std::string& model) const {
  const std::lock_guard lock(mutex_);
  std::vector<engine::PublicationStatus> status;
  for (const auto& [marker, task] : tasks_) {
    if (task.model == model)
      status.push_back({.target = task.target.name(),
                        .version = task.wanted.number,
                        .published = task.published,
                        .failures = task.failures,
                        .error = task.error});
  }
  return status;
}

Publisher::Task* Publisher::due(Clock::time_point now) {
  for (auto& [marker, task] : tasks_) {
    if (task.is_owed() && task.next <= now) return &task;
  }
  return nullptr;
}

Publisher::Clock::time_point Publisher::next_due() const {
  auto next = Clock::now() + std::chrono::hours(1);
  for (const auto& [marker, task] : tasks_) {
    if (task.is_owed()) next = std::min(next, task.next);
  }
  return next;
}

void Publisher::work() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (Task* task = due(Clock::now())) {
      attempt(lock, *task);
    } else {
      wake_.wait_until(lock, next_due());
    }
  }
}

/// The target is asked without the lock; its task may be gone, or want another version, when the answer is there.
void Publisher::attempt(std::unique_lock<std::mutex>& lock, Task& task) {
  const std::string key = task.marker.string();
  const auto [model, target, version] = std::tuple(task.model, task.target, task.wanted);
  lock.unlock();
  auto done = carry_out(target, version, folder_ / model / "command");
  if (done) done = write_marker(key, target, version.number);
  lock.lock();
  const auto found = tasks_.find(key);
  if (found == tasks_.end() || stopping_) return;
  Task& after = found->second;
  if (done) {
    after.published = version.number;
    after.uncertain = false;
    after.error.clear();
    after.row = 0;
    spdlog::info("{}: version {} is published to {}", model, version.number, target.name());
    return;
  }
  after.uncertain = true;
  std::error_code ignored;
  fs::remove(key, ignored);  // nor is it known behind a restart
  after.error = done.error();
  ++after.failures;
  constexpr unsigned kMostDoublings = 16;
  const auto wait = std::min<std::chrono::milliseconds>(first_wait_ * (1U << std::min(after.row, kMostDoublings)), kLongestWait);
  ++after.row;
  after.next = Clock::now() + wait;
  spdlog::error("{}: version {} could not be published to {}, again in {} s: {}", model, version.number, target.name(),
                static_cast<double>(wait.count()) / 1000.0, done.error());
}

std::expected<void, std::string> Publisher::carry_out(const engine::PublishTarget& target, const Version& version,
                                                      const fs::path& scratch) const {
  if (target.tf_serving) return publish_to_folder(target.tf_serving->folder, version);
  if (target.triton) return publish_to_triton(*target.triton, version, request_);
  if (target.mlflow) return publish_to_mlflow(*target.mlflow, version, request_);
  return publish_by_command(target.command, version, scratch, cancelled_);
}

}  // namespace driftd::publishing
