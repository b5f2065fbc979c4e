#pragma once

// One test of a fixed number of rows, chosen by name or by what the rows are. auto takes
//   - of right and wrong without a margin: McNemar, exactly; with one in shares of rows: Tango's score test;
//     and, where a row's difference goes with its neighbour's (lag-1 correlation above 2 / sqrt(n)), Diebold and Mariano too, the larger
//     p-value of the two counting: dependence can only make it harder;
//   - of other losses, and margins in shares of the champion's loss: Diebold and Mariano.
//
// A challenger that failed on a row (a loss that is no finite number) is worse, whatever else; a champion that did has no mean: who was
// nearer, row by row, still has an answer.

#include <string>

#include "updaters/gate/losses.h"
#include "updaters/gate/verdict.h"

namespace driftd::updaters {

struct TestResult {
  GateTest test = GateTest::automatic;  // the one that was taken
  PValues p;
  std::string how;  // in words
};

/// Any test but sequential.
TestResult test(GateTest wanted, const PairedLosses& losses, const Hypothesis& hypothesis);

}  // namespace driftd::updaters
