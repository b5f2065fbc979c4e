#pragma once

// A number as an input: standardised, (x - mean) / deviation over the training rows, so that one learning rate suits every unit of measure.
// A column that did not vary while learning says nothing and is encoded as 0. A boolean stays what it is, 0 or 1.
//
// What is missing is taken to be as usual: the mean over the rows that had it (of a boolean, the share of ones). That it is missing may say
// something by itself: a column that had missing values while learning gets a second input, 1 where the value is missing and 0 elsewhere.

#include <cstddef>

#include "updaters/dataset.h"

namespace driftd::updaters {

/// Values are taken to lie within +-kLargestNumber, deviations in 1 / kLargestNumber .. 2 kLargestNumber, so that nothing overflows.
constexpr double kLargestNumber = 1e150;

struct NumberEncoding {
  double mean = 0;
  double deviation = 0;        // of the population, in the feature's unit; 0: the column did not vary. A boolean's is not used
  bool marks_missing = false;  // has the second input
  bool operator==(const NumberEncoding&) const = default;
};

/// What a column says; where all of it is missing, the mean is 0 and it did not vary.
NumberEncoding learn_number(const Dataset& rows, std::size_t column);

}  // namespace driftd::updaters
