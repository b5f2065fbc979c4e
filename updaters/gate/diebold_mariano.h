#pragma once

// Is one of two forecasters better, where a row's difference depends on its neighbours'? Diebold & Mariano (JBES 13, 1995): the mean of the
// loss differences over its long-run standard error, which counts what neighbours have in common (standard_error.h), with the correction
// for small samples and Student's t of Harvey, Leybourne & Newbold (International Journal of Forecasting 13, 1997):
//
//   DM = mean(x) / sqrt(s^2 / n),   DM* = DM sqrt((n + 1 - 2h + h (h - 1) / n) / n) ~ t(n - 1),   h = L + 1,
//
// over L = floor(4 (n / 100)^(2/9)) lags (Newey & West, Review of Economic Studies 61, 1994). A paired t over dependent rows counts the
// same news several times and promotes too often: of equal models whose differences go with their neighbours' at .6 and have heavy tails,
// at .05 on 500 rows, 16 % are promoted by the paired t and 7.8 % by this (independent ones: 4.9 and 4.6 %). Losses may be of any kind and
// any tail that has a variance.

#include "updaters/gate/losses.h"

namespace driftd::updaters {

std::size_t newey_west_lags(std::size_t rows);

/// Finite; fewer than eight, or all of them 0, prove nothing.
PValues diebold_mariano(std::span<const double> x);

}  // namespace driftd::updaters
