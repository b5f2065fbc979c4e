#include "detectors/stream/stepd.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace driftd::detectors {

namespace {

/// The Z whose two-sided p-value this is.
double statistic_of(double p_value) {
  return quantile(complement(boost::math::normal_distribution<double>(), p_value / 2));
}

}  // namespace

StepdMethod::StepdMethod(const Parameters& parameters)
    : side_(parameters.side),
      size_(static_cast<std::uint32_t>(parameters.window)),
      drift_(parameters.drift),
      drift_statistic_(statistic_of(parameters.drift)),
      warning_statistic_(statistic_of(parameters.warning)),
      newest_(size_) {}

inline StepdMethod::Test StepdMethod::test(const State& state) const {
  const auto newest = static_cast<double>(size_);
  const auto older = static_cast<double>(state.count - size_);
  const double inverse_sizes = 1 / older + 1 / newest;
  const double rate = (static_cast<double>(state.older_errors) + state.newest_errors) / (older + newest);
  const double rise = state.newest_errors / newest - static_cast<double>(state.older_errors) / older;
  const double corrected = std::abs(rise) - inverse_sizes / 2;
  const bool differs = corrected > 0;  // then neither all nor none are errors
  return {.statistic = differs ? corrected / std::sqrt(rate * (1 - rate) * inverse_sizes) : 0, .up = rise >= 0};
}

inline void StepdMethod::take(State& state, double value) {
  const bool error = value != 0;
  const std::uint32_t aged = newest_.push(error);
  state.older_errors += aged;
  state.newest_errors += (error ? 1U : 0U) - aged;
  if (++state.count < 2 * std::uint64_t{size_}) return;
  const Test now = test(state);
  state.level = Level::stable;
  if (!looks(now.up)) return;
  if (now.statistic > drift_statistic_) {
    state.level = Level::drift;
  } else if (now.statistic > warning_statistic_) {
    state.level = Level::warning;
  }
}

Signal StepdMethod::signal(const State& state) const {
  Signal signal{.level = state.level, .window = state.count};
  if (state.level == Level::learning) return signal;
  const Test now = test(state);
  signal.statistic = now.statistic;
  signal.p_value = 2 * cdf(complement(boost::math::normal_distribution<double>(), now.statistic));
  signal.threshold = drift_;
  signal.since_change = size_;
  if (state.level == Level::drift) signal.direction = now.up ? Direction::up : Direction::down;
  return signal;
}

bool StepdMethod::is_whole(const State& state) const {
  const std::uint64_t older = state.count - newest_.size();
  return newest_.size() == std::min<std::uint64_t>(state.count, size_) && state.newest_errors == newest_.errors_of_newest(newest_.size()) &&
         state.older_errors <= older && (state.count < 2 * std::uint64_t{size_}) == (state.level == Level::learning);
}

template class SteppingDetector<StepdMethod>;

void declare_stepd(config::Catalogue<StreamDetectorPointer>& catalogue) {
  using Parameters = StepdParameters;
  const auto declaration =
      config::Declaration<Parameters>("statistical test of equal proportions")
          .optional("window", &Parameters::window, config::integer({.min = 2, .max = 1'000'000}),
                    "newest values that are held against all before them")
          .optional("drift", &Parameters::drift, config::number({.above = 0, .below = 1}), "drift where the p-value is below this")
          .optional("warning", &Parameters::warning, config::number({.above = 0, .below = 1}), "a warning where it is below this")
          .optional("side", &Parameters::side, side_shape(), kSideDoc)
          .check([](const Parameters& parameters, const std::string& path, config::Problems& problems) {
            if (parameters.warning < parameters.drift) {
              problems.push_back({config::step_into(path, "warning"), "must not be below \"drift\": a warning needs less evidence"});
            }
          });
  catalogue.add({.name = "stepd",
                 .summary = "the share of errors among the newest values differs from that among all before them",
                 .paper = "Nishida & Yamauchi, Detecting concept drift using statistical testing, Discovery Science 2007",
                 .guarantee = "heuristic: a test at every value; measured with its defaults on 1,000,000 unchanging 0/1 values: 367 false "
                              "alarms at a rate of .05, 324 at .2, 301 at .5",
                 .cost = "about 16 ns a value; a byte a value of the window, 120 bytes"},
                declaration, [](const Parameters& parameters) -> StreamDetectorPointer { return std::make_unique<Stepd>(parameters); });
}

}  // namespace driftd::detectors
