#include "updaters/gate/betting.h"

#include <algorithm>
#include <cmath>

namespace driftd::updaters {
namespace {

constexpr double kLargestBet = 0.9;
constexpr double kNextBet = 0.66;       // of the one before: the smallest is .0093
constexpr double kMostCapital = 1e200;  // more proves nothing more, and sums must not overflow

constexpr std::array<double, BettingProcess::kBets> kStakes = [] {
  std::array<double, BettingProcess::kBets> stakes{};
  double stake = kLargestBet;
  for (double& each : stakes) {
    each = stake;
    stake *= kNextBet;
  }
  return stakes;
}();

}  // namespace

BettingProcess::BettingProcess(double floor) : floor_(floor) {
  capital_.fill(1);
}

void BettingProcess::observe(double x) {
  if (x == 0 || std::isnan(x)) return;
  const double outcome = std::clamp(x / floor_, -1.0, 1e6);
  for (std::size_t k = 0; k < kBets; ++k) capital_[k] = std::min(capital_[k] * (1 + kStakes[k] * outcome), kMostCapital);
}

double BettingProcess::e_value() const {
  double sum = 0;
  for (const double capital : capital_) sum += capital;
  return sum / static_cast<double>(kBets);
}

void BettingProcess::save(detectors::StateWriter& state) const {
  state.put(floor_);
  for (const double capital : capital_) state.put(capital);
}

void BettingProcess::load(detectors::StateReader& state) {
  state.get(floor_);
  if (!(floor_ > 0) || !std::isfinite(floor_)) state.fail();
  for (double& capital : capital_) {
    state.get(capital);
    if (!(capital >= 0 && capital <= kMostCapital)) state.fail();
  }
}

}  // namespace driftd::updaters
