#pragma once

// The newest outcomes, a byte each: 1 for an error. The oldest makes room for the newest.

#include <cstdint>
#include <vector>

#include "detectors/state.h"

namespace driftd::detectors {

class ErrorWindow {
 public:
  explicit ErrorWindow(std::size_t capacity) : ring_(capacity, 0) {}

  /// Returns what fell out: 0 as long as the window is not full.
  std::uint32_t push(bool error) {
    const std::uint32_t dropped = ring_[next_];
    ring_[next_] = error ? 1 : 0;
    if (++next_ == ring_.size()) next_ = 0;
    if (size_ < ring_.size()) ++size_;
    return dropped;
  }

  std::size_t size() const { return size_; }
  bool is_full() const { return size_ == ring_.size(); }
  /// The value that came `age` values ago, 0 being the newest; age < size().
  std::uint32_t at_age(std::size_t age) const { return ring_[next_ > age ? next_ - age - 1 : next_ + ring_.size() - age - 1]; }

  std::uint32_t errors_of_newest(std::size_t count) const {
    std::uint32_t errors = 0;
    for (std::size_t age = 0; age < count; ++age) errors += at_age(age);
    return errors;
  }

  void clear() {
    ring_.assign(ring_.size(), 0);
    next_ = size_ = 0;
  }

  /// Oldest first, so that equal windows are equal bytes.
  void save(StateWriter& state) const {
    state.put(static_cast<std::uint64_t>(size_));
    for (std::size_t age = size_; age-- > 0;) state.put(static_cast<std::uint8_t>(at_age(age)));
  }

  void load(StateReader& state) {
    clear();
    const std::uint64_t size = state.get_count();
    if (size > ring_.size()) state.fail();
    for (std::uint64_t i = 0; i < size && !state.failed(); ++i) {
      const auto error = state.get<std::uint8_t>();
      if (error > 1) state.fail();
      push(error == 1);
    }
  }

 private:
  std::vector<std::uint8_t> ring_;
  std::size_t next_ = 0;
  std::size_t size_ = 0;
};

}  // namespace driftd::detectors
