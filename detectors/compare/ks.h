#pragma once

// The two-sample Kolmogorov-Smirnov test: the largest difference D between the two samples' distribution functions, which any change of a
// distribution moves, and how likely so large a one is where nothing changed. Computed from gap counts (numeric_reference.h), exactly.
//
// p-value, with n values in the reference and m in the window:
//   n m <= kMostExactPaths   exact: the share of the equally likely orders of n + m values in which the difference reaches D, by
//                            going through the lattice paths from (0, 0) to (n, m); O(n m). With ties it is an upper bound.
//   beyond                   Kolmogorov's limit 2 sum (-1)^(k-1) exp(-2 k^2 n m / (n + m) D^2), too large (so the
//                            cautious way) by 4 % at p = .001 with 5,000 against 1,000 values, by 33 % with 10,000 against 50.
//
// Smirnov, "Table for estimating the goodness of fit of empirical distributions", Ann. Math. Stat. 19 (1948);
// Hodges, "The significance probability of the Smirnov two-sample test", Arkiv for Matematik 3 (1958).
//
// The p-value is right for one window. Windows held against one reference share its luck: an odd reference is odd for all of them.

#include <cstdint>

#include "config/catalogue.h"
#include "detectors/compare/comparison.h"

namespace driftd::detectors {

constexpr std::uint64_t kMostExactPaths = 250'000;

/// D times n m, which is whole. `window` counts by cell of the reference; window_size is their sum.
std::uint64_t ks_distance(const NumericReference& reference, std::span<const std::uint32_t> window, std::uint64_t window_size);

/// P(D n m >= distance) where nothing changed, for samples of n and m values without ties. O(n m).
double ks_exact_p_value(std::uint64_t distance, std::uint64_t n, std::uint64_t m);
/// The same by Kolmogorov's limit.
double ks_limit_p_value(double statistic, std::uint64_t n, std::uint64_t m);

struct KsParameters {
  double alpha = 0.001;
};

class Ks final : public Comparison {
 public:
  explicit Ks(const KsParameters& parameters = {}) : alpha_(parameters.alpha) {}

  bool takes_numbers() const override { return true; }
  bool takes_categories() const override { return false; }
  Evidence compare(const NumericReference& reference, std::span<const std::uint32_t> window) const override;
  Evidence compare(const CategoryReference& reference, std::span<const std::uint32_t> window) const override;
  double threshold() const override { return alpha_; }

 private:
  double alpha_;
};

void declare_ks(config::Catalogue<ComparisonPointer>& catalogue);

}  // namespace driftd::detectors
