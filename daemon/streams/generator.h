#pragma once

// A generator makes labelled rows of which everything is known. It is a family of concepts over the same features: a concept is a joint
// distribution of values and label, and a drift is a step from one concept to the next (drifting.h). Concepts are numbered from 0; a number
// beyond those that there are begins again.

#include <cstddef>
#include <span>
#include <string_view>

#include "config/features.h"
#include "daemon/streams/random.h"

namespace driftd::streams {

class Generator {
 public:
  virtual ~Generator() = default;

  virtual config::Task task() const = 0;
  virtual config::Features features() const = 0;

  /// The texts for which the values 0, 1, ... of a categorical feature stand; empty for a numeric one.
  virtual std::span<const std::string_view> categories(std::size_t feature) const;

  /// Labels are 0 .. classes() - 1.
  virtual std::size_t classes() const { return 2; }

  /// Draws what the concepts 0 .. count - 1 are made of, where anything is. Called once, before the first row.
  virtual void start(std::size_t count, Random& random);

  /// Draws the values of one row (as many as there are features) and gives its label.
  virtual double draw(std::size_t concept_number, Random& random, std::span<double> values) = 0;

  /// The most likely label of `values` under a concept, as things stood at the last draw: nobody can do better than to answer this (Bayes).
  virtual double best_label(std::size_t concept_number, std::span<const double> values) const = 0;
};

}  // namespace driftd::streams
