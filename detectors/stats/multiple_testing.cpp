#include "detectors/stats/multiple_testing.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace driftd::detectors {

std::vector<double> benjamini_hochberg(std::span<const double> p_values) {
  std::vector<std::size_t> by_p;
  for (std::size_t i = 0; i < p_values.size(); ++i) {
    if (!std::isnan(p_values[i])) by_p.push_back(i);
  }
  std::ranges::sort(by_p, {}, [&](std::size_t i) { return p_values[i]; });
  std::vector<double> adjusted(p_values.begin(), p_values.end());
  const auto tests = static_cast<double>(by_p.size());
  double smallest = 1;
  for (std::size_t rank = by_p.size(); rank > 0; --rank) {
    const std::size_t i = by_p[rank - 1];
    smallest = std::min(smallest, p_values[i] * tests / static_cast<double>(rank));
    adjusted[i] = smallest;
  }
  return adjusted;
}

}  // namespace driftd::detectors
