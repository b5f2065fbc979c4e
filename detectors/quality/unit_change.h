#pragma once

// A number that arrives in another unit: cents for euros, seconds for milliseconds, degrees for radians, or with its sign turned. Overnight
// its values are a multiple of what they were, and their shape is kept.
//
// So a window is held against what came just before it: the latest window that was sound, and at first the reference. Known conversions w =
// a r + b compete, none among them ("the unit is what it was"). For each the window is converted back, (w - b) / a, and held against the
// values before by Kolmogorov and Smirnov's D, the largest difference of the two distribution functions. The unit changed where
//
//   D as it came  >= 0.7                                           it does not look like what came before,
//   D converted back, of the best, <= max(1.36 / sqrt(n), D0)      converted back it does, as well as parts of what came before do,
//   and these two differ by 0.4 at least,
//
// n being values of the window and D0 the greatest D of 50 of the values before in a row against all of these: a window is a season, and
// even in the right unit no sample of the whole. D0 counts up to 0.35; for factors of 50 and more from 0.35 up to 0.6, which nothing else
// brings. Powers of ten are tried, and (where they fit better by 0.1) 60, 3600, 24, feet, inches, miles, pounds, gallons, ounces, radians,
// km/h and 1024; a turned sign where only one was usual; with `temperatures` Celsius, Fahrenheit and Kelvin; and with `any_factor` the
// ratio of the medians of absolute values, whatever it is.
//
// Factors nearer to 1 than `least` are left to the checks of drift: they are what a season or growth looks like too. (With 2 in its place
// there were alarms on seven of ten real streams, with 8 still on three, all of them wrong. A feature without seasons can do with less.)
//
// Zeros are left out (a factor does not move them), and features of fewer than ten distinct values: the month 10 is not ten times the month
// 1. What is kept of a window is its first 512 values, and of what came before as many quantiles.

#include <cstdint>
#include <optional>
#include <vector>

#include "config/catalogue.h"
#include "detectors/quality/summed_check.h"

namespace driftd::detectors {

struct UnitChangeParameters {
  bool any_factor = false;
  double least = 20;
  bool temperatures = false;
};

class UnitChangeMethod {
 public:
  static constexpr std::size_t kMostValues = 512;

  struct Sums {
    std::vector<double> values;
    void clear() { values.clear(); }
    void merge(const Sums& other);
    void save(StateWriter& state) const { state.put(values); }
    void load(StateReader& state);
  };
  static constexpr QualityInput kInput = QualityInput::values;
  static constexpr bool kDoubtsRows = true;
  static constexpr bool takes(config::FeatureType type) { return type == config::FeatureType::numeric; }

  explicit UnitChangeMethod(const UnitChangeParameters& parameters) : parameters_(parameters) {}

  void learn(std::span<const double> reference) { take_for_usual(reference); }
  /// From now on windows are held against these values, where they are enough to have a shape.
  void take_for_usual(std::span<const double> values);
  Sums none() const;
  void count(std::span<const double> values, Sums& sums) const;
  QualityFinding judge(const Sums& sums) const;
  void save(StateWriter& state) const;
  void load(StateReader& state);

 private:
  struct Fit {
    double factor;
    double offset;
    double distance;
  };

  double distance(std::span<const double> sorted, double factor, double offset) const;
  double close_enough(const Fit& fit, std::size_t values) const;
  std::optional<Fit> best_fit(std::span<const double> sorted) const;

  UnitChangeParameters parameters_;
  std::vector<double> reference_;       // quantiles, rising; empty: not judged
  double own_distance_ = 0;             // of the reference's parts against the whole, at most
  double typical_ = 0;                  // median of the absolute values
  mutable std::vector<double> sorted_;  // room for judge()
};

class UnitChange final : public SummedCheck<UnitChangeMethod> {
 public:
  using SummedCheck::SummedCheck;
  /// A window that was sound is what the next ones are held against.
  void clear(bool sound) override;
  /// By the newest few values.
  bool suspects(std::span<const double> newest, std::size_t fresh) const override;
};

void declare_unit_change(config::Catalogue<QualityCheckPointer>& catalogue);

}  // namespace driftd::detectors
