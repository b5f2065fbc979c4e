#include "daemon/streams/sine1.h"

#include <cmath>

#include "tests/daemon/streams/sampling.h"

namespace driftd::streams {
namespace {

constexpr std::size_t kRows = 20'000;

TEST(Sine1, LabelsPointsBelowTheSineOne) {
  EXPECT_EQ(Sine1().best_label(0, std::vector{0.5, 0.4}), 1);  // sin(0.5) = 0.479
  EXPECT_EQ(Sine1().best_label(0, std::vector{0.5, 0.5}), 0);
}

TEST(Sine1, TheSecondConceptIsTheReverse) {
  Sine1 sine;
  const auto rows = sample(sine, 1, kRows);
  EXPECT_EQ(share_of(rows, [](const Row& row) { return row.label == (row.values[1] < std::sin(row.values[0]) ? 0 : 1); }), 1);
  EXPECT_EQ(share_of(rows, [&sine](const Row& row) { return row.label == 1 - sine.best_label(0, row.values); }), 1);
  EXPECT_EQ(share_of(rows, [&sine](const Row& row) { return sine.best_label(2, row.values) == sine.best_label(0, row.values); }), 1);
}

// The area below the sine over [0, 1].
TEST(Sine1, ClassesAreNearlyBalanced) {
  Sine1 sine;
  expect_share(share_labelled(sample(sine, 0, kRows), 1), 1 - std::cos(1.0), kRows);
}

TEST(Sine1, DrawsTwoNumbersBelowOne) {
  Sine1 sine;
  const auto rows = sample(sine, 0, kRows);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(share_of(rows, [i](const Row& row) { return row.values[i] >= 0 && row.values[i] < 1; }), 1);
    expect_share(share_of(rows, [i](const Row& row) { return row.values[i] < 0.25; }), 0.25, kRows);
  }
}

}  // namespace
}  // namespace driftd::streams
