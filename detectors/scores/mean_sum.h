#pragma once

// A mean with the uncertainty of it, as three sums that merge by addition.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "detectors/state.h"

namespace driftd::detectors {

struct MeanSum {
  std::uint64_t count = 0;
  double sum = 0;
  double squares = 0;

  void add(double value) {
    ++count;
    sum += value;
    squares += value * value;
  }

  void merge(const MeanSum& other) {
    count += other.count;
    sum += other.sum;
    squares += other.squares;
  }

  /// Of at least one value.
  double mean() const { return sum / static_cast<double>(count); }

  /// Of at least two values, with n - 1 below.
  double variance() const {
    const auto n = static_cast<double>(count);
    return std::max(0.0, (squares - sum * (sum / n)) / (n - 1));
  }

  void save(StateWriter& state) const {
    state.put(count);
    state.put(sum);
    state.put(squares);
  }

  void load(StateReader& state) {
    state.get(count);
    state.get(sum);
    state.get(squares);
    if (!std::isfinite(sum) || !std::isfinite(squares) || squares < 0 || (count == 0 && (sum != 0 || squares != 0))) state.fail();
  }
};

}  // namespace driftd::detectors
