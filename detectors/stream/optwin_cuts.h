#pragma once

// Where OPTWIN cuts a window of so many values, and the limits of its two tests there: a table, made once for a choice of parameters.
//
// With c older and w - c newer values, F the quantile of Fisher's distribution with (c - 1, w - c - 1) degrees of freedom and t that of
// Student's, the smallest rise of the mean that the test is sure to see, in deviations of the older part, is t sqrt(1/c + F/(w - c)). The
// cut is the latest c at which that is at most the rigour asked for; the middle where there is none.

#include <cstdint>
#include <vector>

namespace driftd::detectors {

struct OptwinParameters {
  double rigor = 0.5;
  double drift = 0.999;
  double warning = 0.9;
  std::int64_t min_window = 30;
  std::int64_t max_window = 1'000;
  double noise = 1e-6;

  bool operator==(const OptwinParameters&) const = default;
};

class OptwinCuts {
 public:
  struct Cut {
    std::uint32_t older = 0;
    double drift_t = 0;
    double warning_t = 0;
    double drift_f = 0;
  };

  explicit OptwinCuts(const OptwinParameters& parameters);

  /// min_window <= window <= max_window
  const Cut& at(std::size_t window) const { return cuts_[window - first_]; }

 private:
  double margin(double window, double older) const;
  double freedom(double window, double older) const;
  std::uint32_t latest_sure(double window, double from) const;

  double rigor_;
  double confidence_;  // of one test; four of them make the drift confidence
  double warning_;
  std::size_t first_;
  std::vector<Cut> cuts_;
};

}  // namespace driftd::detectors
