#include "detectors/stream/kswin.h"

#include <algorithm>

#include "detectors/compare/ks.h"
#include "detectors/stats/split_mix.h"

namespace driftd::detectors {

namespace {

constexpr double kLeastStatistic = 0.1;

}  // namespace

KswinMethod::KswinMethod(const Parameters& parameters)
    : alpha_(parameters.alpha),
      seed_(static_cast<std::uint64_t>(parameters.seed)),
      size_(static_cast<Place>(parameters.window)),
      newest_(static_cast<Place>(parameters.newest)),
      ring_(size_),
      weights_(size_, 0),
      sample_(newest_),
      sorted_(size_ + 1, kNotApplicable),
      sorted_places_(size_) {
  std::int32_t never = static_cast<std::int32_t>(newest_) + 1;
  std::int32_t harmless = static_cast<std::int32_t>(kLeastStatistic * newest_);
  while (never - harmless > 1) {
    const std::int32_t middle = harmless + (never - harmless) / 2;
    (p_value(middle) <= alpha_ ? never : harmless) = middle;
  }
  least_alarming_ = never;
}

double KswinMethod::p_value(std::int32_t distance) const {
  return ks_exact_p_value(static_cast<std::uint64_t>(distance) * newest_, newest_, newest_);
}

/// Equal values lie in order of age: the oldest of them first.
void KswinMethod::push(double value) {
  auto* const values = sorted_.data();
  auto* const places = sorted_places_.data();
  std::size_t to = static_cast<std::size_t>(std::upper_bound(values, values + held_, value) - values);
  std::size_t from = held_;
  if (held_ == size_) {
    from = static_cast<std::size_t>(std::lower_bound(values, values + held_, ring_[next_]) - values);
    if (to > from) --to;
  } else {
    ++held_;
  }
  if (from < to) {
    std::copy(values + from + 1, values + to + 1, values + from);
    std::copy(places + from + 1, places + to + 1, places + from);
  } else {
    std::copy_backward(values + to, values + from, values + from + 1);
    std::copy_backward(places + to, places + from, places + from + 1);
  }
  values[to] = value;
  places[to] = next_;
  ring_[next_] = value;
  weights_[next_] = 1;
  weights_[next_ >= newest_ ? next_ - newest_ : next_ + size_ - newest_] = 0;
  if (++next_ == size_) next_ = 0;
}

/// Floyd's method: each set of that many of the older places is equally likely.
inline void KswinMethod::draw_sample(State& state) {
  const Place older = size_ - newest_;
  for (Place i = 0; i < newest_; ++i) {
    const Place last = older - newest_ + i;
    const std::uint64_t random = split_mix(seed_, ++state.drawn) >> 32U;
    Place place = after_oldest(static_cast<Place>((random * (last + 1)) >> 32U));
    if (weights_[place] != 0) place = after_oldest(last);
    weights_[place] = -1;
    sample_[i] = place;
  }
}

inline void KswinMethod::compare(State& state) const {
  std::int32_t difference = 0;
  std::int32_t highest = 0;
  std::int32_t lowest = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    difference += weights_[sorted_places_[i]];
    const std::int32_t seen = sorted_[i] != sorted_[i + 1] ? difference : 0;  // among equal values only behind the last
    highest = std::max(highest, seen);
    lowest = std::min(lowest, seen);
  }
  state.highest = highest;
  state.lowest = lowest;
}

inline void KswinMethod::take(State& state, double value) {
  push(value);
  if (++state.count < size_) return;
  draw_sample(state);
  compare(state);
  for (const Place place : sample_) weights_[place] = 0;
  state.level = std::max(state.highest, -state.lowest) >= least_alarming_ ? Level::drift : Level::stable;
}

Signal KswinMethod::signal(const State& state) const {
  Signal signal{.level = state.level, .window = held_};
  if (state.level == Level::learning) return signal;
  const std::int32_t distance = std::max(state.highest, -state.lowest);
  signal.statistic = distance / static_cast<double>(newest_);
  signal.p_value = p_value(distance);
  signal.threshold = alpha_;
  signal.since_change = newest_;
  if (state.level == Level::drift) signal.direction = -state.lowest >= state.highest ? Direction::up : Direction::down;
  return signal;
}

void KswinMethod::clear() {
  next_ = held_ = 0;
  std::ranges::fill(weights_, std::int8_t{0});
  std::ranges::fill(sorted_, kNotApplicable);
}

void KswinMethod::save(StateWriter& state) const {
  state.put(static_cast<std::uint64_t>(held_));
  const Place first = held_ == size_ ? next_ : 0;
  for (Place i = 0; i < held_; ++i) state.put(ring_[(first + i) % size_]);
}

void KswinMethod::load(StateReader& state) {
  clear();
  const std::uint64_t held = state.get_count();
  if (held > size_) state.fail();
  for (std::uint64_t i = 0; i < held && !state.failed(); ++i) {
    const auto value = state.get<double>();
    if (!is_in(kDomain, value)) return state.fail();
    push(value);
  }
}

bool KswinMethod::is_whole(const State& state) const {
  const auto most = static_cast<std::int32_t>(newest_);
  const bool full = state.count >= size_;
  return held_ == std::min<std::uint64_t>(state.count, size_) && full == (state.level != Level::learning) && state.highest >= 0 &&
         state.highest <= most && state.lowest <= 0 && state.lowest >= -most;
}

template class SteppingDetector<KswinMethod>;

void declare_kswin(config::Catalogue<StreamDetectorPointer>& catalogue) {
  using Parameters = KswinParameters;
  const auto declaration =
      config::Declaration<Parameters>("Kolmogorov-Smirnov windowing")
          .optional("alpha", &Parameters::alpha, config::number({.above = 0, .below = 1}),
                    "drift where the p-value is at most this: smaller means fewer false alarms and later true ones")
          .optional("window", &Parameters::window, config::integer({.min = 2, .max = 100'000}), "values that are kept")
          .optional("newest", &Parameters::newest, config::integer({.min = 1, .max = 500}),
                    "the newest of them, which are held against as many of the others")
          .optional("seed", &Parameters::seed, config::integer({.min = 0, .max = std::numeric_limits<std::int64_t>::max()}),
                    "of the draws among the others")
          .check([](const Parameters& parameters, const std::string& path, config::Problems& problems) {
            if (2 * parameters.newest > parameters.window) {
              problems.push_back({config::step_into(path, "newest"), "must be at most half of \"window\""});
            }
          });
  catalogue.add(
      {.name = "kswin",
       .summary = "the newest values are distributed unlike a sample of those before them",
       .paper = "Raab, Heusinger & Schleif, Reactive soft prototype computing for concept drift streams, Neurocomputing 416, 2020",
       .guarantee = "heuristic: alpha is of one test, and there is one per value; measured on unchanging normal values: a false alarm in "
                    "760; a rise of an error rate from .2 to .3 is missed two times in three",
       .cost = "about 420 ns a value; 2.5 kB"},
      declaration, [](const Parameters& parameters) -> StreamDetectorPointer { return std::make_unique<Kswin>(parameters); });
}

}  // namespace driftd::detectors
