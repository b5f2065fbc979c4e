#include "detectors/quality/frozen.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <vector>

namespace driftd::detectors {
namespace {

/// How often a value was followed by itself.
struct Stays {
  std::uint64_t pairs = 0;
  std::uint64_t same = 0;
};

/// The most frequent value, where it is a habit (a twentieth of all) and not just the first among many.
double usual_value_of(std::vector<double> values) {
  std::ranges::sort(values);
  double usual = kNotApplicable;
  std::ptrdiff_t most = std::max<std::ptrdiff_t>(1, static_cast<std::ptrdiff_t>(values.size()) / 20);
  for (auto run = values.begin(); run != values.end();) {
    const auto next = std::upper_bound(run, values.end(), *run);
    if (next - run > most) {
      most = next - run;
      usual = *run;
    }
    run = next;
  }
  return usual;
}

std::size_t distinct_of(std::vector<double> values) {
  std::ranges::sort(values);
  return static_cast<std::size_t>(std::ranges::unique(values).begin() - values.begin());
}

double likely_length(const Stays& stays, double alpha) {
  if (stays.pairs == stays.same) return std::numeric_limits<double>::infinity();
  const double most = boost::math::binomial_distribution<double>::find_upper_bound_on_p(static_cast<double>(stays.pairs),
                                                                                        static_cast<double>(stays.same), alpha);
  return 1 + std::log(alpha) / std::log(most);
}

}  // namespace

void FrozenMethod::Sums::add(double value) {
  if (std::isnan(value)) return;
  if (value == last.value) {
    ++last.length;
  } else {
    last = {.value = value, .length = 1};
  }
  const bool only_run = values == first.length;
  if (only_run && (values == 0 || value == first.value)) first = {.value = value, .length = first.length + 1};
  ++values;
  remember(last);
}

void FrozenMethod::Sums::remember(const Run& run) {
  longest[kind_of(run)] = std::max(longest[kind_of(run)], run.length);
}

void FrozenMethod::Sums::clear() {
  values = 0;
  first = {};
  longest = {};
}

void FrozenMethod::Sums::merge(const Sums& next) {
  if (next.values == 0) return;
  const bool joins = last.length > 0 && last.value == next.first.value;
  const Run joined{.value = next.first.value, .length = next.first.length + (joins ? last.length : 0)};
  if (values == first.length && (values == 0 || first.value == next.first.value))
    first = {.value = next.first.value, .length = first.length + next.first.length};
  for (const Kind kind : {usual, other}) longest[kind] = std::max(longest[kind], next.longest[kind]);
  remember(joined);
  last = next.first.length == next.values ? joined : next.last;
  values += next.values;
}

void FrozenMethod::Sums::save(StateWriter& state) const {
  state.put(values);
  for (const Run& run : {first, last}) {
    state.put(run.value);
    state.put(run.length);
  }
  for (const auto length : longest) state.put(length);
}

void FrozenMethod::Sums::load(StateReader& state) {
  state.get(values);
  for (Run* run : {&first, &last}) {
    state.get(run->value);
    state.get(run->length);
  }
  for (auto& length : longest) state.get(length);
  if (first.length > values) state.fail();
}

void FrozenMethod::learn(std::span<const double> reference) {
  std::vector<double> present;
  std::ranges::copy_if(reference, std::back_inserter(present), [](double value) { return !std::isnan(value); });
  usual_value_ = usual_value_of(present);
  Sums sums = none();
  count(present, sums);
  longest_ = sums.longest;
  std::array<Stays, 2> stays{};
  for (std::size_t i = 1; i < present.size(); ++i) {
    Stays& kind = stays[present[i - 1] == usual_value_ ? usual : other];
    ++kind.pairs;
    if (present[i] == present[i - 1]) ++kind.same;
  }
  const bool judged = distinct_of(present) >= static_cast<std::size_t>(parameters_.distinct);
  for (const Kind kind : {usual, other}) {
    limits_[kind] = std::numeric_limits<double>::infinity();
    if (!judged) continue;
    limits_[kind] = std::ceil(std::max({static_cast<double>(parameters_.at_least), parameters_.times * static_cast<double>(longest_[kind]),
                                        likely_length(stays[kind], parameters_.alpha)}));
  }
}

void FrozenMethod::count(std::span<const double> values, Sums& sums) const {
  for (const double value : values) sums.add(value);
}

QualityFinding FrozenMethod::judge(const Sums& sums) const {
  const auto excess = [&](Kind kind) { return static_cast<double>(sums.longest[kind]) / limits_[kind]; };
  const Kind kind = excess(usual) > excess(other) || std::isinf(limits_[other]) ? usual : other;
  if (sums.values == 0 || std::isinf(limits_[kind])) return {.signal = {.window = sums.values}, .text = {}};
  const auto length = sums.longest[kind];
  QualityFinding finding{.signal = {.level = excess(kind) >= 1 ? Level::drift : Level::stable,
                                    .statistic = static_cast<double>(length),
                                    .threshold = limits_[kind],
                                    .window = sums.values},
                         .text = {}};
  if (finding.signal.level == Level::drift)
    finding.text = fmt::format("the same value {} times in a row against at most {} in the reference", length, longest_[kind]);
  return finding;
}

void FrozenMethod::save(StateWriter& state) const {
  state.put(usual_value_);
  for (const auto length : longest_) state.put(length);
  for (const auto limit : limits_) state.put(limit);
}

void FrozenMethod::load(StateReader& state) {
  state.get(usual_value_);
  for (auto& length : longest_) state.get(length);
  for (auto& limit : limits_) {
    state.get(limit);
    if (!(limit >= 1)) state.fail();
  }
}

bool Frozen::suspects(std::span<const double> newest, std::size_t fresh) const {
  constexpr double kPart = 0.25;
  FrozenMethod::Sums run = sums();
  method().count(newest.last(std::min(fresh, newest.size())), run);
  return static_cast<double>(run.last.length) >= kPart * method().limit(run.kind_of(run.last));
}

void declare_frozen(config::Catalogue<QualityCheckPointer>& catalogue) {
  const auto declaration = config::Declaration<FrozenParameters>("a run of one value")
                               .optional("at_least", &FrozenParameters::at_least, config::integer({.min = 2, .max = 1'000'000}),
                                         "shorter runs are never too long")
                               .optional("times", &FrozenParameters::times, config::number({.min = 1, .max = 1000}),
                                         "a run is too long from so many times the longest of the reference")
                               .optional("distinct", &FrozenParameters::distinct, config::integer({.min = 2, .max = 1'000'000}),
                                         "features of fewer distinct values in the reference are not judged")
                               .optional("alpha", &FrozenParameters::alpha, config::number({.above = 0, .below = 0.5}),
                                         "probability that chance makes a run as long, at any one place");
  catalogue.add(
      {.name = "frozen",
       .summary = "a feature that stopped moving: a run of one value far longer than the reference ever had and than chance brings",
       .paper = "Feller, An Introduction to Probability Theory and Its Applications I, chapter XIII, 1968, on runs",
       .guarantee = "heuristic: with its defaults, on ten real streams with drift, it spoke up where values had been filled in (ozone, 26 "
                    "features at once) and nowhere else",
       .cost = "4 ns a value; 100 bytes a feature"},
      declaration, [](const FrozenParameters& parameters) -> QualityCheckPointer { return std::make_unique<Frozen>(parameters); });
}

}  // namespace driftd::detectors
