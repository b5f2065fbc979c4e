#include "detectors/stream/fhddm.h"

#include <algorithm>
#include <cmath>

namespace driftd::detectors {

namespace {

double hoeffding(double delta, std::uint32_t size) {
  return std::sqrt(std::log(1 / delta) / (2 * static_cast<double>(size)));
}

}  // namespace

FhddmMethod::FhddmMethod(const Parameters& parameters)
    : side_(parameters.side),
      size_(static_cast<std::uint32_t>(parameters.window)),
      short_size_(static_cast<std::uint32_t>(parameters.short_window)),
      bound_(hoeffding(parameters.delta, size_)),
      outcomes_(size_) {
  if (short_size_ > 0) short_bound_ = hoeffding(parameters.delta, short_size_);
}

inline void FhddmMethod::take(State& state, double value) {
  const bool error = value != 0;
  if (short_size_ > 0) {
    if (state.count >= short_size_) state.newest.errors -= outcomes_.at_age(short_size_ - 1);
    state.newest.errors += error ? 1 : 0;
  }
  state.whole.errors -= outcomes_.push(error);
  state.whole.errors += error ? 1 : 0;
  if (++state.count < size_) return;
  note(state.whole, state);
  bool alarm = alarms(state.whole, size_, bound_);
  if (short_size_ > 0) {
    note(state.newest, state);
    alarm = alarm || alarms(state.newest, short_size_, short_bound_);
  }
  state.level = alarm ? Level::drift : Level::stable;
}

inline void FhddmMethod::note(Extremes& extremes, const State& state) const {
  if (extremes.errors < extremes.fewest || state.count == size_) {
    extremes.fewest = extremes.errors;
    extremes.count_at_fewest = state.count;
  }
  if (extremes.errors > extremes.most || state.count == size_) {
    extremes.most = extremes.errors;
    extremes.count_at_most = state.count;
  }
}

inline bool FhddmMethod::alarms(const Extremes& extremes, double size, double bound) const {
  const bool rose = side_ != Side::down && (extremes.errors - extremes.fewest) / size > bound;
  const bool fell = side_ != Side::up && (extremes.most - extremes.errors) / size > bound;
  return rose || fell;
}

Signal FhddmMethod::evidence(const Extremes& extremes, const State& state, double size, double bound) const {
  const std::uint32_t risen = side_ == Side::down ? 0 : extremes.errors - extremes.fewest;
  const std::uint32_t fallen = side_ == Side::up ? 0 : extremes.most - extremes.errors;
  const bool up = side_ == Side::up || (side_ == Side::both && risen >= fallen);
  Signal signal{.level = state.level, .window = state.count};
  signal.statistic = (up ? risen : fallen) / size;
  signal.threshold = bound;
  signal.since_change = state.count - (up ? extremes.count_at_fewest : extremes.count_at_most);
  if (state.level == Level::drift) signal.direction = up ? Direction::up : Direction::down;
  return signal;
}

Signal FhddmMethod::signal(const State& state) const {
  if (state.level == Level::learning) return {.level = state.level, .window = state.count};
  const Signal whole = evidence(state.whole, state, size_, bound_);
  if (short_size_ == 0) return whole;
  const Signal newest = evidence(state.newest, state, short_size_, short_bound_);
  return newest.statistic * whole.threshold > whole.statistic * newest.threshold ? newest : whole;
}

bool FhddmMethod::is_whole(const State& state) const {
  const bool full = state.count >= size_;
  const auto fits = [&state, full](const Extremes& extremes, std::uint32_t size) {
    const bool ordered = extremes.fewest <= extremes.errors && extremes.errors <= extremes.most && extremes.most <= size;
    return (!full || ordered) && extremes.count_at_fewest <= state.count && extremes.count_at_most <= state.count;
  };
  const bool counted = state.whole.errors == outcomes_.errors_of_newest(outcomes_.size()) &&
                       state.newest.errors == outcomes_.errors_of_newest(std::min<std::uint64_t>(short_size_, state.count));
  return outcomes_.size() == std::min<std::uint64_t>(state.count, size_) && counted && full == (state.level != Level::learning) &&
         fits(state.whole, size_) && fits(state.newest, short_size_);
}

template class SteppingDetector<FhddmMethod>;

void declare_fhddm(config::Catalogue<StreamDetectorPointer>& catalogue) {
  using Parameters = FhddmParameters;
  const auto declaration =
      config::Declaration<Parameters>("fast Hoeffding drift detection method")
          .optional("window", &Parameters::window, config::integer({.min = 2, .max = 1'000'000}), "newest values that a rate is of")
          .optional("short_window", &Parameters::short_window, config::integer({.min = 0, .max = 1'000'000}),
                    "look at this many of them besides; 0: do not")
          .optional("delta", &Parameters::delta, config::number({.above = 0, .below = 1}),
                    "confidence: smaller means fewer false alarms and later true ones")
          .optional("side", &Parameters::side, side_shape(), kSideDoc)
          .check([](const Parameters& parameters, const std::string& path, config::Problems& problems) {
            if (parameters.short_window >= parameters.window) {
              problems.push_back({config::step_into(path, "short_window"), "must be below \"window\""});
            }
          });
  catalogue.add({.name = "fhddm",
                 .summary = "the error rate of the newest values is above the lowest that it has been, by Hoeffding's inequality",
                 .paper = "Pesaranghader & Viktor, Fast Hoeffding drift detection method for evolving data streams, ECML PKDD 2016",
                 .guarantee = "heuristic: the inequality holds for one window, and the luckiest is taken; measured with its defaults on "
                              "1,000,000 unchanging 0/1 values: no false alarm at a rate of .05, 29 at .2, 225 at .5",
                 .cost = "about 5 ns a value; a byte a value of the window, 200 bytes"},
                declaration, [](const Parameters& parameters) -> StreamDetectorPointer { return std::make_unique<Fhddm>(parameters); });
}

}  // namespace driftd::detectors
