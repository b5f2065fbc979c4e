#include "daemon/serving/slot.h"

#include <unordered_map>
#include <utility>

namespace driftd::serving {
namespace {

struct Snapshot {
  std::uint64_t generation = 0;
  ServedModelPointer model;
};

std::atomic<std::uint64_t> next_slot_number{1};

Snapshot& snapshot_of(std::uint64_t slot) {
  thread_local std::unordered_map<std::uint64_t, Snapshot> snapshots;
  thread_local std::uint64_t latest_slot = 0;
  thread_local Snapshot* latest = nullptr;  // nodes of the map stay where they are
  if (latest_slot != slot) {
    latest = &snapshots[slot];
    latest_slot = slot;
  }
  return *latest;
}

}  // namespace

Slot::Slot() : number_(next_slot_number.fetch_add(1)) {}

void Slot::swap(ServedModelPointer model) {
  const std::uint64_t version = model ? model->version : 0;
  ServedModelPointer old;
  {
    const std::lock_guard lock(mutex_);
    old = std::exchange(model_, std::move(model));
    version_.store(version, std::memory_order_release);
    generation_.fetch_add(1, std::memory_order_release);
  }
}

const ServedModelPointer& Slot::current() const {
  Snapshot& snapshot = snapshot_of(number_);
  if (snapshot.generation != generation_.load(std::memory_order_acquire)) {
    const std::lock_guard lock(mutex_);
    snapshot.model = model_;
    snapshot.generation = generation_.load(std::memory_order_relaxed);
  }
  return snapshot.model;
}

}  // namespace driftd::serving
