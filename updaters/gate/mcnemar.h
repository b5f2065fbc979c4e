#pragma once

// Right or wrong, row by row. Of n rows just the challenger got b right and just the champion c; rows where both are right or both wrong
// tell nothing of which is better.
//
// Without a margin, exactly: were the two equally good, each of the b + c rows would fall to either side with probability 1/2, so that
// P(X >= b), X ~ Binomial(b + c, 1/2), is the one-sided p-value. McNemar, Psychometrika 12 (1947).
//
// With a margin d in shares of rows, Tango's score test of p_b - p_c = d (Statistics in Medicine 17, 1998):
//
//   z = (b - c - n d) / sqrt(n (2 q + d - d^2)),   q: p_c's most likely value given p_b = p_c + d,
//                                                  the larger root of 2n q^2 - (b + c + (b - c - 2n) d) q - c d (1 - d) = 0.
//
// It holds its level well from a few tens of rows on, is no exact test, and is McNemar's z where d = 0. A Wald test, which most tools offer
// for non-inferiority, divides by zero where the two never disagree.
//
// Rows are taken for independent; where the differences of neighbours are alike the gate asks Diebold and Mariano too.

#include <cstdint>

#include "updaters/gate/losses.h"

namespace driftd::updaters {

struct Disagreements {
  std::uint64_t wins = 0;    // rows where the challenger's loss is less
  std::uint64_t losses = 0;  // rows where it is more
  std::uint64_t rows = 0;
};

Disagreements disagreements(const PairedLosses& losses);
PValues mcnemar(const Disagreements& counts);
/// `shift` in (-1, 1): the difference of the shares of rows that H0 puts between them.
PValues tango(const Disagreements& counts, double shift);

}  // namespace driftd::updaters
