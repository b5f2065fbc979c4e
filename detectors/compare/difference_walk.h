#pragma once

// The difference of two samples' distribution functions, F of the reference less G of the window, followed along the scale from value to
// value: its largest size is Kolmogorov and Smirnov's distance, the area below its size Wasserstein's. All in units of 1 / (n m), so that
// the difference is a whole number.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <span>

namespace driftd::detectors {

struct DifferenceWalk {
  std::int64_t n = 0;  // values in the whole reference
  std::int64_t m = 0;  // values in the whole window
  double at = 0;       // where on the scale the walk stands
  std::int64_t difference = 0;
  std::int64_t largest = 0;
  double area = 0;

  /// On to `value`, and past one value there that changes the difference. A difference counts where it has some width.
  void step(double value, std::int64_t change) {
    const std::int64_t gap = std::abs(difference);
    const double width = std::min(value - at, std::numeric_limits<double>::max());  // never infinite: times 0 that would be NaN
    largest = std::max(largest, width > 0 ? gap : 0);
    area += static_cast<double>(gap) * width;
    at = value;
    difference += change;
  }

  /// Past some values of either sample, both rising: the smaller first; no branch depends on which sample it is from.
  void pass(std::span<const double> reference, std::span<const double> window) {
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < reference.size() && j < window.size()) {
      const double known = reference[i];
      const double seen = window[j];
      const bool take_known = known <= seen;
      step(std::min(known, seen), take_known ? m : -n);
      i += static_cast<std::size_t>(take_known);
      j += static_cast<std::size_t>(!take_known);
    }
    for (; i < reference.size(); ++i) step(reference[i], m);
    for (; j < window.size(); ++j) step(window[j], -n);
  }
};

}  // namespace driftd::detectors
