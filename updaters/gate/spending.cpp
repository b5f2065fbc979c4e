#include "updaters/gate/spending.h"

#include <algorithm>
#include <numbers>

namespace driftd::updaters {

double Spending::spend(bool new_cause, std::uint64_t row) {
  const bool long_ago = renew_ > 0 && row >= begun_ + static_cast<std::uint64_t>(renew_);
  if (new_cause && long_ago) begin_epoch(row);
  ++attempts_;
  return share(attempts_);
}

double Spending::share(std::uint64_t attempt) const {
  const auto k = static_cast<double>(attempt);
  return alpha_ * 6 / (std::numbers::pi * std::numbers::pi * k * k);
}

double Spending::left() const {
  constexpr std::uint64_t kMostSummed = 10'000;  // the rest of the sum is below alpha / 10,000
  double spent = 0;
  for (std::uint64_t k = std::min(attempts_, kMostSummed); k >= 1; --k) spent += share(k);  // the smallest first
  return alpha_ - spent;
}

void Spending::begin_epoch(std::uint64_t row) {
  attempts_ = 0;
  begun_ = row;
}

void Spending::take_over(const Spending& other) {
  attempts_ = other.attempts_;
  begun_ = other.begun_;
}

void Spending::save(detectors::StateWriter& state) const {
  state.put(attempts_);
  state.put(begun_);
}

void Spending::load(detectors::StateReader& state) {
  state.get(attempts_);
  state.get(begun_);
}

}  // namespace driftd::updaters
