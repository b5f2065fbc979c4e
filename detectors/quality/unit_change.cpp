#include "detectors/quality/unit_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace driftd::detectors {
namespace {

constexpr std::size_t kFewestValues = 20;
constexpr std::size_t kFewestDistinct = 10;
constexpr std::size_t kPart = 50;
constexpr double kFarApart = 0.7;
constexpr double kMostOwnDistance = 0.35;
constexpr double kMostOwnDistanceOfLarge = 0.6;
constexpr double kLargeFactor = 50;
constexpr double kPreferTens = 0.1;
constexpr std::size_t kFewestUsual = 100;
constexpr double kLeastGain = 0.4;
constexpr double kKolmogorov = 1.36;  // P(sqrt(n) D > 1.36) = 0.05

struct Conversion {
  double factor;
  double offset;
};

/// Each factor also the other way round.
constexpr std::array kFactors{60.0,       3600.0,      24.0,         86400.0, 2.54,   3.28084,   1.609344,
                              2.20462262, 3.785411784, 28.349523125, 3.6,     1024.0, 1048576.0, 180 / std::numbers::pi};
constexpr int kMostTens = 9;
constexpr std::array kTemperatures{Conversion{1.8, 32}, Conversion{1 / 1.8, -32 / 1.8}, Conversion{1, 273.15}, Conversion{1, -273.15}};

/// Powers of ten first.
const std::vector<double>& factors() {
  static const auto all = [] {
    std::vector<double> list;
    const auto both_ways = [&list](double factor) {
      list.push_back(factor);
      list.push_back(1 / factor);
    };
    for (int tens = 1; tens <= kMostTens; ++tens) both_ways(std::pow(10.0, tens));
    for (const double factor : kFactors) both_ways(factor);
    return list;
  }();
  return all;
}

bool is_far_from_one(double factor, double least) {
  const double size = std::abs(factor);
  return size >= least || size <= 1 / least;
}

std::size_t distinct(std::span<const double> sorted) {
  std::size_t count = sorted.empty() ? 0 : 1;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (sorted[i] != sorted[i - 1]) ++count;
  }
  return count;
}

double median_of_absolutes(std::span<const double> values) {
  std::vector<double> absolutes(values.size());
  std::ranges::transform(values, absolutes.begin(), [](double value) { return std::abs(value); });
  const auto middle = absolutes.begin() + static_cast<std::ptrdiff_t>(absolutes.size() / 2);
  std::ranges::nth_element(absolutes, middle);
  return *middle;
}

/// As many of the sorted values as there is room for, evenly.
std::vector<double> thinned(const std::vector<double>& sorted, std::size_t most) {
  if (sorted.size() <= most) return sorted;
  std::vector<double> quantiles(most);
  for (std::size_t i = 0; i < most; ++i) quantiles[i] = sorted[(2 * i + 1) * sorted.size() / (2 * most)];
  return quantiles;
}

bool can_be_judged(double value) {
  return std::isfinite(value) && value != 0;
}

}  // namespace

void UnitChangeMethod::Sums::merge(const Sums& other) {
  const auto room = kMostValues - values.size();
  values.insert(values.end(), other.values.begin(),
                other.values.begin() + static_cast<std::ptrdiff_t>(std::min(room, other.values.size())));
}

void UnitChangeMethod::Sums::load(StateReader& state) {
  state.get(values);
  if (values.size() > kMostValues) {
    state.fail();
    values.clear();
  }
  values.reserve(kMostValues);
}

UnitChangeMethod::Sums UnitChangeMethod::none() const {
  Sums sums;
  if (!reference_.empty()) sums.values.reserve(kMostValues);
  return sums;
}

void UnitChangeMethod::take_for_usual(std::span<const double> given) {
  std::vector<double> values;
  std::ranges::copy_if(given, std::back_inserter(values), can_be_judged);
  auto sorted = values;
  std::ranges::sort(sorted);
  if (distinct(sorted) < kFewestDistinct) return;
  reference_ = thinned(sorted, kMostValues);
  typical_ = median_of_absolutes(values);
  own_distance_ = 0;
  std::vector<double> part;
  for (std::size_t from = 0; from + kPart <= values.size(); from += kPart) {
    part.assign(values.begin() + static_cast<std::ptrdiff_t>(from), values.begin() + static_cast<std::ptrdiff_t>(from + kPart));
    std::ranges::sort(part);
    own_distance_ = std::max(own_distance_, distance(part, 1, 0));
  }
}

void UnitChangeMethod::count(std::span<const double> values, Sums& sums) const {
  if (reference_.empty()) return;
  for (const double value : values) {
    if (sums.values.size() == kMostValues) return;
    if (can_be_judged(value)) sums.values.push_back(value);
  }
}

/// Kolmogorov and Smirnov's D of the values, converted back, against the reference.
double UnitChangeMethod::distance(std::span<const double> sorted, double factor, double offset) const {
  const auto n = static_cast<double>(sorted.size());
  const auto m = static_cast<double>(reference_.size());
  const auto value = [&](std::size_t i) { return (sorted[factor < 0 ? sorted.size() - 1 - i : i] - offset) / factor; };
  double most = 0;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < sorted.size() && j < reference_.size()) {
    const double at = std::min(value(i), reference_[j]);
    while (i < sorted.size() && value(i) <= at) ++i;
    while (j < reference_.size() && reference_[j] <= at) ++j;
    most = std::max(most, std::abs(static_cast<double>(i) / n - static_cast<double>(j) / m));
  }
  return most;
}

std::optional<UnitChangeMethod::Fit> UnitChangeMethod::best_fit(std::span<const double> sorted) const {
  std::optional<Fit> best;
  const auto try_it = [&](double factor, double offset) {
    const double reached = distance(sorted, factor, offset);
    const double tens = std::log10(std::abs(factor));
    const bool plain = offset == 0 && std::abs(tens - std::round(tens)) < 1e-9;
    if (!best || reached < best->distance - (plain ? 0 : kPreferTens)) best = Fit{.factor = factor, .offset = offset, .distance = reached};
  };
  for (const double factor : factors()) {
    if (is_far_from_one(factor, parameters_.least)) try_it(factor, 0);
  }
  const bool one_sign = reference_.front() > 0 || reference_.back() < 0;
  if (one_sign) try_it(-1, 0);
  if (parameters_.temperatures) {
    for (const Conversion& conversion : kTemperatures) try_it(conversion.factor, conversion.offset);
  }
  if (parameters_.any_factor) {
    const double ratio = median_of_absolutes(sorted) / typical_;
    if (can_be_judged(ratio) && is_far_from_one(ratio, parameters_.least)) try_it(ratio, 0);
  }
  return best;
}

double UnitChangeMethod::close_enough(const Fit& fit, std::size_t values) const {
  const bool large = is_far_from_one(fit.factor, kLargeFactor);
  const double own =
      large ? std::clamp(own_distance_, kMostOwnDistance, kMostOwnDistanceOfLarge) : std::min(own_distance_, kMostOwnDistance);
  return std::max(kKolmogorov / std::sqrt(static_cast<double>(values)), own);
}

QualityFinding UnitChangeMethod::judge(const Sums& sums) const {
  const auto size = sums.values.size();
  if (reference_.empty() || size < kFewestValues) return {.signal = {.window = size}, .text = {}};
  sorted_ = sums.values;
  std::ranges::sort(sorted_);
  QualityFinding finding{.signal = {.level = Level::stable, .statistic = 1, .threshold = parameters_.least, .window = size}, .text = {}};
  const double as_it_came = distance(sorted_, 1, 0);
  if (as_it_came < kFarApart || distinct(sorted_) < kFewestDistinct) return finding;
  const auto fit = best_fit(sorted_);
  if (!fit || fit->distance > close_enough(*fit, size) || as_it_came - fit->distance < kLeastGain) return finding;
  finding.signal.level = Level::drift;
  finding.signal.statistic = fit->factor;
  finding.text = fit->offset == 0
                     ? fmt::format("its values are {:.6g} times those before: another unit", fit->factor)
                     : fmt::format("its values are {:.6g} times those before, {:+.6g}: another unit", fit->factor, fit->offset);
  return finding;
}

void UnitChangeMethod::save(StateWriter& state) const {
  state.put(reference_);
  state.put(own_distance_);
  state.put(typical_);
}

void UnitChangeMethod::load(StateReader& state) {
  state.get(reference_);
  state.get(own_distance_);
  state.get(typical_);
  if (reference_.size() <= kMostValues && std::ranges::is_sorted(reference_)) return;
  state.fail();
  reference_.clear();
}

void UnitChange::clear(bool sound) {
  if (sound && sums().values.size() >= kFewestUsual) method().take_for_usual(sums().values);
  SummedCheck::clear(sound);
}

bool UnitChange::suspects(std::span<const double> newest, std::size_t /*fresh*/) const {
  return judge_alone(newest.last(std::min(newest.size(), kFewestValues))).signal.level == Level::drift;
}

void declare_unit_change(config::Catalogue<QualityCheckPointer>& catalogue) {
  const auto declaration =
      config::Declaration<UnitChangeParameters>("a change of unit")
          .optional("any_factor", &UnitChangeParameters::any_factor, config::boolean(), "also factors that are no conversion that is known")
          .optional("temperatures", &UnitChangeParameters::temperatures, config::boolean(),
                    "also Celsius, Fahrenheit and Kelvin, in place of one another")
          .optional("least", &UnitChangeParameters::least, config::number({.min = 1.01, .max = 1e6}),
                    "factors nearer to 1 than this, either way, are left alone");
  catalogue.add(
      {.name = "unit_change",
       .summary =
           "a number that arrives in another unit: a known factor lies between it and what came before, and divided by it they look alike",
       .paper = "Smirnov, Table for estimating the goodness of fit of empirical distributions, Ann. Math. Stat. 19, 1948",
       .guarantee = "heuristic: with its defaults silent on ten real streams with drift",
       .cost = "40 ns a value; 12 kB a feature"},
      declaration, [](const UnitChangeParameters& parameters) -> QualityCheckPointer { return std::make_unique<UnitChange>(parameters); });
}

}  // namespace driftd::detectors
