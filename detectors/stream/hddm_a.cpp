#include "detectors/stream/hddm_a.h"

#include <algorithm>
#include <cmath>

namespace driftd::detectors {

namespace {

/// Half the variance's place in the bound on z - x: (n - k) / (k n) / 2.
double half_of_m(std::uint64_t count, std::uint64_t cut) {
  return static_cast<double>(count - cut) / static_cast<double>(cut) * (1.0 / static_cast<double>(count)) / 2;
}

}  // namespace

HddmAMethod::HddmAMethod(const Parameters& parameters)
    : side_(parameters.side),
      cut_log_(std::log(1.0 / parameters.drift)),
      drift_log_(std::log(2.0 / parameters.drift)),
      warning_log_(std::log(2.0 / parameters.warning)),
      first_judged_(static_cast<std::uint64_t>(std::floor(2 * warning_log_))) {}

inline Level HddmAMethod::judge(double difference, std::uint64_t count, std::uint64_t cut) const {
  if (difference <= 0) return Level::stable;
  const double half = half_of_m(count, cut);
  if (difference >= std::sqrt(half * drift_log_)) return Level::drift;
  return difference >= std::sqrt(half * warning_log_) ? Level::warning : Level::stable;
}

inline void HddmAMethod::take(State& state, double value) const {
  ++state.count;
  const auto count = static_cast<double>(state.count);
  state.mean += (1 / count) * (value - state.mean);
  const double bound = std::sqrt(1.0 / (2 * count) * cut_log_);
  if (state.low_count == 0 || state.low_bound >= state.mean + bound) {
    state.low_count = state.count;
    state.low_mean = state.mean;
    state.low_bound = state.mean + bound;
  }
  if (state.high_count == 0 || state.high_bound <= state.mean - bound) {
    state.high_count = state.count;
    state.high_mean = state.mean;
    state.high_bound = state.mean - bound;
  }
  if (state.count < first_judged_) return;
  const Level up = side_ == Side::down ? Level::stable : judge(state.mean - state.low_mean, state.count, state.low_count);
  const Level down = side_ == Side::up ? Level::stable : judge(state.high_mean - state.mean, state.count, state.high_count);
  state.level = std::max(up, down);
  state.direction = up >= down ? Direction::up : Direction::down;
}

Signal HddmAMethod::signal(const State& state) const {
  Signal signal{.level = state.level, .window = state.count};
  if (state.level == Level::learning) return signal;
  const bool up = side_ == Side::up || (side_ == Side::both && state.direction == Direction::up);
  const std::uint64_t cut = up ? state.low_count : state.high_count;
  signal.statistic = up ? state.mean - state.low_mean : state.high_mean - state.mean;
  signal.threshold = std::sqrt(half_of_m(state.count, cut) * drift_log_);
  signal.since_change = state.count - cut;
  if (state.level == Level::drift) signal.direction = state.direction;
  return signal;
}

bool HddmAMethod::is_whole(const State& state) const {
  const auto is_share = [](double value) { return value >= 0 && value <= 1; };
  const bool learning = state.count < first_judged_ || state.count == 0;
  const auto is_cut = [&state](std::uint64_t cut) { return cut <= state.count && (cut > 0) == (state.count > 0); };
  return learning == (state.level == Level::learning) && state.direction <= Direction::down && is_cut(state.low_count) &&
         is_cut(state.high_count) && is_share(state.mean) && is_share(state.low_mean) && is_share(state.high_mean) &&
         std::isfinite(state.low_bound) && std::isfinite(state.high_bound);
}

template class SteppingDetector<HddmAMethod>;

void declare_hddm_a(config::Catalogue<StreamDetectorPointer>& catalogue) {
  using Parameters = HddmAParameters;
  const auto declaration =
      config::Declaration<Parameters>("Hoeffding's drift detection method, on averages")
          .optional("drift", &Parameters::drift, config::number({.above = 0, .below = 1}),
                    "confidence of drift: smaller means fewer false alarms and later true ones")
          .optional("warning", &Parameters::warning, config::number({.above = 0, .below = 1}), "confidence of a warning")
          .optional("side", &Parameters::side, side_shape(), kSideDoc)
          .check([](const Parameters& parameters, const std::string& path, config::Problems& problems) {
            if (parameters.warning < parameters.drift) {
              problems.push_back({config::step_into(path, "warning"), "must not be below \"drift\": a warning needs less confidence"});
            }
          });
  catalogue.add(
      {.name = "hddm_a",
       .summary = "the mean lies above the lowest that it surely was, by Hoeffding's inequality",
       .paper = "Frias-Blanco et al., Online and non-parametric drift detection methods based on Hoeffding's bounds, IEEE TKDE 27, 2015",
       .guarantee = "heuristic: the inequality holds for one fixed point of the past, and the luckiest is taken; measured with its "
                    "defaults on 1,000,000 unchanging 0/1 values: no false alarm at a rate of .05, 2 at .2, 5 at .5",
       .cost = "about 14 ns a value; 72 bytes"},
      declaration, [](const Parameters& parameters) -> StreamDetectorPointer { return std::make_unique<HddmA>(parameters); });
}

}  // namespace driftd::detectors
