#include "daemon/engine/gain_evidence.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace driftd::engine {
namespace {

constexpr double kMostCapital = 10;  // of a bet

}  // namespace

bool GainEvidence::add(double x) {
  if (!std::isfinite(x)) return false;
  const bool stood = raised();
  x = std::clamp(x, -1.0, 1.0);
  gained_ += x;
  ++since_;
  if (gained_ <= 0) {
    gained_ = 0;
    since_ = 0;
  }
  const double share = allowed_ / static_cast<double>(kBets.size());
  for (std::size_t i = 0; i < kBets.size(); ++i) capital_[i] = std::min((capital_[i] + share) * (1 + kBets[i] * x), kMostCapital);
  return raised() && !stood;
}

double GainEvidence::evidence() const {
  return std::accumulate(capital_.begin(), capital_.end(), 0.0);
}

void GainEvidence::reset() {
  capital_.fill(0);
  gained_ = 0;
  since_ = 0;
}

void GainEvidence::save(detectors::StateWriter& state) const {
  for (const double capital : capital_) state.put(capital);
  state.put(gained_);
  state.put(since_);
}

void GainEvidence::load(detectors::StateReader& state) {
  for (double& capital : capital_) state.get(capital);
  state.get(gained_);
  state.get(since_);
  const bool sound = std::ranges::all_of(capital_, [](double capital) { return capital >= 0 && capital <= kMostCapital; });
  if (!sound || !(gained_ >= 0) || gained_ > static_cast<double>(since_)) state.fail();
}

}  // namespace driftd::engine
