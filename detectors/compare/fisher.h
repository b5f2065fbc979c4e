#pragma once

// Fisher's exact test on a category of two values: given how often each came in reference and window together, the counts of the window are
// hypergeometric where nothing changed, and p is the probability of all counts that are no likelier than the one seen. No
// approximation: the test for flags, for rare values, for windows too small for chi-square.
//
// Where reference or window know more than two categories it asks about one of them, the reference's most frequent, against all others.
// The statistic is the change of that share (of the row's, for two categories: the same for either), 0 to 1.
//
// O(min of the row and column sums), and in practice some standard deviations: weights are followed from the mode until they vanish.
// "No likelier" allows for rounding: 1e-9, where SciPy has 1e-14 and sums logarithms of gamma functions.
//
// Fisher, "The logic of inductive inference", J. R. Stat. Soc. 98 (1935).

#include <cstdint>

#include "detectors/compare/comparison_parameters.h"

namespace driftd::detectors {

/// Two-sided, of the table {a, b; c, d}.
double fisher_p_value(std::uint64_t a, std::uint64_t b, std::uint64_t c, std::uint64_t d);

class Fisher final : public Comparison {
 public:
  explicit Fisher(const TestParameters& parameters = {}) : Comparison(EvidenceKind::test, parameters.alpha) {}

  bool takes_categories() const override { return true; }

 private:
  Evidence compare_categories(const CategorySamples& samples) const override;
};

void declare_fisher(config::Catalogue<ComparisonPointer>& catalogue);

}  // namespace driftd::detectors
