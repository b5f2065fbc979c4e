#pragma once

// Where the served champion sits. Version, preprocessing and weights are one immutable object, so that no request can mix two versions.
//
// Each thread keeps a snapshot and looks at one number, the generation; only when that has moved does it take the lock and fetch the new
// model. A read costs about a nanosecond, a swap blocks nobody, and the old model goes when the last thread has moved on.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

#include "updaters/models/model.h"

namespace driftd::serving {

struct ServedModel {
  std::uint64_t version = 0;
  updaters::ModelPointer model;
};

using ServedModelPointer = std::shared_ptr<const ServedModel>;

class Slot {
 public:
  Slot();
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  /// From now on this model answers; null: none does.
  void swap(ServedModelPointer model);
  std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

  /// The present model, or null. The reference holds until this thread's next call for this slot.
  const ServedModelPointer& current() const;

 private:
  std::uint64_t number_;  // unique among all slots ever made: the key of the threads' snapshots
  std::atomic<std::uint64_t> generation_{1};
  std::atomic<std::uint64_t> version_{0};
  mutable std::mutex mutex_;
  ServedModelPointer model_;
};

}  // namespace driftd::serving
