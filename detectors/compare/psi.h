#pragma once

// PSI, the population stability index: with the shares p_i of the reference and q_i of the window in a few bins,
//
//   PSI = sum (q_i - p_i) ln(q_i / p_i)
//
// a distance (symmetric Kullback-Leibler), not a test. The rule of thumb calls 0.1 small and 0.2 a shift.
//
// Beware: where nothing changed its expectation is not 0 but about (bins - 1) (1/n + 1/m) for n reference and m window values. Ten bins
// and a window of 50 give 0.18 out of pure chance. Choose windows for which that is far below `above`, or a test (ks, chi_square), which
// knows.
//
// Bins as in bins.h; shares are smoothed (smoothed_shares.h), so that an empty bin is no infinity.
//
// Kullback & Leibler, "On information and sufficiency", Ann. Math. Stat. 22 (1951); Yurdakul & Naranjo, "Statistical properties of the
// population stability index", J. Risk Model Validation 14 (2020), for its distribution.

#include <cstdint>

#include "detectors/compare/bins.h"
#include "detectors/compare/comparison_parameters.h"

namespace driftd::detectors {

struct PsiParameters {
  double above = 0.2;
  std::int64_t bins = 10;
};

double stability_index(const Bins& bins);

class Psi final : public Comparison {
 public:
  explicit Psi(const PsiParameters& parameters = {})
      : Comparison(EvidenceKind::distance, parameters.above), bins_(static_cast<std::uint64_t>(parameters.bins)) {}

  bool takes_numbers() const override { return true; }
  bool takes_categories() const override { return true; }

 private:
  Evidence compare_numbers(const NumberSamples& samples) const override;
  Evidence compare_categories(const CategorySamples& samples) const override;

  std::uint64_t bins_;
};

void declare_psi(config::Catalogue<ComparisonPointer>& catalogue);

}  // namespace driftd::detectors
