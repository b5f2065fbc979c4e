#pragma once

// The errors of a model on a stream whose changes are known, as a detector would see them: until it raises its alarm behind a change it
// hears the errors of the model of the concept before (`stale`), from the alarm on those of a model of the concept in force (`fresh`).

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace driftd::bench {

struct ErrorStream {
  std::vector<double> stale;
  std::vector<double> fresh;
  std::vector<std::size_t> changes;  // rising
};

/// Errors of rate `before` that become errors of rate `after`, `width` values after each change in full (0: at once). A change every
/// `every` values, the first behind `quiet`.
struct RateChange {
  double before = 0;
  double after = 0;
  std::size_t quiet = 0;
  std::size_t every = 0;
  std::size_t width = 0;
};
ErrorStream rate_stream(const RateChange& change, std::size_t changes, std::uint64_t seed);

/// Errors of models that learnt a generator's concepts from 2,000 rows each, rows that are not in the stream. A share of the labels is
/// wrong. A change begins a width before the row at which half of the rows are of the next concept; while it lasts, the fresh model is, row
/// by row, the one of the row's own concept.
struct ConceptChange {
  std::string generator;
  std::int64_t every = 0;
  std::int64_t width = 0;
  std::int64_t rows = 0;
  double noise = 0.1;
};
ErrorStream concept_stream(const ConceptChange& change, std::uint64_t seed);

}  // namespace driftd::bench
