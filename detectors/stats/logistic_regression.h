#pragma once

// A logistic model with a ridge, by Newton's method (iteratively reweighted least squares): the w and b that make
//
//   sum over rows of log(1 + exp(-y (w x + b))) + penalty / 2 |w|^2,   y = -1 or 1
//
// least. The ridge makes that minimum exist and be the only one, however well the classes part; the bias is free of it. Each step is halved
// until it descends. scikit-learn's LogisticRegression(C) is the same model with penalty = 1 / C.
//
// le Cessie & van Houwelingen, "Ridge estimators in logistic regression", Applied Statistics 41 (1992).

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace driftd::detectors {

struct LogisticModel {
  std::vector<double> weights;
  double bias = 0;

  /// The log-odds of class 1.
  double score(std::span<const double> row) const;
};

/// `rows` row-major, `columns` finite values each; `classes` 0 or 1, one a row. penalty > 0. O(rows columns^2) a step, up to 50 of them.
/// Where only one class came all rows score alike.
LogisticModel fit_logistic(std::span<const double> rows, std::size_t columns, std::span<const std::uint8_t> classes, double penalty);

}  // namespace driftd::detectors
