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

#include "detectors/compare/comparison_parameters.h"

namespace driftd::detectors {

constexpr std::uint64_t kMostExactPaths = 250'000;

/// P(D n m >= distance) where nothing changed, for samples of n and m values without ties. O(n m).
double ks_exact_p_value(std::uint64_t distance, std::uint64_t n, std::uint64_t m);
/// The same by Kolmogorov's limit.
double ks_limit_p_value(double statistic, std::uint64_t n, std::uint64_t m);

class Ks final : public Comparison {
 public:
  explicit Ks(const TestParameters& parameters = {}) : Comparison(EvidenceKind::test, parameters.alpha) {}

  bool takes_numbers() const override { return true; }

 private:
  Evidence compare_numbers(const NumberSamples& samples) const override;
};

/// Kolmogorov and Smirnov's D from its product with n m, and its p-value by the rule above.
Evidence ks_evidence(std::uint64_t distance, std::uint64_t n, std::uint64_t m);

void declare_ks(config::Catalogue<ComparisonPointer>& catalogue);

}  // namespace driftd::detectors
