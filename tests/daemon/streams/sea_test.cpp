#include "daemon/streams/sea.h"

#include "tests/daemon/streams/sampling.h"

namespace driftd::streams {
namespace {

constexpr std::size_t kRows = 20'000;

TEST(Sea, LabelsByWhetherTheFirstTwoAddUpToMoreThanTheThreshold) {
  const Sea sea;
  const auto label = [&sea](std::size_t concept_number, double x1, double x2) {
    return sea.best_label(concept_number, std::vector{x1, x2, 5.0});
  };
  EXPECT_EQ(label(0, 4, 4), 0);
  EXPECT_EQ(label(0, 4, 4.5), 1);
  EXPECT_EQ(label(1, 4, 4.5), 0);
  EXPECT_EQ(label(1, 4, 5.5), 1);
  EXPECT_EQ(label(2, 3, 4), 0);
  EXPECT_EQ(label(2, 3, 4.5), 1);
  EXPECT_EQ(label(3, 4, 5.5), 0);
  EXPECT_EQ(label(3, 5, 4.6), 1);
}

TEST(Sea, BeginsAgainAfterFourConcepts) {
  EXPECT_EQ(Sea().best_label(0, std::vector{4.0, 4.5, 0.0}), Sea().best_label(4, std::vector{4.0, 4.5, 0.0}));
}

TEST(Sea, DrawsThreeNumbersBelowTen) {
  Sea sea;
  const auto rows = sample(sea, 0, kRows);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(share_of(rows, [i](const Row& row) { return row.values[i] >= 0 && row.values[i] < 10; }), 1);
    expect_share(share_of(rows, [i](const Row& row) { return row.values[i] < 2.5; }), 0.25, kRows);
  }
}

// P(x1 + x2 <= c) = c^2 / 200 where c is at most 10.
TEST(Sea, ClassesAreAsFrequentAsTheThresholdSays) {
  Sea sea;
  const std::vector thresholds{8.0, 9.0, 7.0, 9.5};
  for (std::size_t i = 0; i < thresholds.size(); ++i)
    expect_share(share_labelled(sample(sea, i, kRows), 0), thresholds[i] * thresholds[i] / 200, kRows);
}

TEST(Sea, LabelsEveryRowByTheConceptItWasDrawnFrom) {
  Sea sea;
  EXPECT_EQ(share_of(sample(sea, 3, kRows), [](const Row& row) { return row.label == (row.values[0] + row.values[1] > 9.5 ? 1 : 0); }), 1);
}

}  // namespace
}  // namespace driftd::streams
