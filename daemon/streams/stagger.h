#pragma once

// STAGGER (Schlimmer & Granger, "Incremental learning from noisy data", Machine Learning 1, 1986): three categorical features of three
// values each, all 27 rows equally likely. The label is 1 where the concept holds:
//   0: size is small and color is red         (1 of 9 rows)
//   1: color is green or shape is circular    (5 of 9)
//   2: size is medium or large                (2 of 3)

#include <span>
#include <string_view>

#include "daemon/streams/generator.h"

namespace driftd::streams {

class Stagger final : public Generator {
 public:
  config::Task task() const override { return config::Task::binary; }
  config::Features features() const override;
  std::span<const std::string_view> categories(std::size_t feature) const override;
  double draw(std::size_t concept_number, Random& random, std::span<double> values) override;
  double best_label(std::size_t concept_number, std::span<const double> values) const override;
};

}  // namespace driftd::streams
