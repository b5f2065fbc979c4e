#include "detectors/stream/page_hinkley.h"

#include <algorithm>
#include <cmath>

namespace driftd::detectors {

PageHinkleyMethod::PageHinkleyMethod(const Parameters& parameters)
    : side_(parameters.semantics == Semantics::moa ? Side::up : parameters.side),
      divides_(parameters.semantics == Semantics::moa),
      first_judged_(
          static_cast<std::uint64_t>(parameters.warm_up - (parameters.semantics == Semantics::moa && parameters.warm_up > 1 ? 1 : 0))),
      delta_(parameters.delta),
      threshold_(parameters.threshold),
      alpha_(parameters.alpha) {}

inline void PageHinkleyMethod::take(State& state, double value) const {
  ++state.count;
  const auto count = static_cast<double>(state.count);
  // The two differ in the last bit, which a sum of a million of them can show.
  state.mean += divides_ ? (value - state.mean) / count : (1 / count) * (value - state.mean);
  const double deviation = value - state.mean;
  state.up = divides_ ? alpha_ * state.up + (deviation - delta_) : alpha_ * state.up + deviation - delta_;
  state.down = alpha_ * state.down + deviation + delta_;
  if (state.up < state.lowest_up) {
    state.lowest_up = state.up;
    state.count_at_lowest = state.count;
  }
  if (state.down > state.highest_down) {
    state.highest_down = state.down;
    state.count_at_highest = state.count;
  }
  if (state.count < first_judged_) return;
  state.level = rise(state) > threshold_ || fall(state) > threshold_ ? Level::drift : Level::stable;
}

Signal PageHinkleyMethod::signal(const State& state) const {
  Signal signal{.level = state.level, .window = state.count};
  if (state.level == Level::learning) return signal;
  const double risen = rise(state);
  const double fallen = fall(state);
  signal.statistic = std::max(risen, fallen);
  signal.threshold = threshold_;
  signal.since_change = state.count - (risen >= fallen ? state.count_at_lowest : state.count_at_highest);
  if (state.level == Level::drift) signal.direction = risen >= fallen ? Direction::up : Direction::down;
  return signal;
}

bool PageHinkleyMethod::is_whole(const State& state) const {
  const bool finite = std::isfinite(state.mean) && std::isfinite(state.up) && std::isfinite(state.down) &&
                      std::isfinite(state.highest_down) && (state.count == 0 || std::isfinite(state.lowest_up));
  return finite && (state.count < first_judged_) == (state.level == Level::learning) && !std::isnan(state.lowest_up) &&
         state.count_at_lowest <= state.count && state.count_at_highest <= state.count;
}

template class SteppingDetector<PageHinkleyMethod>;

void declare_page_hinkley(config::Catalogue<StreamDetectorPointer>& catalogue) {
  using Parameters = PageHinkleyParameters;
  const auto declaration =
      config::Declaration<Parameters>("Page-Hinkley test")
          .optional("warm_up", &Parameters::warm_up, config::integer({.min = 1, .max = 1'000'000'000}), "judge from this many values on")
          .optional("delta", &Parameters::delta, config::number({.min = 0, .max = 1e100}),
                    "a change of the mean that does not matter, in the unit of the values")
          .optional("threshold", &Parameters::threshold, config::number({.max = 1e100, .above = 0}),
                    "sum of deviations that is an alarm, in the unit of the values: larger means fewer false alarms and later true ones")
          .optional("alpha", &Parameters::alpha, config::number({.max = 1, .above = 0}),
                    "forgetting: what a deviation weighs one value later; 1 forgets nothing")
          .optional("side", &Parameters::side, side_shape(), kSideDoc)
          .optional("semantics", &Parameters::semantics, semantics_shape(), "whose details: \"moa\" looks at rises only");
  catalogue.add({.name = "page_hinkley",
                 .summary = "the sum of deviations from the running mean has come away from its extremum",
                 .paper = "Page, Continuous inspection schemes, Biometrika 41, 1954",
                 .guarantee = "heuristic; measured with its defaults on 1,000,000 unchanging 0/1 values: 19 false alarms at a rate of .05, "
                              "59 at .2, 101 at .5",
                 .cost = "about 8 ns a value; 80 bytes"},
                declaration,
                [](const Parameters& parameters) -> StreamDetectorPointer { return std::make_unique<PageHinkley>(parameters); });
}

}  // namespace driftd::detectors
