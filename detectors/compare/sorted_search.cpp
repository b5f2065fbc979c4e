#include "detectors/compare/sorted_search.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "config/assertion.h"

namespace driftd::detectors {

namespace {

template <std::size_t Lanes>
void count_together(std::span<const double> sorted, const double* values, std::uint32_t* below) {
  std::array<std::size_t, Lanes> first{};
  std::size_t length = sorted.size();
  while (length > 1) {
    const std::size_t half = length / 2;
    for (std::size_t lane = 0; lane < Lanes; ++lane) {
      const std::size_t upper = first[lane] + half;
      first[lane] = sorted[upper - 1] < values[lane] ? upper : first[lane];
    }
    length -= half;
  }
  for (std::size_t lane = 0; lane < Lanes; ++lane) {
    below[lane] = static_cast<std::uint32_t>(first[lane] + static_cast<std::size_t>(sorted[first[lane]] < values[lane]));
  }
}

}  // namespace

void count_below(std::span<const double> sorted, std::span<const double> values, std::span<std::uint32_t> below) {
  DRIFTD_ASSERT(below.size() == values.size());
  if (sorted.empty()) {
    std::ranges::fill(below, 0);
    return;
  }
  constexpr std::size_t kLanes = 8;
  std::size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes) count_together<kLanes>(sorted, &values[i], &below[i]);
  for (; i < values.size(); ++i) count_together<1>(sorted, &values[i], &below[i]);
}

}  // namespace driftd::detectors
