#pragma once

// An immutable value that many threads read all the time and one replaces now and then.
//
// Each thread keeps a snapshot and looks at one number, the generation; only when that has moved does it take the lock and fetch the new
// value. A read costs a few nanoseconds and writes nothing that another thread reads, a replacement waits for nobody, and the old value
// goes when the last thread has moved on.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace driftd::serving {

template <class T>
class Published {
 public:
  using Pointer = std::shared_ptr<const T>;

  Published() : number_(next_number().fetch_add(1)) {}
  Published(const Published&) = delete;
  Published& operator=(const Published&) = delete;

  void set(Pointer value) {
    const std::lock_guard lock(mutex_);
    value_.swap(value);
    generation_.fetch_add(1, std::memory_order_release);
  }

  /// The present value, or null before the first. The reference holds until this thread's next call for this object.
  const Pointer& get() const {
    Snapshot& snapshot = snapshot_of(number_);
    if (snapshot.generation != generation_.load(std::memory_order_acquire)) refresh(snapshot);
    return snapshot.value;
  }

 private:
  struct Snapshot {
    std::uint64_t generation = 0;
    Pointer value;
  };

  static std::atomic<std::uint64_t>& next_number() {
    static std::atomic<std::uint64_t> number{1};
    return number;
  }

  static Snapshot& snapshot_of(std::uint64_t number) {
    thread_local std::unordered_map<std::uint64_t, Snapshot> snapshots;
    thread_local std::uint64_t latest_number = 0;
    thread_local Snapshot* latest = nullptr;  // nodes of the map stay where they are
    if (latest_number != number) {
      latest = &snapshots[number];
      latest_number = number;
    }
    return *latest;
  }

  void refresh(Snapshot& snapshot) const {
    Pointer old;  // goes behind the lock
    const std::lock_guard lock(mutex_);
    old = std::exchange(snapshot.value, value_);
    snapshot.generation = generation_.load(std::memory_order_relaxed);
  }

  std::uint64_t number_;  // unique among all ever made of this type: the key of the threads' snapshots
  std::atomic<std::uint64_t> generation_{1};
  mutable std::mutex mutex_;
  Pointer value_;
};

}  // namespace driftd::serving
