#include "detectors/stats/lord.h"

#include "config/assertion.h"

namespace driftd::detectors {

namespace {

constexpr std::uint8_t kFormat = 1;

}  // namespace

Lord::Lord(double alpha, double wealth, Gamma gamma) : alpha_(alpha), wealth_(wealth), gamma_(gamma) {
  DRIFTD_ASSERT(alpha > 0 && alpha < 1 && wealth >= 0 && wealth <= alpha);
}

double Lord::level() const {
  const std::uint64_t next = tests_ + 1;
  double level = wealth_ > 0 ? wealth_ * gamma_(next) : 0;
  bool first = alarms_.hold_first();
  for (const std::uint64_t when : alarms_.when()) {
    level += (first ? alpha_ - wealth_ : alpha_) * gamma_(next - when);
    first = false;
  }
  return level;
}

void Lord::record(double /*p_value*/, bool alarm) {
  ++tests_;
  if (alarm) alarms_.add(tests_);
}

void Lord::save(StateWriter& state) const {
  state.put(kFormat);
  state.put(tests_);
  alarms_.save(state);
}

void Lord::load(StateReader& state) {
  if (state.get<std::uint8_t>() != kFormat) state.fail();
  state.get(tests_);
  alarms_.load(state, tests_);
  if (state.failed()) *this = Lord(alpha_, wealth_, gamma_);
}

}  // namespace driftd::detectors
