#pragma once

// When labels come: each a while after its row, in the rows' order. Those of the first rows come at once: they are history, known when
// monitoring begins.

#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include "config/time.h"

namespace driftd::replay {

struct LabelDelay {
  std::uint64_t rows = 0;
  config::Duration time{0};
};

struct DueLabel {
  std::string id;
  std::uint64_t row = 0;
  config::Time predicted;
  double value = 0;
  std::string text;
};

class LabelSchedule {
 public:
  using Deliver = std::function<void(const DueLabel&)>;

  LabelSchedule(LabelDelay delay, std::uint64_t history) : delay_(delay), history_(history) {}

  void add(DueLabel label) { waiting_.push_back(std::move(label)); }

  /// What is due behind row `row`, at `now`.
  void deliver(std::uint64_t row, config::Time now, const Deliver& deliver) {
    while (!waiting_.empty() && due(waiting_.front(), row, now)) take(deliver);
  }
  void deliver_all(const Deliver& deliver) {
    while (!waiting_.empty()) take(deliver);
  }

 private:
  bool due(const DueLabel& label, std::uint64_t row, config::Time now) const {
    return label.row < history_ || (row - label.row >= delay_.rows && now - label.predicted >= delay_.time);
  }
  void take(const Deliver& deliver) {
    const DueLabel label = std::move(waiting_.front());
    waiting_.pop_front();
    deliver(label);
  }

  LabelDelay delay_;
  std::uint64_t history_;
  std::deque<DueLabel> waiting_;
};

}  // namespace driftd::replay
