#include "daemon/engine/gain_evidence.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace driftd::engine {
namespace {

constexpr double kMostEvidence = 10;  // an alarm that has lost half of it is withdrawn

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
  for (std::size_t i = 0; i < kBets.size(); ++i) capital_[i] = (capital_[i] + share) * (1 + kBets[i] * x);
  const double all = evidence();
  if (all > kMostEvidence) {
    for (double& capital : capital_) capital *= kMostEvidence / all;
  }
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
  const bool sound = std::ranges::all_of(capital_, [](double capital) { return capital >= 0 && capital <= kMostEvidence; });
  if (!sound || !(gained_ >= 0) || gained_ > static_cast<double>(since_)) state.fail();
}

}  // namespace driftd::engine
