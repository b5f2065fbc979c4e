#include "detectors/quality/missing.h"

#include <gtest/gtest.h>

#include <vector>

namespace driftd::detectors {
namespace {

std::vector<double> values(std::size_t present, std::size_t absent, double as = config::missing_value()) {
  std::vector<double> all(present, 1.5);
  all.insert(all.end(), absent, as);
  return all;
}

TEST(Missing, SaysHowMuchIsMissingAndWasBefore) {
  Missing check{ShareParameters{}};
  check.learn(values(990, 10));
  const auto finding = check.judge_alone(values(4, 46));
  EXPECT_EQ(finding.signal.level, Level::drift);
  EXPECT_DOUBLE_EQ(finding.signal.statistic, 0.92);
  EXPECT_LT(finding.signal.threshold, 0.4);
  EXPECT_EQ(finding.text, "92 % missing against 1 % in the reference");
}

TEST(Missing, IsQuietWhereTheReferenceMissedAsMuch) {
  Missing check{ShareParameters{}};
  check.learn(values(600, 400));
  EXPECT_EQ(check.judge_alone(values(30, 20)).signal.level, Level::stable);
  EXPECT_TRUE(check.judge_alone(values(30, 20)).text.empty());
}

TEST(Missing, FindsALeakInTheWindowThatNoPaneShows) {
  Missing check{ShareParameters{}};
  check.learn(values(1000, 0));
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(check.judge_alone(values(44, 6)).signal.level, Level::stable);
    check.add(values(44, 6));
  }
  EXPECT_EQ(check.judge_window().signal.level, Level::drift);
  check.clear(true);
  EXPECT_EQ(check.judge_window().signal.level, Level::learning);
}

TEST(Missing, CountsNoValuesOfAWrongType) {
  Missing check{ShareParameters{}};
  check.learn(values(1000, 0));
  EXPECT_EQ(check.judge_alone(values(0, 50, config::wrong_type_value())).signal.level, Level::stable);
}

TEST(Missing, IsOfCategoriesToo) {
  EXPECT_TRUE(Missing{ShareParameters{}}.takes(config::FeatureType::categorical));
}

}  // namespace
}  // namespace driftd::detectors
