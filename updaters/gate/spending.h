#pragma once

// Significance is spent, not renewed. A challenger that lost may be trained again, with another rate, another window, another family; at a
// level of .05 each, one of 20 that are no better than the champion would be promoted in two cases out of three. So the attempts
// of an epoch share one alpha: the k-th spends
//
//   alpha_k = alpha * 6 / (pi^2 k^2),   the sum over all k of which is alpha.
//
// The first keeps 61 % of it, the fifth 2.4 %, the twentieth .15 %; what is truly better by a little more than a little still passes, since
// p-values fall exponentially with rows and the bar like 1 / k^2. Only promotions spend: a rejection made wrongly costs a training, no harm
// is served.
//
// A new epoch, and with it a new alpha, begins
//   - where a promotion has outlived its watch: it stood the test of the new rows and was no false one as far as anyone can tell;
//   - with the first attempt for a new cause after `renew` labelled rows in one epoch, so that a model whose challengers were never
//     better is not closed for ever. Retries for one cause never renew.
//
// Bound. Attempt k of an epoch promotes a challenger that is no better with a probability of at most alpha_k, given what was before: its
// p-value (or e-value) is of rows that none of the two learnt from. With N epochs begun, which depends on the past only, the expected
// number of false promotions is at most
//
//   E[V] <= E[ sum over epochs of sum over k of alpha_k ] <= alpha E[N],   N <= 1 + (promotions that stood) + (labelled rows) / renew,
//
// whatever depends on whatever (a union bound). In one epoch, 20 retries or 2,000: P(V > 0) <= E[V] <= alpha. Over a life without renewal
// by labels: E[V] <= alpha (1 + E[promotions that stood]), which is what alpha-investing promises (Foster & Stine, JRSS B 70, 2008; LORD:
// Javanmard & Montanari, Annals of Statistics 46, 2018), but with a promotion earning only once it has proved itself.

#include <cstdint>

#include "detectors/state.h"

namespace driftd::updaters {

class Spending {
 public:
  /// `renew`: labelled rows; 0: never by labels.
  Spending(double alpha, std::int64_t renew) : alpha_(alpha), renew_(renew) {}

  /// What the attempt that now comes to the gate may spend on being promoted, at `row` labelled rows; it is spent with that.
  double spend(bool new_cause, std::uint64_t row);
  /// A promotion has outlived its watch.
  void stood(std::uint64_t row) { begin_epoch(row); }

  std::uint64_t attempts() const { return attempts_; }  // in this epoch
  double left() const;                                  // of alpha, in this epoch
  double next() const { return share(attempts_ + 1); }  // of the next attempt

  /// What another one has spent is spent.
  void take_over(const Spending& other);
  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  void begin_epoch(std::uint64_t row);
  double share(std::uint64_t attempt) const;

  double alpha_;
  std::int64_t renew_;
  std::uint64_t attempts_ = 0;
  std::uint64_t begun_ = 0;  // labelled rows when the epoch began
};

}  // namespace driftd::updaters
