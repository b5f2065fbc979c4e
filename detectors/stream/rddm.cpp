#include "detectors/stream/rddm.h"

#include <algorithm>
#include <cmath>

namespace driftd::detectors {

namespace {

double deviation(double rate, std::uint64_t count) {
  return std::sqrt(std::max(0.0, rate * (1 - rate)) / static_cast<double>(count));
}

}  // namespace

inline void RddmMethod::take(State& state, double value) {
  newest_.push(value != 0);
  ++state.seen;
  ++state.count;
  state.rate += (value - state.rate) / static_cast<double>(state.count);
  if (state.count < static_cast<std::uint64_t>(parameters_.warm_up)) return;
  judge(state);
  if (state.level == Level::stable && state.count >= static_cast<std::uint64_t>(parameters_.max_concept)) shorten(state);
}

/// Returns p + s.
inline double RddmMethod::note_minimum(State& state) {
  const double spread = deviation(state.rate, state.count);
  const double sum = state.rate + spread;
  if (sum < state.lowest_sum) {
    state.lowest_rate = state.rate;
    state.lowest_deviation = spread;
    state.lowest_sum = sum;
  }
  return sum;
}

inline void RddmMethod::judge(State& state) const {
  const double sum = note_minimum(state);
  if (sum > state.lowest_rate + parameters_.drift * state.lowest_deviation) {
    ++state.warned;
    state.level = Level::drift;
  } else if (sum > state.lowest_rate + parameters_.warning * state.lowest_deviation) {
    ++state.warned;
    state.level = state.warned > static_cast<std::uint64_t>(parameters_.warning_limit) ? Level::drift : Level::warning;
  } else {
    state.warned = 0;
    state.level = Level::stable;
  }
}

void RddmMethod::shorten(State& state) const {
  state.count = 0;
  state.rate = 0;
  state.lowest_sum = std::numeric_limits<double>::infinity();
  for (std::size_t age = newest_.size(); age-- > 0;) {
    ++state.count;
    state.rate += (static_cast<double>(newest_.at_age(age)) - state.rate) / static_cast<double>(state.count);
    if (state.count >= static_cast<std::uint64_t>(parameters_.warm_up)) note_minimum(state);
  }
}

Signal RddmMethod::signal(const State& state) const {
  Signal signal{.level = state.level, .window = state.count};
  if (state.level == Level::learning) return signal;
  signal.statistic = state.rate + deviation(state.rate, state.count);
  signal.threshold = state.lowest_rate + parameters_.drift * state.lowest_deviation;
  if (state.warned > static_cast<std::uint64_t>(parameters_.warning_limit)) {
    signal.threshold = std::min(signal.threshold, state.lowest_rate + parameters_.warning * state.lowest_deviation);
  }
  signal.since_change = std::min(state.warned, state.count);
  if (state.level == Level::drift) signal.direction = Direction::up;
  return signal;
}

bool RddmMethod::is_whole(const State& state) const {
  const auto is_share = [](double value) { return value >= 0 && value <= 1; };
  const bool learning = state.seen < static_cast<std::uint64_t>(parameters_.warm_up);
  const bool held = newest_.size() == std::min(state.seen, static_cast<std::uint64_t>(parameters_.min_concept));
  const bool warned = (state.warned > 0) == (state.level == Level::warning || state.level == Level::drift);
  return held && warned && learning == (state.level == Level::learning) && state.count <= state.seen && state.warned <= state.seen &&
         newest_.size() <= state.count && is_share(state.rate) && is_share(state.lowest_rate) && is_share(state.lowest_deviation) &&
         state.lowest_sum >= 0;
}

template class SteppingDetector<RddmMethod>;

void declare_rddm(config::Catalogue<StreamDetectorPointer>& catalogue) {
  using Parameters = RddmParameters;
  const auto declaration =
      config::Declaration<Parameters>("reactive drift detection method")
          .optional("warm_up", &Parameters::warm_up, config::integer({.min = 1, .max = 1'000'000'000}), "judge from this many values on")
          .optional("warning", &Parameters::warning, config::number({.min = 0, .max = 100}),
                    "deviations above the minimum that are a warning")
          .optional("drift", &Parameters::drift, config::number({.min = 0, .max = 100}), "deviations above the minimum that are drift")
          .optional("max_concept", &Parameters::max_concept, config::integer({.min = 2, .max = 1'000'000'000}),
                    "a steady stream's rate is taken anew when it is of this many values")
          .optional("min_concept", &Parameters::min_concept, config::integer({.min = 1, .max = 1'000'000}),
                    "from this many of the newest, a byte each")
          .optional("warning_limit", &Parameters::warning_limit, config::integer({.min = 1, .max = 1'000'000'000}),
                    "a warning that lasts longer is drift")
          .check([](const Parameters& parameters, const std::string& path, config::Problems& problems) {
            if (parameters.warning > parameters.drift) {
              problems.push_back({config::step_into(path, "warning"), "must not be above \"drift\": a warning comes before the drift"});
            }
            if (parameters.min_concept >= parameters.max_concept || parameters.min_concept < parameters.warm_up) {
              problems.push_back({config::step_into(path, "min_concept"), "must be below \"max_concept\" and not below \"warm_up\""});
            }
          });
  catalogue.add(
      {.name = "rddm",
       .summary = "the error rate has risen above the lowest it has been, with long steady stretches shortened",
       .paper = "Barros, Cabral, Goncalves & Santos, RDDM: reactive drift detection method, Expert Systems with Applications 90, 2017",
       .guarantee = "heuristic; measured with its defaults on 1,000,000 unchanging 0/1 values: 105 false alarms at a rate of .05, 68 at "
                    ".2, 53 at .5",
       .cost = "about 17 ns a value; 7 kB"},
      declaration, [](const Parameters& parameters) -> StreamDetectorPointer { return std::make_unique<Rddm>(parameters); });
}

}  // namespace driftd::detectors
