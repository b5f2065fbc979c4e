#include "detectors/stats/quadratic_tail.h"

#include <gtest/gtest.h>

namespace driftd::detectors {
namespace {

void expect_ratio(double actual, double expected) {
  EXPECT_NEAR(actual / expected, 1, 1e-12);
}

TEST(CramerVonMisesTail, HasAllDigitsNearAndFar) {
  // Anderson & Darling's series at 40 digits.
  expect_ratio(cramer_von_mises_tail(0.02), 0.9969993856983981);
  expect_ratio(cramer_von_mises_tail(0.1), 0.5848734384067948);
  expect_ratio(cramer_von_mises_tail(0.461), 0.050107127201756974);
  expect_ratio(cramer_von_mises_tail(1.168), 0.000999244520235748);
  expect_ratio(cramer_von_mises_tail(5), 3.0539290331033876e-12);
  expect_ratio(cramer_von_mises_tail(9.9), 6.879205692737589e-23);
}

TEST(AndersonDarlingTail, HasAllDigitsNearAndFar) {
  expect_ratio(anderson_darling_tail(0.05), 0.9999999998268507);
  expect_ratio(anderson_darling_tail(0.3), 0.9381576360571231);
  expect_ratio(anderson_darling_tail(2.492), 0.05002218635960787);
  expect_ratio(anderson_darling_tail(10), 1.3815035410685864e-05);
  expect_ratio(anderson_darling_tail(39), 1.7985883870766792e-18);
}

TEST(QuadraticTails, FallFromOneToNothing) {
  for (const auto tail : {cramer_von_mises_tail, anderson_darling_tail}) {
    double before = 1;
    for (double x = -1; x < 30; x += 0.003) {
      const double now = tail(x);
      EXPECT_LE(now, before + 1e-14) << x;
      before = now;
    }
    EXPECT_LT(before, 1e-12);
    EXPECT_EQ(tail(1e6), 0);
  }
}

}  // namespace
}  // namespace driftd::detectors
