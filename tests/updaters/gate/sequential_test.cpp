#include "updaters/gate/sequential.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/updaters/samples.h"

namespace driftd::updaters {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(SequentialTest, DecidesBothWaysAsSoonAsTheEvidenceIsThere) {
  SequentialTest better({}, LossKind::zero_one, {});
  SequentialTest worse({}, LossKind::zero_one, {});
  for (int i = 0; i < 40; ++i) {
    better.observe(1, 0);
    worse.observe(0, 1);
  }
  EXPECT_EQ(better.decision(), Decision::promote);
  EXPECT_EQ(worse.decision(), Decision::reject);
  EXPECT_LT(better.rows(), 15U);
  EXPECT_GE(better.e_better(), 20);
}

TEST(SequentialTest, ADecisionStands) {
  SequentialTest test({}, LossKind::zero_one, {});
  for (int i = 0; i < 40; ++i) test.observe(1, 0);
  const auto rows = test.rows();
  for (int i = 0; i < 400; ++i) test.observe(0, 1);
  EXPECT_EQ(test.decision(), Decision::promote);
  EXPECT_EQ(test.rows(), rows);
}

TEST(SequentialTest, RowsOnWhichBothFareAlikeTellNothingWithoutAMargin) {
  SequentialTest test({}, LossKind::zero_one, {});
  for (int i = 0; i < 1000; ++i) test.observe(i % 2, i % 2);
  EXPECT_EQ(test.e_better(), 1);
  EXPECT_EQ(test.e_worse(), 1);
  SequentialTest not_worse({.claim = Claim::not_worse, .margin = 0.05}, LossKind::zero_one, {});
  for (int i = 0; i < 1000; ++i) not_worse.observe(i % 2, i % 2);
  EXPECT_EQ(not_worse.decision(), Decision::promote) << "but they tell that the challenger is not worse";
}

TEST(SequentialTest, AMarginIsHeldAgainst) {
  std::mt19937_64 random(5);
  SequentialTest test({.claim = Claim::better, .margin = 0.1}, LossKind::zero_one, {});
  for (int i = 0; i < 20'000; ++i) {
    const double draw = samples::uniform(random);
    test.observe(draw < 0.04 ? 1 : 0, draw > 0.98 ? 1 : 0);
  }
  EXPECT_EQ(test.decision(), Decision::reject) << "better by .02 is not better by .1; seed 5";
}

TEST(SequentialTest, FewAnswersThatAreFarOutDecideNothing) {
  std::mt19937_64 random(6);
  SequentialTest test({}, LossKind::squared, {});
  for (int i = 0; i < 2000; ++i) {
    const double champion = std::pow(samples::normal(random), 2);
    const double challenger = std::pow(samples::normal(random), 2);
    test.observe(i % 100 == 50 ? 1e12 : champion, challenger);
  }
  EXPECT_EQ(test.decision(), Decision::inconclusive) << "20 of 2,000 rows; seed 6";
}

TEST(SequentialTest, FindsTheBetterOfTwoByTheirSquaredErrors) {
  std::mt19937_64 random(7);
  SequentialTest test({}, LossKind::squared, {});
  int rows = 0;
  for (; rows < 5000 && test.decision() == Decision::inconclusive; ++rows) {
    const double noise = samples::normal(random);
    test.observe(std::pow(noise + 0.5 * samples::normal(random), 2), std::pow(noise + 0.1 * samples::normal(random), 2));
  }
  EXPECT_EQ(test.decision(), Decision::promote) << "seed 7";
  EXPECT_GT(rows, static_cast<int>(SequentialTest::kRowsForCap));
}

TEST(SequentialTest, AnAnswerThatIsNoneCountsAsTheWorst) {
  for (const double none : {kNaN, kInfinity}) {
    SequentialTest test({}, LossKind::squared, {});
    for (int i = 0; i < 100; ++i) test.observe(1, 0.9);
    for (int i = 0; i < 100; ++i) test.observe(1, none);
    EXPECT_EQ(test.decision(), Decision::reject);
  }
}

TEST(SequentialTest, GoesOnFromACheckpointAndTrustsNone) {
  const Hypothesis hypothesis{.claim = Claim::not_worse, .margin = 0.1, .of = MarginOf::share};
  for (const int seen : {5, 200}) {
    std::mt19937_64 random(8);
    SequentialTest test(hypothesis, LossKind::log, {.promote = 1e-9, .reject = 1e-9});
    const auto row = [&](SequentialTest& each, double champion, double challenger) { each.observe(champion, challenger); };
    for (int i = 0; i < seen; ++i) row(test, samples::uniform(random), samples::uniform(random));
    detectors::StateWriter state;
    test.save(state);
    SequentialTest restored;
    detectors::StateReader reader(state.bytes());
    restored.load(reader, hypothesis);
    ASSERT_FALSE(reader.failed());
    EXPECT_TRUE(reader.at_end());
    for (int i = 0; i < 100; ++i) {
      const double champion = samples::uniform(random);
      const double challenger = samples::uniform(random);
      row(test, champion, challenger);
      row(restored, champion, challenger);
    }
    EXPECT_EQ(restored.e_better(), test.e_better());
    EXPECT_EQ(restored.e_worse(), test.e_worse());
    EXPECT_EQ(restored.challenger_loss(), test.challenger_loss());
    for (std::size_t cut = 0; cut < state.bytes().size(); cut += 7) {
      detectors::StateReader broken(std::string_view(state.bytes()).substr(0, cut));
      restored.load(broken, hypothesis);
      EXPECT_TRUE(broken.failed());
    }
  }
}

}  // namespace
}  // namespace driftd::updaters
