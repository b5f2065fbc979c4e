#pragma once

// The two-sample Anderson-Darling test: the mean square difference of the distribution functions, each weighted by how surely it is known
// there, so that the tails count as much as the middle. With M_j of n reference and B_j of N = n + m values below z_j plus half of those
// that equal it, and l_j values equal to it,
//
//   A2 = (N - 1) / N * sum over both samples of 1/n * sum over distinct z_j of  l_j / N * (N M_j - n B_j)^2 / (B_j (N - B_j) - N l_j / 4)
//
// p-value: A2 is scaled to the mean (1) and variance of its limit, by its exact variance, and the limit's tail is computed to all digits
// (quadratic_tail.h). SciPy's anderson_ksamp gives the scaled statistic (A2 - 1) / deviation, and a p-value interpolated in a table and
// cut off at 0.001 and 0.25: of no use to a monitor with alpha = 0.001 over many features.
// Fewer than four values in all say nothing: p = 1.
//
// Scholz & Stephens, "K-sample Anderson-Darling tests", J. American Statistical Association 82 (1987).

#include "detectors/compare/comparison_parameters.h"

namespace driftd::detectors {

/// The standard deviation of A2 where nothing changed. O(n + m); at least four values.
double anderson_darling_deviation(std::uint64_t n, std::uint64_t m);

class AndersonDarling final : public Comparison {
 public:
  explicit AndersonDarling(const TestParameters& parameters = {}) : Comparison(EvidenceKind::test, parameters.alpha) {}

  bool takes_numbers() const override { return true; }

 private:
  Evidence compare_numbers(const NumberSamples& samples) const override;
};

void declare_anderson_darling(config::Catalogue<ComparisonPointer>& catalogue);

}  // namespace driftd::detectors
