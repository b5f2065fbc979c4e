#pragma once

// Student's paired t: t = mean(x) / (sd(x) / sqrt(n)) with n - 1 degrees of freedom, one-sided both ways. For rows that do not depend on
// their neighbours and differences without heavy tails; diebold_mariano.h is the same for rows that do.

#include "updaters/gate/losses.h"

namespace driftd::updaters {

/// Finite; fewer than two, or all of them 0, prove nothing.
PValues paired_t(std::span<const double> x);

}  // namespace driftd::updaters
