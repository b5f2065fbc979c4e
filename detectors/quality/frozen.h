#pragma once

// A feature that stopped moving: one value again and again, for longer than the reference ever had and than chance brings. A sensor that
// hangs, a default that is filled in, a cache that is not refreshed.
//
// With s = the probability that a value is followed by itself, a run of r values begins at a given place with probability s^(r - 1). Of
// the reference's pairs s is known up to its Clopper-Pearson bound u, so a run is too long where
//
//   r >= max(at_least, times * longest run of the reference, 1 + log(alpha) / log(u))
//
// once for the reference's most frequent value (a count that is mostly 0 may stay 0 for long) and once for all others together. A
// feature that was constant in the reference cannot freeze. Missing values neither lengthen a run nor end it.
//
// A fault of this kind ends visibly, with another value. It counts as over when the feature has moved for as long as it stood still (a
// whole window at most), so that a short one does not keep a model from learning for long.
//
// A feature of fewer than `distinct` values is not judged: flags and short lists come in runs (of one user, one batch) that no stretch of
// the past foretells. A run's chance is that of values of which each depends on the one before only; what comes in seasons needs `times`.

#include <array>
#include <cstdint>
#include <limits>

#include "config/catalogue.h"
#include "detectors/quality/summed_check.h"

namespace driftd::detectors {

struct FrozenParameters {
  std::int64_t at_least = 50;
  double times = 10;
  double alpha = 1e-6;
  std::int64_t distinct = 10;
};

class FrozenMethod {
 public:
  struct Run {
    double value = kNotApplicable;
    std::uint64_t length = 0;
    bool operator==(const Run&) const = default;
  };
  enum Kind : std::uint8_t { usual, other };

  /// Runs: the one that the values began with, the one that they ended with, and the longest of either kind. The last outlives clear().
  struct Sums {
    double usual_value = kNotApplicable;
    std::uint64_t values = 0;
    Run first;
    Run last;
    std::array<std::uint64_t, 2> longest{};

    Kind kind_of(const Run& run) const { return run.value == usual_value ? usual : other; }
    void add(double value);
    void clear();
    void merge(const Sums& next);
    void save(StateWriter& state) const;
    void load(StateReader& state);

   private:
    void remember(const Run& run);
  };
  static constexpr QualityInput kInput = QualityInput::values;
  static constexpr bool kDoubtsRows = true;
  static constexpr bool takes(config::FeatureType /*type*/) { return true; }

  explicit FrozenMethod(const FrozenParameters& parameters) : parameters_(parameters) {}

  void learn(std::span<const double> reference);
  Sums none() const { return {.usual_value = usual_value_}; }
  void count(std::span<const double> values, Sums& sums) const;
  QualityFinding judge(const Sums& sums) const;
  /// Runs of a kind that are too long; infinite where none is.
  double limit(Kind kind) const { return limits_[kind]; }
  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  FrozenParameters parameters_;
  double usual_value_ = kNotApplicable;
  std::array<std::uint64_t, 2> longest_{};  // of the reference
  std::array<double, 2> limits_{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
};

class Frozen final : public SummedCheck<FrozenMethod> {
 public:
  using SummedCheck::SummedCheck;
  bool spans_panes() const override { return true; }
  /// A quarter of a run that is too long.
  bool suspects(std::span<const double> newest, std::size_t fresh) const override;
};

void declare_frozen(config::Catalogue<QualityCheckPointer>& catalogue);

}  // namespace driftd::detectors
