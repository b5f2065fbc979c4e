#include "updaters/gate/spending.h"

#include <gtest/gtest.h>

namespace driftd::updaters {
namespace {

TEST(Spending, TheFirstAttemptKeepsMostOfAlphaAndAllTogetherKeepToIt) {
  Spending spending(0.05, 0);
  const double first = spending.spend(true, 0);
  EXPECT_NEAR(first, 0.0304, 1e-4);
  double sum = first;
  for (int k = 2; k <= 100'000; ++k) sum += spending.spend(k % 4 == 0, static_cast<std::uint64_t>(k) * 1000);
  EXPECT_LE(sum, 0.05);
  EXPECT_GT(sum, 0.0499);
}

TEST(Spending, TellsWhatIsLeftAndWhatComesNext) {
  Spending spending(0.05, 0);
  EXPECT_DOUBLE_EQ(spending.left(), 0.05);
  double spent = 0;
  for (int k = 0; k < 7; ++k) {
    const double next = spending.next();
    EXPECT_EQ(spending.spend(false, 0), next);
    spent += next;
  }
  EXPECT_NEAR(spending.left(), 0.05 - spent, 1e-15);
}

TEST(Spending, APromotionThatStoodRenews) {
  Spending spending(0.05, 0);
  const double first = spending.spend(true, 0);
  EXPECT_LT(spending.spend(true, 100), first / 3);
  spending.stood(500);
  EXPECT_EQ(spending.spend(true, 600), first);
}

TEST(Spending, LabelsRenewForANewCauseAndNeverForARetry) {
  Spending spending(0.05, 1000);
  const double first = spending.spend(true, 0);
  EXPECT_LT(spending.spend(true, 999), first) << "too soon";
  EXPECT_LT(spending.spend(false, 5000), first) << "a retry";
  EXPECT_EQ(spending.spend(true, 5000), first);
  EXPECT_LT(spending.spend(true, 5999), first) << "counted from the renewal";
  EXPECT_EQ(spending.spend(true, 6000), first);
}

TEST(Spending, WhatWasSpentStaysSpentOverRestartsAndNewSettings) {
  Spending spending(0.05, 0);
  for (int k = 0; k < 3; ++k) spending.spend(true, 0);
  detectors::StateWriter state;
  spending.save(state);
  Spending restored(0.05, 0);
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  ASSERT_FALSE(reader.failed());
  Spending reconfigured(0.1, 0);
  reconfigured.take_over(restored);
  EXPECT_EQ(restored.spend(false, 0), spending.spend(false, 0));
  EXPECT_DOUBLE_EQ(reconfigured.spend(false, 0), 0.1 / 0.05 * Spending(0.05, 0).spend(true, 0) / 16);
}

}  // namespace
}  // namespace driftd::updaters
