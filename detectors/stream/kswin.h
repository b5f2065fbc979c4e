#pragma once

// KSWIN, Kolmogorov-Smirnov windowing: of the newest `window` values the last `newest` are held against as many drawn at random from those
// before them, at every value, by the two-sample Kolmogorov-Smirnov test. Any change of a distribution moves its statistic D, the largest
// difference of the two distribution functions; drift where
//
//   p(D) <= alpha   and   D > 0.1
//
// with the exact p-value, which depends on D and `newest` only: what is compared per value is a whole number.
//
// Raab, Heusinger & Schleif, "Reactive soft prototype computing for concept drift streams", Neurocomputing 416 (2020).
//
// Agreement: with River's KSWIN (0.26) given the same samples, and reset() after each alarm: the exact p-value, and the second condition,
// which is not in the paper. Our samples come from splitmix64 by Floyd's method, seeded anew by reset(), and not from Python's random.
// Two windows that nothing changed between differ by chance: with the default alpha expect an alarm in about 1,000 values. The p-value is
// right for one test, and this is one per value.
//
// The window is kept in order of value, in which the next value only moves a few places: a test walks over it once.

#include <cstdint>
#include <vector>

#include "config/catalogue.h"
#include "detectors/stream/stepping_detector.h"

namespace driftd::detectors {

struct KswinParameters {
  double alpha = 0.005;
  std::int64_t window = 100;
  std::int64_t newest = 30;
  std::int64_t seed = 1;
};

/// Signal: statistic D, p_value its p-value, threshold alpha, since_change `newest`; up where the newest values lie higher.
class KswinMethod {
 public:
  using Parameters = KswinParameters;
  static constexpr Domain kDomain = Domain::numbers;
  static constexpr std::uint8_t kFormat = 1;

  struct State {
    Level level = Level::learning;
    std::uint64_t count = 0;
    std::uint64_t drawn = 0;   // random numbers so far
    std::int32_t highest = 0;  // of the difference of the two distribution functions, in steps of 1 / newest
    std::int32_t lowest = 0;

    static void each(auto& state, auto visit) {
      visit(state.level);
      visit(state.count);
      visit(state.drawn);
      visit(state.highest);
      visit(state.lowest);
    }
  };

  explicit KswinMethod(const Parameters& parameters);

  void take(State& state, double value);
  Signal signal(const State& state) const;
  bool is_whole(const State& state) const;
  void save(StateWriter& state) const;
  void load(StateReader& state);
  void clear();

 private:
  using Place = std::uint32_t;  // in the ring

  void push(double value);
  void draw_sample(State& state);
  void compare(State& state) const;
  double p_value(std::int32_t distance) const;
  Place after_oldest(Place steps) const { return next_ + steps < size_ ? next_ + steps : next_ + steps - size_; }

  double alpha_;
  std::uint64_t seed_;
  Place size_;
  Place newest_;
  std::int32_t least_alarming_;  // distance

  std::vector<double> ring_;
  std::vector<std::int8_t> weights_;  // by place: 1 for the newest, -1 for those drawn, else 0
  std::vector<Place> sample_;
  Place next_ = 0;  // the oldest, where the ring is full
  Place held_ = 0;
  std::vector<double> sorted_;  // and a NaN, which is unlike its neighbour
  std::vector<Place> sorted_places_;
};

extern template class SteppingDetector<KswinMethod>;
using Kswin = SteppingDetector<KswinMethod>;

void declare_kswin(config::Catalogue<StreamDetectorPointer>& catalogue);

}  // namespace driftd::detectors
