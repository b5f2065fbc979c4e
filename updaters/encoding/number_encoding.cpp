#include "updaters/encoding/number_encoding.h"

#include <algorithm>
#include <cmath>

#include "config/missing_value.h"

namespace driftd::updaters {

NumberEncoding learn_number(const Dataset& rows, std::size_t column) {
  const auto each = [&](auto take) {
    for (std::size_t i = column; i < rows.values.size(); i += rows.columns) {
      if (!config::is_absent(rows.values[i])) take(std::clamp(rows.values[i], -kLargestNumber, kLargestNumber));
    }
  };
  double n = 0;
  double sum = 0;
  each([&](double value) {
    ++n;
    sum += value;
  });
  const bool marks_missing = n < static_cast<double>(rows.size());
  if (n == 0) return {.mean = 0, .deviation = 0, .marks_missing = marks_missing};
  const double mean = sum / n;
  double squares = 0;
  each([&](double value) { squares += (value - mean) * (value - mean); });
  const double deviation = std::sqrt(squares / n);
  // A constant column's deviation is the rounding of its mean.
  constexpr double kRounding = 1e-12;
  const bool constant = deviation <= kRounding * std::abs(mean) || deviation < 1 / kLargestNumber;
  return {.mean = mean, .deviation = constant ? 0 : deviation, .marks_missing = marks_missing};
}

}  // namespace driftd::updaters
