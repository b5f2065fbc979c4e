#pragma once

// Weights, scores and gradients as the models keep them: row by row, as rows of samples lie too.

#include <Eigen/Core>
#include <cstddef>

namespace driftd::updaters {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixView = Eigen::Map<Matrix>;

/// Weights beyond this, or not finite, mean that training diverged.
constexpr double kLargestWeight = 1e12;
/// Bound of what is trained and read.
constexpr std::size_t kMostWeights = 1U << 23U;

}  // namespace driftd::updaters
