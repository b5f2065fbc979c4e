#pragma once

// Streams that the tests of stream detectors share.

#include <cstddef>
#include <random>
#include <vector>

namespace driftd::detectors::tests {

inline std::vector<double> then(std::size_t first_count, double first, std::size_t second_count, double second) {
  std::vector<double> values(first_count, first);
  values.insert(values.end(), second_count, second);
  return values;
}

/// `count` values of which every `period`-th is an error.
inline std::vector<double> errors_every(std::size_t period, std::size_t count) {
  std::vector<double> values(count, 0);
  for (std::size_t i = period - 1; i < count; i += period) values[i] = 1;
  return values;
}

inline std::vector<double> random_errors(double rate, std::size_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  std::bernoulli_distribution error(rate);
  std::vector<double> values(count);
  for (double& value : values) value = error(random) ? 1 : 0;
  return values;
}

inline std::vector<double> random_normals(double mean, double deviation, std::size_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(mean, deviation);
  std::vector<double> values(count);
  for (double& value : values) value = normal(random);
  return values;
}

inline std::vector<double> joined(std::vector<double> first, const std::vector<double>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// 1 for 0 and 0 for 1.
inline std::vector<double> turned(std::vector<double> errors) {
  for (double& error : errors) error = 1 - error;
  return errors;
}

}  // namespace driftd::detectors::tests
