#pragma once

// The share of each bin as it is estimated where an empty bin must be no infinity: (count + 1/2) / (size + bins / 2), Krichevsky and
// Trofimov's estimate. Others put a constant such as 0.0001 in empty bins, and the result is then mostly about that constant.

#include "detectors/compare/bins.h"

namespace driftd::detectors {

/// Calls visit(reference's share, window's share) for each bin.
template <class Visit>
void for_each_smoothed_share(const Bins& bins, Visit visit) {
  constexpr double kPrior = 0.5;
  double n = kPrior * static_cast<double>(bins.size());
  double m = n;
  for (const Bin& bin : bins) {
    n += static_cast<double>(bin.reference);
    m += static_cast<double>(bin.window);
  }
  for (const Bin& bin : bins) visit((static_cast<double>(bin.reference) + kPrior) / n, (static_cast<double>(bin.window) + kPrior) / m);
}

}  // namespace driftd::detectors
