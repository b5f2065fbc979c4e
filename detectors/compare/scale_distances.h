#pragma once

// Distances along the number's own scale, which is what tells "a little further" from "far away": rank tests and binned shares do not.
// With the distribution functions F of the reference and G of the window,
//
//   wasserstein   integral of |F - G|: how far a value had to be moved on average to turn one sample into the other, in the number's unit
//   energy        sqrt of 2 integral of (F - G)^2: large differences count more; in the root of the unit
//
// By default (`per_deviation`) both are divided by the reference's deviation (energy by its root), so that one bound fits all features.
// A constant reference has none: that of both samples together is taken. Infinities are left out.
//
// Where nothing changed neither is 0: from normal values, per deviation, chance alone gives a Wasserstein distance of about
// 1.3 sqrt(1 / n + 1 / m) and an energy of about 1.06 times that root. Evidently's bound of 0.1 for the former is passed by most unchanged
// windows of 150 values and fewer.
//
// The peers: scipy.stats.wasserstein_distance and energy_distance are these, not per deviation; Evidently's and NannyML's Wasserstein are
// per deviation and not.
//
// Vaserstein, "Markov processes over denumerable products of spaces", Problems of Information Transmission 5 (1969); Szekely & Rizzo,
// "Energy statistics", J. Statistical Planning and Inference 143 (2013).

#include "detectors/compare/comparison_parameters.h"

namespace driftd::detectors {

/// Both rising and finite, neither empty. In the unit of the values.
struct ScaleDistances {
  double wasserstein = 0;
  double energy = 0;
};

/// Of the finite values; NaN where a sample has none.
ScaleDistances scale_distances(const NumberSamples& samples);

struct WassersteinParameters {
  double above = 0.2;
  bool per_deviation = true;
};

struct EnergyParameters {
  double above = 0.15;
  bool per_deviation = true;
};

class Wasserstein final : public Comparison {
 public:
  explicit Wasserstein(const WassersteinParameters& parameters = {})
      : Comparison(EvidenceKind::distance, parameters.above), per_deviation_(parameters.per_deviation) {}

  bool takes_numbers() const override { return true; }
  bool needs_values() const override { return true; }

 private:
  Evidence compare_numbers(const NumberSamples& samples) const override;

  bool per_deviation_;
};

class Energy final : public Comparison {
 public:
  explicit Energy(const EnergyParameters& parameters = {})
      : Comparison(EvidenceKind::distance, parameters.above), per_deviation_(parameters.per_deviation) {}

  bool takes_numbers() const override { return true; }
  bool needs_values() const override { return true; }

 private:
  Evidence compare_numbers(const NumberSamples& samples) const override;

  bool per_deviation_;
};

void declare_wasserstein(config::Catalogue<ComparisonPointer>& catalogue);
void declare_energy(config::Catalogue<ComparisonPointer>& catalogue);

}  // namespace driftd::detectors
