#pragma once

// What a change cost in quality, and for how long. The mean error of the kRows answers before the change is the measure; behind it, windows
// of kRows answers slide on, none reaching back over the change:
//
//   worst      the largest mean error of such a window
//   recovered  rows from the change to the end of the first window whose mean error is back at the measure plus one standard error of it
//
// The error of an answer is 0 or 1 for classes and the absolute error for numbers. A change that never showed is thus recovered after
// kRows. Needs room for kRows numbers, however long the stream.

#include <boost/circular_buffer.hpp>
#include <cstdint>
#include <optional>

namespace driftd::replay {

/// Mean errors; none where there were no answers to take them from.
struct Recovered {
  std::optional<double> before;
  std::optional<double> worst;        // none, too, where fewer than kRows answers followed
  std::optional<std::uint64_t> rows;  // until the quality was back; none: it was not until the next change or the end
};

class Recovery {
 public:
  static constexpr std::size_t kRows = 100;

  /// The answer to row `row` was off by `error`. Rows ascend; those without an answer are left out.
  void answered(std::uint64_t row, double error);
  /// The answers from here on are behind a change at `row`.
  void change(std::uint64_t row);
  /// Since the newest change().
  const Recovered& since_change() const { return since_change_; }

 private:
  double mean() const;

  boost::circular_buffer<double> errors_{kRows};
  std::uint64_t change_ = 0;
  double bar_ = 0;
  Recovered since_change_;
};

}  // namespace driftd::replay
