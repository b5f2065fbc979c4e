#pragma once

// What R^2 and its uncertainty need of numbers: the central moments of the truth y up to the fourth, and how the squared error e^2 goes
// with (y - mean) and (y - mean)^2. All are kept about the mean so far: sums of raw powers would lose the variance of a truth that is large
// and varies little. Two of these merge by moving both to their common mean.
// Pebay, Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical moments, 2008.

#include <cstdint>

#include "detectors/state.h"

namespace driftd::detectors {

struct ErrorMoments {
  std::uint64_t count = 0;
  double mean = 0;         // of y
  double second = 0;       // sum of (y - mean)^2
  double third = 0;        // sum of (y - mean)^3
  double fourth = 0;       // sum of (y - mean)^4
  double squares = 0;      // sum of e^2
  double fourths = 0;      // sum of e^4
  double with_first = 0;   // sum of e^2 (y - mean)
  double with_second = 0;  // sum of e^2 (y - mean)^2

  void add(double truth, double error);
  void merge(const ErrorMoments& other);
  void save(StateWriter& state) const;
  void load(StateReader& state);
};

}  // namespace driftd::detectors
