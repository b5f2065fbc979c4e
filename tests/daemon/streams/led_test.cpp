#include "daemon/streams/led.h"

#include <map>
#include <set>

#include "tests/daemon/streams/sampling.h"

namespace driftd::streams {
namespace {

constexpr std::size_t kRows = 20'000;

double share_answered(const Led& led, const std::vector<Row>& rows, std::size_t concept_number) {
  return share_of(rows, [&](const Row& row) { return row.label == led.best_label(concept_number, row.values); });
}

TEST(Led, ShowsEachDigitEquallyOften) {
  Led led({});
  const auto rows = sample(led, 0, kRows);
  for (int digit = 0; digit < 10; ++digit) expect_share(share_labelled(rows, digit), 0.1, kRows);
}

TEST(Led, LightsTheSegmentsOfTheDigit) {
  const std::map<double, std::vector<double>> lit{{0, {1, 1, 1, 0, 1, 1, 1}}, {1, {0, 0, 1, 0, 0, 1, 0}}, {8, {1, 1, 1, 1, 1, 1, 1}}};
  Led led({});
  for (const Row& row : sample(led, 0, 1000)) {
    const auto expected = lit.find(row.label);
    if (expected == lit.end()) continue;
    ASSERT_EQ(std::vector(row.values.begin(), row.values.begin() + 7), expected->second) << row.label;
  }
}

TEST(Led, NoTwoDigitsLookTheSame) {
  Led led({});
  std::set<std::vector<double>> seen;
  for (const Row& row : sample(led, 0, 1000)) seen.emplace(row.values.begin(), row.values.begin() + 7);
  EXPECT_EQ(seen.size(), 10U);
}

TEST(Led, IdleSegmentsAreLitAtRandom) {
  Led led({});
  const auto rows = sample(led, 0, kRows);
  for (std::size_t i = 7; i < 24; ++i) {
    expect_share(share_of(rows, [i](const Row& row) { return row.values[i] == 1; }), 0.5, kRows);
  }
}

TEST(Led, TheBestAnswerIsAlwaysRightWithoutInversion) {
  Led led({});
  for (std::size_t concept_number = 0; concept_number < 20; ++concept_number) {
    EXPECT_EQ(share_answered(led, sample(led, concept_number, 2000), concept_number), 1) << concept_number;
  }
}

// Breiman et al. give a Bayes error of 26 % at 10 % inversion.
TEST(Led, TheBestAnswerIsRightInAsManyCasesAsPublishedWithInversion) {
  Led led({.inverted = 0.1});
  EXPECT_NEAR(share_answered(led, sample(led, 0, kRows), 0), 0.74, 0.015) << "seed " << kSampleSeed;
}

TEST(Led, ADriftMovesSegmentsToPlacesOfTheirOwn) {
  Led led({});
  const auto rows = sample(led, 1, kRows);
  for (std::size_t other = 0; other < 18; ++other) {
    EXPECT_LT(share_answered(led, rows, other), other == 1 ? 1.1 : 0.8) << other;
  }
  EXPECT_EQ(share_answered(led, rows, 1), 1);
  EXPECT_EQ(share_answered(led, rows, 19), 1) << "concepts come round after 18";
}

TEST(Led, MoreSwappedSegmentsAreAHarderDrift) {
  Led mild({.swapped = 1});
  Led hard({.swapped = 7});
  EXPECT_GT(share_answered(mild, sample(mild, 1, kRows), 0), share_answered(hard, sample(hard, 1, kRows), 0) + 0.2);
}

}  // namespace
}  // namespace driftd::streams
