#pragma once

// The two-sample Kuiper test: V = D+ + D-, the largest differences of the two distribution functions to either side added. Where
// Kolmogorov-Smirnov sees best what moves the middle of a distribution, Kuiper sees tails and widths as well, and on a circle (hours
// of a day, angles) it does not depend on where the circle is cut.
//
// p-value, with n values in the reference and m in the window, and N = n m / (n + m):
//   n m <= kMostExactKuiper   exact, by lattice paths (lattice_path.h); with ties it is an upper bound. To 1e-14, absolute.
//   beyond                    Stephens' approximation: with l = (sqrt N + 0.155 + 0.24 / sqrt N) V,  2 sum (4 k^2 l^2 - 1) exp(-2 k^2 l^2)
//
// Kuiper, "Tests concerning random points on a circle", Proc. Koninkl. Nederl. Akad. van Wetensch. A 63 (1960); Stephens, "Use of the
// Kolmogorov-Smirnov, Cramer-von Mises and related statistics without extensive tables", J. R. Stat. Soc. B 32 (1970).

#include <cstdint>

#include "detectors/compare/comparison_parameters.h"

namespace driftd::detectors {

constexpr std::uint64_t kMostExactKuiper = 1000;

/// P(V n m >= distance) where nothing changed, for samples without ties. O((n m)^2).
double kuiper_exact_p_value(std::uint64_t distance, std::uint64_t n, std::uint64_t m);
double kuiper_limit_p_value(double statistic, std::uint64_t n, std::uint64_t m);

class Kuiper final : public Comparison {
 public:
  explicit Kuiper(const TestParameters& parameters = {}) : Comparison(EvidenceKind::test, parameters.alpha) {}

  bool takes_numbers() const override { return true; }

 private:
  Evidence compare_numbers(const NumberSamples& samples) const override;
};

void declare_kuiper(config::Catalogue<ComparisonPointer>& catalogue);

}  // namespace driftd::detectors
