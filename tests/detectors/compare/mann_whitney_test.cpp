#include "detectors/compare/mann_whitney.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/detectors/compare/samples.h"

namespace driftd::detectors {
namespace {

using testing_samples::compare_numbers;

TEST(MannWhitney, SaysHowMuchOftenerOneSideIsGreater) {
  EXPECT_DOUBLE_EQ(compare_numbers(MannWhitney(), {1, 2, 3}, {4, 5}).statistic, 1);
  EXPECT_DOUBLE_EQ(compare_numbers(MannWhitney(), {4, 5}, {1, 2, 3}).statistic, 1);
  EXPECT_DOUBLE_EQ(compare_numbers(MannWhitney(), {1, 4}, {2, 3}).statistic, 0);
  EXPECT_DOUBLE_EQ(compare_numbers(MannWhitney(), {1, 2}, {2, 3}).statistic, 0.75);
}

TEST(MannWhitney, AgreesWithCountingEveryOrder) {
  for (std::size_t n = 1; n <= 5; ++n) {
    for (std::size_t m = 1; m <= 5; ++m) {
      std::vector<std::size_t> orders(n * m + 1);  // by U
      std::vector<bool> from_window(n + m);
      std::fill(from_window.begin() + static_cast<std::ptrdiff_t>(n), from_window.end(), true);
      double all = 0;
      do {
        std::size_t known = 0;
        std::size_t pairs = 0;
        for (const bool window : from_window) {
          if (window) {
            pairs += known;
          } else {
            ++known;
          }
        }
        ++orders[pairs];
        ++all;
      } while (std::next_permutation(from_window.begin(), from_window.end()));
      double as_large = all;
      for (std::size_t pairs = 0; pairs <= n * m; ++pairs) {
        EXPECT_NEAR(mann_whitney_exact_tail(pairs, n, m), as_large / all, 1e-14) << pairs << " of " << n << " x " << m;
        as_large -= static_cast<double>(orders[pairs]);
      }
    }
  }
}

TEST(MannWhitney, IsBlindToAChangeOfWidth) {
  std::vector<double> narrow;
  std::vector<double> wide;
  for (int i = -100; i <= 100; ++i) {
    narrow.push_back(i + 0.25);
    wide.push_back(i * 9 + 0.25);
  }
  EXPECT_GT(compare_numbers(MannWhitney(), narrow, wide).p_value, 0.9);
}

TEST(MannWhitney, FindsNothingInAConstant) {
  EXPECT_EQ(compare_numbers(MannWhitney(), {1, 1}, {1, 1, 1}).p_value, 1);
}

}  // namespace
}  // namespace driftd::detectors
