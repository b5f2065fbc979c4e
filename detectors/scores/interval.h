#pragma once

// Confidence intervals, from no more than sums. All of them take the outcomes for independent and the window for one population.
//
//   wilson           a share p of n: the p' whose test would not reject p,  (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n).
//                    It stays inside 0..1, and says something sensible at p = 0 and p = 1, where p -+ z se says "surely".
//                    Wilson, Probable inference, the law of succession, and statistical inference, JASA 1927.
//   wilson_effective the same for what is like a share (0..1) but has another variance: n is the size of the sample in which a share
//                    would have that variance, p (1 - p) / variance. Where p is 0 or 1 the variance is estimated as 0 and says nothing:
//                    there the caller says how large n is.  Franco et al., Comparative study of confidence intervals for proportions in
//                    complex sample surveys, JSSAM 2019.
//   around_mean      a mean: Student's t, mean -+ t_(n-1) s / sqrt(n). Right for large n whatever the distribution, and for small n as
//                    far as it is near normal.
//   log_scale        a positive quantity: v exp(-+ z se / v), which stays positive.

#include <cstdint>
#include <optional>

#include "detectors/scores/mean_sum.h"

namespace driftd::detectors {

struct Interval {
  double low = 0;
  double high = 0;
  bool operator==(const Interval&) const = default;
};

inline constexpr double kDefaultLevel = 0.95;

/// `level` is the share of windows, 0 < level < 1, in which such an interval holds the truth. Nothing where n is 0.
std::optional<Interval> wilson(double share, double n, double level);
/// Of `part` out of `whole`.
std::optional<Interval> wilson_of(std::uint64_t part, std::uint64_t whole, double level);
std::optional<Interval> wilson_effective(double share, double variance, double n_at_the_ends, double level);
/// Nothing where there are less than two values.
std::optional<Interval> around_mean(const MeanSum& values, double level);
/// Nothing unless the value is positive and the interval finite.
std::optional<Interval> log_scale(double value, double standard_error, double level);
/// The standard normal's quantile for a two-sided interval: 1.96 at 0.95.
double normal_quantile(double level);

}  // namespace driftd::detectors
