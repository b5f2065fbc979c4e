#pragma once

// Seeded samples to learn from.

#include <cmath>
#include <cstdint>
#include <random>
#include <utility>

#include "config/features.h"
#include "updaters/dataset.h"

namespace driftd::updaters::samples {

/// Uniform in [0, 1), the same on every platform.
inline double uniform(std::mt19937_64& random) {
  return static_cast<double>(random() >> 11U) * 0x1p-53;
}

/// Standard normal (Box, Muller 1958).
inline double normal(std::mt19937_64& random) {
  const double radius = std::sqrt(-2 * std::log(1 - uniform(random)));
  return radius * std::cos(6.283185307179586 * uniform(random));
}

struct Sample {
  config::ModelSchema schema;
  Dataset rows;
};

/// Rows that a linear model of the task can tell apart: "x" and "y" spread over units a million apart, and a category "c" that says
/// nothing.
inline Sample separable(config::Task task, std::size_t n, std::uint64_t seed) {
  using config::FeatureType;
  Sample sample{
      .schema = {.task = task, .features = {{"x", FeatureType::numeric}, {"c", FeatureType::categorical}, {"y", FeatureType::numeric}}},
      .rows = {.columns = 3, .values = {}, .labels = {}, .classes = {}}};
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < n; ++i) {
    const auto group = static_cast<double>(i % 3);
    const double x = group + 0.5 * uniform(random);
    const double y = (group - 1) * (group - 1) + 0.5 * uniform(random);
    sample.rows.values.insert(sample.rows.values.end(), {1000 * x, static_cast<double>(100 + random() % 4), 0.001 * y});
    switch (task) {
      case config::Task::binary: sample.rows.labels.push_back(group == 2 ? 1 : 0); break;
      case config::Task::multiclass: sample.rows.labels.push_back(10 * (group + 1)); break;
      case config::Task::regression: sample.rows.labels.push_back(500 + 200 * x - 100 * y); break;
    }
  }
  if (task == config::Task::multiclass) sample.rows.classes = {{10, "a"}, {20, "b"}, {30, "c"}};
  return sample;
}

}  // namespace driftd::updaters::samples
