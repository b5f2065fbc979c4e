#pragma once

// A stream detector made of a method: what happens at each value is the method's, all else is here once. The method supplies
//
//   Parameters, kDomain, kFormat     kFormat changes when the meaning of the saved state does; domain() where it depends on the parameters
//   State                            its numbers, with `level` among them and each() to visit all of them, to save and load them by
//   take(State&, double)             one value; sets the level
//   signal(const State&)             and is_whole(const State&): whether values could have led there
//   save, load, clear                only where it keeps more than numbers, a window say
//
// The state is copied into the loop over the values and back, so that it lives in registers: for all the compiler knows the values may
// overlap the member.

#include <type_traits>

#include "detectors/stream/stream_detector.h"

namespace driftd::detectors {

template <class Method>
class SteppingDetector final : public StreamDetector {
 public:
  using Parameters = typename Method::Parameters;

  explicit SteppingDetector(const Parameters& parameters = {}) : method_(parameters) {}

  Domain domain() const override {
    if constexpr (requires { method_.domain(); }) {
      return method_.domain();
    } else {
      return Method::kDomain;
    }
  }
  Level level() const override { return state_.level; }
  Signal signal() const override { return method_.signal(state_); }

  std::size_t update(std::span<const double> values) override {
    if constexpr (kKeepsMore) {
      return step(method_, values);
    } else {
      Method method = method_;
      return step(method, values);
    }
  }

  void reset() override {
    state_ = {};
    skipped_ = 0;
    if constexpr (kKeepsMore) method_.clear();
  }

  void save(StateWriter& state) const override {
    state.put(Method::kFormat);
    state.put(skipped_);
    State::each(state_, [&state](const auto& field) { state.put(field); });
    if constexpr (kKeepsMore) method_.save(state);
  }

  void load(StateReader& state) override {
    reset();
    if (state.get<std::uint8_t>() != Method::kFormat) state.fail();
    state.get(skipped_);
    State::each(state_, [&state](auto& field) { state.get(field); });
    if (state_.level > Level::drift) state.fail();
    if constexpr (kKeepsMore) method_.load(state);
    if (!state.failed() && method_.is_whole(state_)) return;
    state.fail();
    reset();
  }

 private:
  using State = typename Method::State;
  static constexpr bool kKeepsMore = requires(Method& method) { method.clear(); };

  std::size_t step(Method& method, std::span<const double> values) {
    State state = state_;
    const Domain takes = domain();
    std::size_t taken = 0;
    std::uint64_t skipped = 0;
    while (taken < values.size() && state.level != Level::drift) {
      const double value = values[taken++];
      if (is_in(takes, value)) [[likely]] {
        method.take(state, value);
      } else {
        ++skipped;
      }
    }
    state_ = state;
    skipped_ += skipped;
    return taken;
  }

  Method method_;
  State state_;
};

}  // namespace driftd::detectors
