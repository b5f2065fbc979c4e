#include "detectors/stats/saffron.h"

#include <algorithm>

#include "config/assertion.h"

namespace driftd::detectors {

namespace {

constexpr std::uint8_t kFormat = 1;

}  // namespace

Saffron::Saffron(double alpha, double wealth, double lambda) : alpha_(alpha), wealth_(wealth), lambda_(lambda) {
  DRIFTD_ASSERT(alpha > 0 && alpha < 1 && lambda > 0 && lambda < 1 && wealth >= 0 && wealth <= alpha);
}

double Saffron::level() const {
  const std::uint64_t next = no_candidates_ + 1;
  double level = wealth_ > 0 ? wealth_ * quick_gamma(next) : 0;
  bool first = alarms_.hold_first();
  for (const std::uint64_t when : alarms_.when()) {
    level += (first ? alpha_ - wealth_ : alpha_) * quick_gamma(next - when);
    first = false;
  }
  return std::min(lambda_, (1 - lambda_) * level);
}

void Saffron::record(double p_value, bool alarm) {
  if (!(p_value <= lambda_)) ++no_candidates_;
  if (alarm) alarms_.add(no_candidates_);
}

void Saffron::save(StateWriter& state) const {
  state.put(kFormat);
  state.put(no_candidates_);
  alarms_.save(state);
}

void Saffron::load(StateReader& state) {
  if (state.get<std::uint8_t>() != kFormat) state.fail();
  state.get(no_candidates_);
  alarms_.load(state, no_candidates_);
  if (state.failed()) *this = Saffron(alpha_, wealth_, lambda_);
}

}  // namespace driftd::detectors
