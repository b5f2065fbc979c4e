#include "detectors/compare/scale_distances.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace driftd::detectors {

namespace {

constexpr double kLargest = std::numeric_limits<double>::max();

/// The reference's finite values, rising, with how often each comes.
class ReferencePoints {
 public:
  explicit ReferencePoints(const NumericReference& reference) : reference_(reference) { skip(); }

  bool at_end() const { return cell_ >= reference_.counts().size(); }
  std::uint32_t count() const { return reference_.counts()[cell_]; }
  double value() const { return cell_ % 2 == 1 ? reference_.cuts()[cell_ / 2] : reference_.gap_mean(cell_ / 2); }
  void next() {
    ++cell_;
    skip();
  }

 private:
  void skip() {
    while (!at_end() && (count() == 0 || !std::isfinite(value()))) ++cell_;
  }

  const NumericReference& reference_;
  std::size_t cell_ = 0;
};

}  // namespace

ScaleDistances scale_distances(const NumberSamples& samples) {
  const auto window = finite_part(samples.window.values);
  const auto n = static_cast<std::int64_t>(samples.reference.moments().size);
  const auto m = static_cast<std::int64_t>(window.size());
  if (n == 0 || m == 0) return {.wasserstein = kNotApplicable, .energy = kNotApplicable};
  ReferencePoints known(samples.reference);
  auto seen = window.begin();
  std::int64_t difference = 0;  // of the distribution functions, times n m
  double absolute = 0;
  double squared = 0;
  double before = 0;
  while (!known.at_end() || seen != window.end()) {
    const bool take_known = seen == window.end() || (!known.at_end() && known.value() <= *seen);
    const double value = take_known ? known.value() : *seen;
    if (difference != 0) {
      const double gap = std::abs(static_cast<double>(difference)) / (static_cast<double>(n) * static_cast<double>(m));
      const double width = std::min(value - before, kLargest);
      absolute += gap * width;
      squared += gap * gap * width;
    }
    before = value;
    if (take_known) {
      difference += m * known.count();
      known.next();
    } else {
      difference -= n;
      ++seen;
    }
  }
  return {.wasserstein = std::min(absolute, kLargest), .energy = std::sqrt(2 * std::min(squared, kLargest / 2))};
}

namespace {

double unit_of(const NumberSamples& samples) {
  const Moments& reference = samples.reference.moments();
  if (reference.deviation > 0) return reference.deviation;
  const double both = pooled_deviation(reference, moments_of(finite_part(samples.window.values)));
  return both > 0 ? both : 1;
}

}  // namespace

Evidence Wasserstein::compare_numbers(const NumberSamples& samples) const {
  const double distance = scale_distances(samples).wasserstein;
  return {.statistic = per_deviation_ ? distance / unit_of(samples) : distance};
}

Evidence Energy::compare_numbers(const NumberSamples& samples) const {
  const double distance = scale_distances(samples).energy;
  return {.statistic = per_deviation_ ? distance / std::sqrt(unit_of(samples)) : distance};
}

void declare_wasserstein(config::Catalogue<ComparisonPointer>& catalogue) {
  const auto declaration = config::Declaration<WassersteinParameters>("Wasserstein distance")
                               .optional("above", &WassersteinParameters::above, config::number({.above = 0}), kDistanceBoundDoc)
                               .optional("per_deviation", &WassersteinParameters::per_deviation, config::boolean(),
                                         "whether the distance is divided by the reference's deviation, or in the number's own unit");
  catalogue.add(
      {.name = "wasserstein",
       .summary = "Wasserstein distance: how far a number has moved on average, in deviations of the reference or in its own unit",
       .paper = "Vaserstein, Markov processes over denumerable products of spaces, Problems of Information Transmission 5, 1969",
       .guarantee = "heuristic: a distance, no error rate; without any change normal values come out near 1.3 sqrt(1 / reference "
                    "size + 1 / window size), so small windows cry wolf",
       .cost = "15 ns a value; 8 bytes a reference value and 12 a value of each window"},
      declaration, [](const WassersteinParameters& parameters) -> ComparisonPointer { return std::make_unique<Wasserstein>(parameters); });
}

void declare_energy(config::Catalogue<ComparisonPointer>& catalogue) {
  const auto declaration = config::Declaration<EnergyParameters>("energy distance")
                               .optional("above", &EnergyParameters::above, config::number({.above = 0}), kDistanceBoundDoc)
                               .optional("per_deviation", &EnergyParameters::per_deviation, config::boolean(),
                                         "whether the distance is divided by the root of the reference's deviation");
  catalogue.add(
      {.name = "energy",
       .summary = "energy distance: how far a number's distribution has moved along its scale, far moves counting more",
       .paper = "Szekely & Rizzo, Energy statistics, J. Statistical Planning and Inference 143, 2013",
       .guarantee = "heuristic: a distance, no error rate; without any change normal values come out near 1.06 sqrt(1 / reference "
                    "size + 1 / window size), so small windows cry wolf",
       .cost = "15 ns a value; 8 bytes a reference value and 12 a value of each window"},
      declaration, [](const EnergyParameters& parameters) -> ComparisonPointer { return std::make_unique<Energy>(parameters); });
}

}  // namespace driftd::detectors
