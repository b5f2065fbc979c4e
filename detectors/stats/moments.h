#pragma once

// Size, mean and deviation of a sample, in two passes over values scaled by the largest of them: neither a large mean nor values near the
// end of the number range spoil them, and the result is finite.

#include <cstdint>
#include <span>

#include "detectors/state.h"

namespace driftd::detectors {

struct Moments {
  std::uint64_t size = 0;
  double mean = 0;
  double deviation = 0;  // of the sample as a population: sqrt of the mean square about the mean

  void save(StateWriter& state) const;
  /// Fails where the numbers are those of no sample.
  void load(StateReader& state);
};

/// `values` are finite. The order of the values decides the last digits: give them sorted where that matters.
Moments moments_of(std::span<const double> values);

/// The deviation of both samples taken together.
double pooled_deviation(const Moments& left, const Moments& right);

/// Of rising values those that are finite.
std::span<const double> finite_part(std::span<const double> rising);

}  // namespace driftd::detectors
