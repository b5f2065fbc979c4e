#include "updaters/gate/sequential.h"

#include <algorithm>
#include <cmath>

namespace driftd::updaters {
namespace {

constexpr double kLeastFloor = 1e-3;  // where the margin alone decides which side x lies on

}  // namespace

SequentialTest::SequentialTest(const Hypothesis& hypothesis, LossKind kind, Alphas alphas)
    : hypothesis_(hypothesis), kind_(kind), alphas_(alphas), cap_(kind == LossKind::zero_one ? 1 : 0) {
  if (cap_ > 0) set_bounds();
}

/// Of x in units of the cap: champion's loss and challenger's lie in [0, 1].
void SequentialTest::set_bounds() {
  const double shift = hypothesis_.shift() / cap_;
  better_ = BettingProcess(std::max(1 + shift, kLeastFloor));
  worse_ = BettingProcess(std::max(hypothesis_.weight() - shift, kLeastFloor));
}

void SequentialTest::observe(double champion, double challenger) {
  if (decision_ != Decision::inconclusive) return;
  ++rows_;
  champion_sum_ += std::isfinite(champion) ? champion : cap_;
  challenger_sum_ += std::isfinite(challenger) ? challenger : cap_;
  if (cap_ == 0) return learn_cap(champion, challenger);
  bet(champion, challenger);
}

void SequentialTest::learn_cap(double champion, double challenger) {
  const double larger = std::max(champion, challenger);
  if (champion == challenger || !std::isfinite(larger)) return;
  first_.push_back(larger);
  if (first_.size() < kRowsForCap) return;
  std::ranges::nth_element(first_, first_.begin() + kRowsForCap / 2);
  cap_ = std::max(kCapInMedians * first_[kRowsForCap / 2], std::numeric_limits<double>::min());
  first_ = {};
  set_bounds();
}

void SequentialTest::bet(double champion, double challenger) {
  const auto capped = [&](double loss) { return std::isnan(loss) ? 1 : std::clamp(loss / cap_, 0.0, 1.0); };
  const double x = capped(champion) * hypothesis_.weight() - capped(challenger) - hypothesis_.shift() / cap_;
  if (x == 0) return;
  better_.observe(x);
  worse_.observe(-x);
  if (better_.e_value() * alphas_.promote >= 1) {
    decision_ = Decision::promote;
  } else if (worse_.e_value() * alphas_.reject >= 1) {
    decision_ = Decision::reject;
  }
}

void SequentialTest::save(detectors::StateWriter& state) const {
  state.put(kind_);
  state.put(alphas_.promote);
  state.put(alphas_.reject);
  state.put(decision_);
  state.put(cap_);
  state.put(first_);
  better_.save(state);
  worse_.save(state);
  state.put(rows_);
  state.put(champion_sum_);
  state.put(challenger_sum_);
}

void SequentialTest::load(detectors::StateReader& state, const Hypothesis& hypothesis) {
  hypothesis_ = hypothesis;
  state.get(kind_);
  state.get(alphas_.promote);
  state.get(alphas_.reject);
  state.get(decision_);
  state.get(cap_);
  state.get(first_);
  better_.load(state);
  worse_.load(state);
  state.get(rows_);
  state.get(champion_sum_);
  state.get(challenger_sum_);
  if (kind_ > LossKind::brier || decision_ > Decision::inconclusive || !(cap_ >= 0) || first_.size() >= kRowsForCap) state.fail();
}

}  // namespace driftd::updaters
