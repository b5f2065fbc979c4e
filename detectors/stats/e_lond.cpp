#include "detectors/stats/e_lond.h"

#include <algorithm>

#include "config/assertion.h"

namespace driftd::detectors {

namespace {

constexpr std::uint8_t kFormat = 1;

}  // namespace

ELond::ELond(double alpha) : alpha_(alpha) {
  DRIFTD_ASSERT(alpha > 0 && alpha < 1);
}

double ELond::level() const {
  return std::min(1.0, alpha_ * slow_gamma(tests_ + 1) * static_cast<double>(alarms_ + 1));
}

void ELond::record(double /*e_value*/, bool alarm) {
  ++tests_;
  if (alarm) ++alarms_;
}

void ELond::save(StateWriter& state) const {
  state.put(kFormat);
  state.put(tests_);
  state.put(alarms_);
}

void ELond::load(StateReader& state) {
  if (state.get<std::uint8_t>() != kFormat) state.fail();
  state.get(tests_);
  state.get(alarms_);
  if (alarms_ > tests_) state.fail();
  if (state.failed()) *this = ELond(alpha_);
}

}  // namespace driftd::detectors
