#pragma once

// Rows drawn from one concept, and shares of them held against what they should be.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "daemon/streams/drifting.h"

namespace driftd::streams {

constexpr std::uint64_t kSampleSeed = 42;

/// Rows of a generator that was started with `concepts` concepts, all from one of them.
inline std::vector<Row> sample(Generator& generator, std::size_t concept_number, std::size_t count, std::size_t concepts = 4) {
  Random random(kSampleSeed);
  generator.start(concepts, random);
  std::vector<Row> rows(count);
  for (Row& row : rows) {
    row.values.resize(generator.features().size());
    row.label = generator.draw(concept_number, random, row.values);
  }
  return rows;
}

template <class Rule>
double share_of(const std::vector<Row>& rows, Rule holds) {
  return static_cast<double>(std::count_if(rows.begin(), rows.end(), holds)) / static_cast<double>(rows.size());
}

inline double share_labelled(const std::vector<Row>& rows, double label) {
  return share_of(rows, [label](const Row& row) { return row.label == label; });
}

/// Five standard deviations of a binomial share: off by chance once in two million tests.
inline void expect_share(double share, double expected, std::size_t count) {
  const double tolerance = 5 * std::sqrt(expected * (1 - expected) / static_cast<double>(count));
  EXPECT_NEAR(share, expected, tolerance) << "seed " << kSampleSeed;
}

}  // namespace driftd::streams
