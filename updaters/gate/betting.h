#pragma once

// Testing by betting. Capital 1 is staked, row after row, on the mean of x being above 0: with x >= -L and a bet f in (0, 1)
//
//   K_t = prod_i (1 + f x_i / L)
//
// stays positive, and where E[x_i | past] <= 0 nobody gains by it on average: K is a supermartingale, whatever the distribution and however
// rows depend. By Ville's inequality P(sup_t K_t >= 1 / alpha) <= alpha: it may be looked at after every row, for ever, and stopped at the
// first good news, which is what no p-value of a fixed sample allows (looked at after each of 10,000 rows, McNemar at .05 promotes one of
// two equal models in 32 % of all cases: tests/simulation/gate_simulation_test.cpp).
//
// What is staked best depends on how large the mean is, which nobody knows: the capital is divided evenly over kBets bets from .9 down to
// .01, each of which goes its own way (diversified Kelly bets: Waudby-Smith & Ramdas, "Estimating means of bounded random variables by
// betting", JRSS B 86, 2024). The sum is again a supermartingale, loses at most a factor of kBets against the best of them, and does not
// depend on the order of the rows. For x in {-1, 0, 1}, which is what two classifiers' disagreements are, this is a bet on a coin.
//
// O(kBets) a row, and nothing for a row where x = 0.

#include <array>
#include <cstddef>

#include "detectors/state.h"

namespace driftd::updaters {

class BettingProcess {
 public:
  static constexpr std::size_t kBets = 12;

  /// `floor` above 0: no x is less than -floor.
  explicit BettingProcess(double floor = 1);

  /// An x below -floor counts as -floor; one that is no number counts as nothing.
  void observe(double x);
  /// The capital: evidence for a mean above 0, "so many to one".
  double e_value() const;

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  double floor_;
  std::array<double, kBets> capital_;
};

}  // namespace driftd::updaters
