#pragma once

// A stream that drifts from one concept of a generator to the next. Around a position p, row t (from 0) comes from the next concept with
// the probability
//   1 / (1 + exp(-4 (t - p) / width))
// (Bifet, Holmes, Pfahringer, Kirkby & Gavalda, "New ensemble methods for evolving data streams", KDD 2009): from 12 % to 88 % within
// `width` rows. At width 0 the drift is abrupt, and row p is the first of the next concept. A share `noise` of the labels is then replaced
// by one of the other classes, each equally likely.
//
// Values, choice of concept and noise draw from three random sequences of one seed: another noise leaves the values alone.

#include <cstdint>
#include <memory>
#include <vector>

#include "daemon/streams/generator.h"
#include "daemon/streams/random.h"

namespace driftd::streams {

struct DriftSchedule {
  std::vector<std::int64_t> drifts;  // rows, rising
  std::int64_t width = 0;            // rows
  double noise = 0;                  // share, below 1
};

struct Row {
  std::vector<double> values;      // of a categorical feature: which of its categories
  double label = 0;                // as observed, noise included
  std::size_t concept_number = 0;  // from which it was drawn
};

class Drifting {
 public:
  Drifting(std::unique_ptr<Generator> generator, DriftSchedule schedule, std::uint64_t seed);

  /// The stream's next row; it goes on for ever, in the last concept.
  void next(Row& row);

  const Generator& generator() const { return *generator_; }

 private:
  std::size_t choose_concept();
  bool has_drifted(std::int64_t position);

  std::unique_ptr<Generator> generator_;
  DriftSchedule schedule_;
  std::size_t width_of_row_;
  Random values_;
  Random concepts_;
  Random noise_;
  std::int64_t time_ = 0;
  std::size_t settled_ = 0;  // how many drifts lie so far back that they are certain
};

}  // namespace driftd::streams
