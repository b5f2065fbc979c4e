#pragma once

// Distances between the shares p_i of the reference and q_i of the window in a few bins (bins.h).
//
//   jensen_shannon    sqrt of [KL(p || r) + KL(q || r)] / 2 with r = (p + q) / 2, logarithms to base 2: a metric, 0 to 1
//   kl                KL(q || p) = sum q_i ln(q_i / p_i): what it costs to take the window for the reference, in nats; not symmetric;
//   shares
//                     smoothed, for it is infinite where the window has what the reference has not
//   hellinger         sqrt of 1 - sum sqrt(p_i q_i): a metric, 0 to 1
//   total_variation   half of sum |q_i - p_i|: the share of the values that moved to another bin, 0 to 1
//   l_infinity        max |q_i - p_i|: the largest change of any one share, 0 to 1; categories only
//
// For small changes PSI = 2 KL = 8 ln 2 JS^2 = 8 H^2; the defaults are PSI's rule of thumb of 0.2 in each one's unit. Like PSI they are not
// 0 where nothing changed: with c = (bins - 1) (1 / n + 1 / m) chance alone gives KL = c / 2, JS = sqrt(c / (8 ln 2)) and H = sqrt(c / 8).
//
// The peers: Evidently and NannyML take Jensen-Shannon to base 2 as here, SciPy's default is base e (smaller by sqrt(ln 2)); Evidently's
// KL has the samples the other way round and 0.0001 in empty bins.
//
// Lin, "Divergence measures based on the Shannon entropy", IEEE Trans. Information Theory 37 (1991); Gibbs & Su, "On choosing and
// bounding probability metrics", Int. Statistical Review 70 (2002).

#include <cstdint>

#include "detectors/compare/bins.h"
#include "detectors/compare/comparison_parameters.h"

namespace driftd::detectors {

double jensen_shannon_distance(const Bins& bins);
double kullback_leibler_divergence(const Bins& bins);
double hellinger_distance(const Bins& bins);
double total_variation_distance(const Bins& bins);
double largest_share_change(const Bins& bins);

void declare_jensen_shannon(config::Catalogue<ComparisonPointer>& catalogue);
void declare_kl(config::Catalogue<ComparisonPointer>& catalogue);
void declare_hellinger(config::Catalogue<ComparisonPointer>& catalogue);
void declare_total_variation(config::Catalogue<ComparisonPointer>& catalogue);
void declare_l_infinity(config::Catalogue<ComparisonPointer>& catalogue);

}  // namespace driftd::detectors
