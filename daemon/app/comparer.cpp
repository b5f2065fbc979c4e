#include "daemon/app/comparer.h"

#include <system_error>

#include "daemon/app/answer_time.h"
#include "daemon/app/journal_rows.h"
#include "daemon/engine/comparison.h"
#include "daemon/engine/learning_rows.h"
#include "daemon/training/artefact.h"
#include "daemon/training/job.h"
#include "daemon/training/training_run.h"

namespace driftd::app {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostChallengers = 64;

/// 0 where it cannot be told.
std::uint64_t bytes_of_artefact(const fs::path& folder) {
  const auto result = training::read_result(folder);
  std::error_code failed;
  const auto size = result ? fs::file_size(folder / "out" / result->file, failed) : 0;
  return failed ? 0 : size;
}

}  // namespace

Comparer::Comparer(const journal::Journal& journal, LoadedVersions& versions, Report report)
    : journal_(journal), versions_(versions), report_(std::move(report)) {
  worker_ = std::thread([this] { work(); });
}

Comparer::~Comparer() {
  stop();
}

void Comparer::add(Comparison comparison) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(comparison));
  }
  wake_.notify_all();
}

void Comparer::forget(const std::string& model, std::uint64_t job) {
  const JobKey key(model, job);
  {
    const std::lock_guard lock(mutex_);
    challengers_.erase(key);
    if (reading_ == key) reading_.reset();
    std::erase_if(waiting_, [&](const Comparison& each) {
      return each.compare.challenger_version == 0 && each.model == model && each.compare.job == job;
    });
  }
  wake_.notify_all();
}

bool Comparer::settle(std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  return wake_.wait_for(lock, wait, [&] { return waiting_.empty() && !busy_; });
}

bool Comparer::settled() {
  const std::lock_guard lock(mutex_);
  return waiting_.empty() && !busy_;
}

void Comparer::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    waiting_.clear();
  }
  wake_.notify_all();
  if (worker_.joinable()) worker_.join();
}

void Comparer::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const Comparison comparison = std::move(waiting_.front());
    waiting_.pop_front();
    busy_ = true;
    lock.unlock();
    report_(comparison.model, compare(comparison));
    lock.lock();
    busy_ = false;
    wake_.notify_all();
  }
}

engine::Compared Comparer::compare(const Comparison& comparison) {
  const auto& asked = comparison.compare;
  const auto schema = comparison.settings.schema();
  const auto champion = versions_.get(comparison.model, asked.champion_version, schema);
  const auto rival =
      asked.challenger_version == 0 ? challenger(comparison, schema) : versions_.get(comparison.model, asked.challenger_version, schema);
  if (!champion || !rival) return {.job = asked.job, .failure = champion ? rival.error() : champion.error(), .look = asked.look};
  const PinnedRows rows(journal_.pin());
  auto compared = engine::compare_models(rows, asked, comparison.settings, **champion, **rival);
  const auto& guards = comparison.settings.update.gate.guards;
  if (asked.guards && guards.latency) {
    const auto data = engine::gather(rows, asked.rows, schema, {});
    compared.guards.nanoseconds = {.champion = median_answer_time(**champion, data), .challenger = median_answer_time(**rival, data)};
  }
  if (asked.guards && guards.size) compared.guards.bytes = bytes_of_artefact(comparison.job);
  return compared;
}

std::expected<updaters::ModelPointer, std::string> Comparer::challenger(const Comparison& comparison, const config::ModelSchema& schema) {
  const JobKey key(comparison.model, comparison.compare.job);
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = challengers_.find(key); known != challengers_.end()) return known->second;
    reading_ = key;
  }
  auto read = training::read_challenger(comparison.job, schema);
  if (!read) return read;
  const std::lock_guard lock(mutex_);
  if (std::exchange(reading_, std::nullopt) != key) return read;
  if (challengers_.size() >= kMostChallengers) challengers_.clear();
  challengers_.emplace(key, *read);
  return read;
}

}  // namespace driftd::app
