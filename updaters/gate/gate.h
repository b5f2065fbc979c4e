#pragma once

// The gate: a challenger against the champion on the same rows, which neither has learnt from and which are later than what the challenger
// learnt, in time order. A point comparison promotes one of two equal models half the time; a paired test at alpha promotes it in at most a
// share alpha, and alpha is shared by all who stand for the same reason (spending.h).
//
// Rows of a fixed number: fixed_tests.h, looked at up to `looks` times, alpha split evenly over them (Bonferroni: the looks depend on each
// other, and no assumption is made how). Row by row, for ever: sequential.h, which needs no splitting.
// What the test grants the guards (guards.h) may still forbid. Rejecting spends nothing: its level is the settings' alpha, each time.

#include "updaters/gate/guards.h"
#include "updaters/gate/losses.h"
#include "updaters/gate/sequential.h"
#include "updaters/gate/settings.h"
#include "updaters/gate/verdict.h"

namespace driftd::updaters {

/// What one look of a challenger may spend, counting from 0.
struct Stand {
  std::int64_t look = 0;
  double alpha = 0.05;  // of the attempt, over all its looks
};

/// The test alone; its first piece of evidence.
Verdict judge(const GateSettings& settings, const PairedLosses& losses, const Stand& stand);

/// The test and, where it would promote, the guards.
Verdict judge(const GateSettings& settings, const PairedLosses& losses, const GuardInputs& guards, const Stand& stand);

/// How a sequential test stands.
Verdict verdict_of(const SequentialTest& test);

/// Adds what the guards say; one that does not hold turns a promotion into a rejection.
void guard(Verdict& verdict, const GateSettings& settings, const PairedLosses& losses, const GuardInputs& inputs);

}  // namespace driftd::updaters
