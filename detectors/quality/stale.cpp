#include "detectors/quality/stale.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace driftd::detectors {
namespace {

double seconds_of(config::Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

/// Whole seconds for people, within what a duration holds.
std::string for_people(double seconds) {
  constexpr double kMost = 1e9;
  return config::format_duration(std::chrono::seconds(std::llround(std::min(seconds, kMost))));
}

}  // namespace

void StaleMethod::Sums::merge(const Sums& other) {
  gaps += other.gaps;
  longest = std::max(longest, other.longest);
}

void StaleMethod::Sums::save(StateWriter& state) const {
  state.put(gaps);
  state.put(longest);
}

void StaleMethod::Sums::load(StateReader& state) {
  state.get(gaps);
  state.get(longest);
  if (!(longest >= 0) || std::isinf(longest)) state.fail();
}

void StaleMethod::learn(std::span<const double> reference) {
  reference_ = {};
  count(reference, reference_);
}

void StaleMethod::count(std::span<const double> gaps, Sums& sums) const {
  for (const double gap : gaps) {
    if (!std::isfinite(gap)) continue;
    ++sums.gaps;
    sums.longest = std::max(sums.longest, gap);
  }
}

double StaleMethod::limit() const {
  return std::max(parameters_.times * reference_.longest, seconds_of(parameters_.at_least));
}

QualityFinding StaleMethod::judge(const Sums& sums) const {
  if (reference_.gaps == 0 || sums.gaps == 0) return {.signal = {.window = sums.gaps}, .text = {}};
  QualityFinding finding{.signal = {.level = sums.longest > limit() ? Level::drift : Level::stable,
                                    .statistic = sums.longest,
                                    .threshold = limit(),
                                    .window = sums.gaps},
                         .text = {}};
  if (finding.signal.level == Level::drift)
    finding.text =
        fmt::format("no rows for {} against at most {} in the reference", for_people(sums.longest), for_people(reference_.longest));
  return finding;
}

void declare_stale(config::Catalogue<QualityCheckPointer>& catalogue) {
  const auto declaration =
      config::Declaration<StaleParameters>("a silence of the feed")
          .optional("times", &StaleParameters::times, config::number({.min = 1, .max = 1e6}),
                    "a silence is too long from so many times the longest of the reference")
          .optional("at_least", &StaleParameters::at_least, config::duration(std::chrono::seconds(1), std::chrono::hours(24 * 3650)),
                    "shorter silences are never too long");
  catalogue.add({.name = "stale",
                 .summary = "no rows for much longer than the reference ever had to wait, by the events' times",
                 .paper = "",
                 .guarantee = "heuristic: with its defaults silent on the three of ten real streams that have times of their own (gaps of "
                              "up to 4 times the reference's longest)",
                 .cost = "1 ns a row; 16 bytes a model"},
                declaration, [](const StaleParameters& parameters) -> QualityCheckPointer { return std::make_unique<Stale>(parameters); });
}

}  // namespace driftd::detectors
