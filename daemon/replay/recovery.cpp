#include "daemon/replay/recovery.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace driftd::replay {

double Recovery::mean() const {
  return std::accumulate(errors_.begin(), errors_.end(), 0.0) / static_cast<double>(errors_.size());
}

void Recovery::change(std::uint64_t row) {
  since_change_ = {};
  change_ = row;
  if (!errors_.empty()) {
    const double before = mean();
    const double squares = std::transform_reduce(errors_.begin(), errors_.end(), 0.0, std::plus<>(),
                                                 [&](double error) { return (error - before) * (error - before); });
    const auto count = static_cast<double>(errors_.size());
    since_change_.before = before;
    bar_ = before + std::sqrt(squares) / count;
  }
  errors_.clear();
}

void Recovery::answered(std::uint64_t row, double error) {
  if (!std::isfinite(error)) return;
  errors_.push_back(error);
  if (!errors_.full() || !since_change_.before) return;
  const double now = mean();
  since_change_.worst = std::max(since_change_.worst.value_or(now), now);
  if (!since_change_.rows && now <= bar_) since_change_.rows = row + 1 - change_;
}

}  // namespace driftd::replay
