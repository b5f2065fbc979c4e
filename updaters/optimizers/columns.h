#pragma once

// Spans as Eigen columns: coefficient-wise formulas over them compile to packed instructions whatever the optimisation level.

#include <Eigen/Core>
#include <span>

namespace driftd::updaters {

inline Eigen::Map<Eigen::ArrayXd> column(std::span<double> values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}

inline Eigen::Map<const Eigen::ArrayXd> column(std::span<const double> values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}

}  // namespace driftd::updaters
