#pragma once

// The Mann-Whitney test (Wilcoxon's rank-sum test): whether values of the window tend to be greater, or smaller, than the reference's. It
// asks about one thing only and so sees a shift sooner than tests of any change; it is blind to a change of width.
//
//   U = pairs in which the window's value is the greater, plus half of the equal ones
//
// The statistic is the rank-biserial correlation |2 U / (n m) - 1|, from 0 (either is as often greater) to 1 (the samples do not overlap):
// how much likelier one side is, in a unit that does not grow with the samples.
//
// p-value, two-sided: exact where there are no ties and n m <= kMostExactPairs; else by the normal limit, with the variance
// n m / 12 * (N + 1 - sum over ties (t^3 - t) / (N (N - 1))), N = n + m, and a continuity correction of 1/2.
//
// Mann & Whitney, "On a test of whether one of two random variables is stochastically larger than the other", Ann. Math. Stat. 18 (1947).

#include <cstdint>

#include "detectors/compare/comparison_parameters.h"

namespace driftd::detectors {

constexpr std::uint64_t kMostExactPairs = 2500;

/// P(U >= pairs) where nothing changed, for samples of n and m values without ties. O((n m)^2).
double mann_whitney_exact_tail(std::uint64_t pairs, std::uint64_t n, std::uint64_t m);

class MannWhitney final : public Comparison {
 public:
  explicit MannWhitney(const TestParameters& parameters = {}) : Comparison(EvidenceKind::test, parameters.alpha) {}

  bool takes_numbers() const override { return true; }

 private:
  Evidence compare_numbers(const NumberSamples& samples) const override;
};

void declare_mann_whitney(config::Catalogue<ComparisonPointer>& catalogue);

}  // namespace driftd::detectors
