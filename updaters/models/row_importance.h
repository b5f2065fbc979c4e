#pragma once

// Forgetting: a row counts half as much as one that came `half_life` rows after it, w_i = 2^((i - n) / half_life), or all alike.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace driftd::updaters {

/// How much each of `rows` counts; 1 on average, so that steps are as long as without forgetting. half_life 0: all alike.
inline std::vector<double> row_importance(std::size_t rows, std::int64_t half_life) {
  std::vector<double> importance(rows, 1.0);
  if (half_life == 0) return importance;
  double sum = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    importance[i] = std::exp2(-static_cast<double>(rows - 1 - i) / static_cast<double>(half_life));
    sum += importance[i];
  }
  for (double& each : importance) each *= static_cast<double>(rows) / sum;
  return importance;
}

}  // namespace driftd::updaters
