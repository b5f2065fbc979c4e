#pragma once

// The gate that may be looked at after every label: two betting processes (betting.h) on the paired differences x of losses.h, one that
// the challenger is above the bar and one that it is below. The first to reach 1 / alpha decides, and the decision stands.
//
//   promote   when e_better >= 1 / alpha_promote        P(ever | E x <= 0) <= alpha_promote
//   reject    when e_worse  >= 1 / alpha_reject         P(ever | E x >= 0) <= alpha_reject
//
// Losses of 0 and 1 are bounded. Others need a bound: a loss above C counts as C, C = 8 times the median of the larger losses of the first
// 32 rows on which the two differ; those rows set C and are not bet on. The claim is then of the capped losses: a few answers that are far
// out cannot decide it, for either side. A loss that is no number counts as C; as does one of infinity.
//
// Order: for losses of 0 and 1 the e-values after n rows do not depend on the rows' order (whether a bar was reached on the way does).
// O(1) a row and some 500 bytes of state.

#include <cstdint>
#include <vector>

#include "detectors/state.h"
#include "updaters/gate/betting.h"
#include "updaters/gate/losses.h"
#include "updaters/gate/verdict.h"

namespace driftd::updaters {

/// What each side may spend.
struct Alphas {
  double promote = 0.05;
  double reject = 0.05;
};

class SequentialTest {
 public:
  static constexpr std::size_t kRowsForCap = 32;
  static constexpr double kCapInMedians = 8;

  SequentialTest() = default;
  SequentialTest(const Hypothesis& hypothesis, LossKind kind, Alphas alphas);

  /// The next row. A decision that was reached stands, and what comes after it changes nothing.
  void observe(double champion, double challenger);

  Decision decision() const { return decision_; }
  double e_better() const { return better_.e_value(); }
  double e_worse() const { return worse_.e_value(); }
  std::uint64_t rows() const { return rows_; }
  double champion_loss() const { return mean(champion_sum_); }
  double challenger_loss() const { return mean(challenger_sum_); }
  const Alphas& alphas() const { return alphas_; }
  LossKind kind() const { return kind_; }

  /// The hypothesis is the settings' and not part of the state.
  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state, const Hypothesis& hypothesis);

 private:
  double mean(double sum) const { return rows_ == 0 ? 0 : sum / static_cast<double>(rows_); }
  void learn_cap(double champion, double challenger);
  void set_bounds();
  void bet(double champion, double challenger);

  Hypothesis hypothesis_;
  LossKind kind_ = LossKind::zero_one;
  Alphas alphas_;
  Decision decision_ = Decision::inconclusive;
  double cap_ = 1;             // 0: not known yet
  std::vector<double> first_;  // larger losses of the first rows, until the cap is known
  BettingProcess better_;
  BettingProcess worse_;
  std::uint64_t rows_ = 0;
  double champion_sum_ = 0;
  double challenger_sum_ = 0;
};

}  // namespace driftd::updaters
