#pragma once

// The limit distributions of the quadratic tests: W2 (Cramer-von Mises) and A2 (Anderson-Darling) tend to sums of weighted squares of
// normals, with weights 1 / (pi k)^2 and 1 / (k (k + 1)). With D(y) the product of (1 - weight_k y), Smirnov's formula gives the tail
//
//   P(sum > x) = 1/pi sum over odd k of +- integral over y from 1/weight_k to 1/weight_(k+1) of exp(-x y / 2) / (y sqrt |D(y)|)
//
// where D(y) is sin(sqrt y) / sqrt y and cos(pi/2 sqrt(1 + 4 y)) / (-pi y). All digits of small tails are right, where 1 - F(x), which
// SciPy computes, has none left below 1e-16.
//
// Smirnov, "On the distribution of the omega^2 criterion", Mat. Sbornik 2 (1937); Anderson & Darling, "Asymptotic theory of certain
// goodness of fit criteria", Ann. Math. Stat. 23 (1952).

namespace driftd::detectors {

double cramer_von_mises_tail(double x);
double anderson_darling_tail(double x);

}  // namespace driftd::detectors
