#pragma once

// LED (Breiman, Friedman, Olshen & Stone, "Classification and regression trees", 1984): the seven segments of a display that shows a digit,
// each equally likely, and 17 idle ones that are lit at random; 24 features of 0 or 1, and the digit is the label. With a share `inverted`
// of segments that show the wrong state (0.1 is the classical choice) not even the best answer is always right: 74 % at 0.1. The drift is
// that of MOA's LEDGeneratorDrift: each concept after the first has some of the seven segments change places with idle ones, with other
// idle ones for each of 17 concepts, before they come round.

#include <cstdint>
#include <span>

#include "config/declaration.h"
#include "daemon/streams/generator.h"

namespace driftd::streams {

struct LedParameters {
  std::int64_t swapped = 4;
  double inverted = 0;
};

const config::Declaration<LedParameters>& led_declaration();

class Led final : public Generator {
 public:
  explicit Led(const LedParameters& parameters);

  config::Task task() const override { return config::Task::multiclass; }
  config::Features features() const override;
  std::size_t classes() const override { return 10; }
  double draw(std::size_t concept_number, Random& random, std::span<double> values) override;
  /// The digit whose segments differ from the values in the fewest places, the smallest of several.
  double best_label(std::size_t concept_number, std::span<const double> values) const override;

 private:
  std::size_t place_of(std::size_t segment, std::size_t concept_number) const;

  LedParameters parameters_;
};

}  // namespace driftd::streams
