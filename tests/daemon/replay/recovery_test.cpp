#include "daemon/replay/recovery.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace driftd::replay {
namespace {

/// A stream of answers of which every `period`-th is wrong.
class Answers {
 public:
  void wrong_every(std::uint64_t period, int count) {
    for (int i = 0; i < count; ++i, ++row_) recovery.answered(row_, row_ % period == 0 ? 1 : 0);
  }
  void change() { recovery.change(row_); }

  Recovery recovery;

 private:
  std::uint64_t row_ = 1000;
};

TEST(Recovery, TellsTheErrorBeforeTheWorstBehindAndWhenItWasOver) {
  Answers answers;
  answers.wrong_every(10, 200);
  answers.change();
  answers.wrong_every(2, 300);
  answers.wrong_every(10, 200);
  const auto& told = answers.recovery.since_change();
  EXPECT_DOUBLE_EQ(told.before.value(), 0.1);
  EXPECT_DOUBLE_EQ(told.worst.value(), 0.5);
  // The bar is 0.1 + 0.3 / sqrt(100) = 0.13. A window with k of its rows from the bad stretch holds about 0.5 k + 0.1 (100 - k) wrong ones:
  // it comes below 13 with k under 8.
  EXPECT_NEAR(static_cast<double>(told.rows.value()), 300 + 93, 3);
}

TEST(Recovery, WhatNeverShowedIsOverWithTheFirstWindow) {
  Answers answers;
  answers.wrong_every(10, 100);
  answers.change();
  answers.wrong_every(10, 250);
  EXPECT_EQ(answers.recovery.since_change().rows, Recovery::kRows);
}

TEST(Recovery, ThatDidNotHappenIsNotToldOf) {
  Answers answers;
  answers.wrong_every(10, 100);
  answers.change();
  answers.wrong_every(2, 500);
  EXPECT_FALSE(answers.recovery.since_change().rows);
  EXPECT_DOUBLE_EQ(answers.recovery.since_change().worst.value(), 0.5);
}

TEST(Recovery, OfTheNextChangeIsMeasuredByWhatWasBeforeThatOne) {
  Answers answers;
  answers.wrong_every(10, 100);
  answers.change();
  answers.wrong_every(2, 300);
  answers.change();
  EXPECT_DOUBLE_EQ(answers.recovery.since_change().before.value(), 0.5);
  EXPECT_FALSE(answers.recovery.since_change().worst);
  answers.wrong_every(2, 100);
  EXPECT_EQ(answers.recovery.since_change().rows, Recovery::kRows);
}

TEST(Recovery, NeedsAnswersBeforeAndAWholeWindowBehind) {
  Answers nothing_before;
  nothing_before.change();
  nothing_before.wrong_every(2, 200);
  EXPECT_FALSE(nothing_before.recovery.since_change().before);
  EXPECT_FALSE(nothing_before.recovery.since_change().rows);

  Answers little_behind;
  little_behind.wrong_every(2, 30);
  little_behind.change();
  little_behind.wrong_every(2, 99);
  EXPECT_DOUBLE_EQ(little_behind.recovery.since_change().before.value(), 0.5);
  EXPECT_FALSE(little_behind.recovery.since_change().rows);
}

TEST(Recovery, PassesOverErrorsThatAreNoNumbers) {
  Answers answers;
  answers.wrong_every(2, 100);
  answers.recovery.answered(0, std::numeric_limits<double>::quiet_NaN());
  answers.recovery.answered(0, std::numeric_limits<double>::infinity());
  answers.change();
  EXPECT_DOUBLE_EQ(answers.recovery.since_change().before.value(), 0.5);
}

}  // namespace
}  // namespace driftd::replay
