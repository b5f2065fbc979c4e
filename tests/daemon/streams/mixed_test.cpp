#include "daemon/streams/mixed.h"

#include "tests/daemon/streams/sampling.h"

namespace driftd::streams {
namespace {

constexpr std::size_t kRows = 20'000;

// At x = 1/6 the curve stands at 0.8, at x = 1/2 at 0.2.
TEST(Mixed, LabelsOneWhereTwoOfThreeConditionsHold) {
  const auto label = [](double v, double w, double x, double y) { return Mixed().best_label(0, std::vector{v, w, x, y}); };
  EXPECT_EQ(label(1, 1, 0.5, 0.9), 1);
  EXPECT_EQ(label(1, 0, 1.0 / 6, 0.79), 1);
  EXPECT_EQ(label(0, 1, 1.0 / 6, 0.79), 1);
  EXPECT_EQ(label(0, 0, 1.0 / 6, 0.79), 0);
  EXPECT_EQ(label(1, 0, 1.0 / 6, 0.81), 0);
  EXPECT_EQ(label(1, 0, 0.5, 0.21), 0);
  EXPECT_EQ(label(1, 0, 0.5, 0.19), 1);
}

TEST(Mixed, TheSecondConceptIsTheReverse) {
  Mixed mixed;
  const auto rows = sample(mixed, 1, kRows);
  EXPECT_EQ(share_of(rows, [&mixed](const Row& row) { return row.label == 1 - mixed.best_label(0, row.values); }), 1);
}

// The curve's mean over [0, 1] is 0.5 + 0.2 / pi.
TEST(Mixed, ClassesAreBalanced) {
  Mixed mixed;
  expect_share(share_labelled(sample(mixed, 0, kRows), 1), 0.25 + 0.5 * (0.5 + 0.2 / 3.14159265), kRows);
}

TEST(Mixed, DrawsTwoBooleansAndTwoNumbers) {
  Mixed mixed;
  const auto rows = sample(mixed, 0, kRows);
  for (std::size_t i = 0; i < 2; ++i) {
    expect_share(share_of(rows, [i](const Row& row) { return row.values[i] == 1; }), 0.5, kRows);
    expect_share(share_of(rows, [i](const Row& row) { return row.values[i] == 0; }), 0.5, kRows);
    expect_share(share_of(rows, [i](const Row& row) { return row.values[2 + i] > 0 && row.values[2 + i] < 0.25; }), 0.25, kRows);
  }
}

}  // namespace
}  // namespace driftd::streams
