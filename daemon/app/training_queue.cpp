#include "daemon/app/training_queue.h"

#include <algorithm>
#include <utility>

namespace driftd::app {
namespace {

/// A day that is spent ends by itself: nobody says when.
constexpr auto kLookAgain = std::chrono::seconds(30);

}  // namespace

TrainingQueue::TrainingQueue(Run run, Tell tell, Clock clock) : run_(std::move(run)), tell_(std::move(tell)), clock_(std::move(clock)) {}

TrainingQueue::~TrainingQueue() {
  stop();
}

void TrainingQueue::configure(const TrainingSettings& settings) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    settings_ = settings;
    while (threads_.size() < static_cast<std::size_t>(settings_.processes)) threads_.emplace_back([this] { work(false); });
  }
  wake_.notify_all();
}

void TrainingQueue::add(Training training) {
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(waiting_, [&](const Training& other) { return other.model == training.model && other.train.job == training.train.job; });
    waiting_.push_back(std::move(training));
    hire();
  }
  wake_.notify_all();
}

/// A thread for each training elsewhere, as far as there may be.
void TrainingQueue::hire() {
  while (!stopping_ && remote_threads_.size() < std::min(remote_at_hand(), kMostRemote))
    remote_threads_.emplace_back([this] { work(true); });
}

std::size_t TrainingQueue::remote_at_hand() const {
  return static_cast<std::size_t>(std::ranges::count(waiting_, true, &Training::remote) +
                                  std::ranges::count(running_, true, &Running::remote));
}

void TrainingQueue::discard(const std::string& model, std::uint64_t job) {
  const std::lock_guard lock(mutex_);
  std::erase_if(waiting_, [&](const Training& training) { return training.model == model && training.train.job == job; });
  for (Running& running : running_) {
    if (running.model == model && running.job == job) running.cancelled.store(true);
  }
}

void TrainingQueue::used_before(const std::string& model, double cpu_seconds) {
  const std::lock_guard lock(mutex_);
  used(model, cpu_seconds);
}

void TrainingQueue::used(const std::string& model, double cpu_seconds) {
  const auto now = clock_();
  used_[model].spent(now, cpu_seconds);
  used_by_all_.spent(now, cpu_seconds);
}

void TrainingQueue::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (Running& running : running_) running.cancelled.store(true);
  }
  wake_.notify_all();
  for (auto* threads : {&threads_, &remote_threads_}) {
    for (auto& thread : *threads) {
      if (thread.joinable()) thread.join();
    }
  }
}

std::uint64_t TrainingQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

std::uint64_t TrainingQueue::running() const {
  const std::lock_guard lock(mutex_);
  return running_.size();
}

bool TrainingQueue::may_begin() const {
  return std::ranges::count(running_, false, &Running::remote) < settings_.processes &&
         used_by_all_.seconds(clock_()) < std::chrono::duration<double>(settings_.cpu_per_day).count();
}

bool TrainingQueue::runs(const std::string& model) const {
  return std::ranges::find(running_, model, &Running::model) != running_.end();
}

std::deque<Training>::iterator TrainingQueue::next(bool remote) {
  if (waiting_.empty() || (!remote && !may_begin())) return waiting_.end();
  const auto now = clock_();
  auto chosen = waiting_.end();
  double least = 0;
  for (auto each = waiting_.begin(); each != waiting_.end(); ++each) {
    if (each->remote != remote || runs(each->model)) continue;
    const auto found = used_.find(each->model);
    const double seconds = found == used_.end() ? 0 : found->second.seconds(now);
    if (chosen == waiting_.end() || seconds < least) {
      chosen = each;
      least = seconds;
    }
  }
  return chosen;
}

void TrainingQueue::work(bool remote) {
  std::unique_lock lock(mutex_);
  for (;;) {
    auto chosen = waiting_.end();
    while (!stopping_ && (chosen = next(remote)) == waiting_.end()) {
      if (waiting_.empty()) {
        wake_.wait(lock);
      } else {
        wake_.wait_for(lock, kLookAgain);
      }
    }
    if (stopping_) return;
    const Training training = std::move(*chosen);
    waiting_.erase(chosen);
    Running& running = running_.emplace_back();
    running.model = training.model;
    running.job = training.train.job;
    running.remote = remote;
    const auto self = std::prev(running_.end());
    lock.unlock();
    tell_(training.model, engine::TrainingBegan{.job = training.train.job});
    auto ended = run_(training, running.cancelled);
    lock.lock();
    running_.erase(self);
    used(training.model, ended.cpu_seconds);
    if (stopping_) return;
    lock.unlock();
    wake_.notify_all();
    tell_(training.model, std::move(ended));
    lock.lock();
  }
}

}  // namespace driftd::app
