#include "detectors/quality/label_rate.h"

#include <gtest/gtest.h>

#include <vector>

namespace driftd::detectors {
namespace {

std::vector<double> delays(std::size_t came, double after, std::size_t never) {
  std::vector<double> all(came, after);
  all.insert(all.end(), never, kNotApplicable);
  return all;
}

TEST(LabelRate, WaitsForTwiceWhatTheReferenceNeeded) {
  LabelRate check{LabelRateParameters{}};
  EXPECT_EQ(check.patience(), 0);
  check.learn(delays(900, 60, 100));
  EXPECT_EQ(check.patience(), 120);
  EXPECT_EQ(check.judge_alone(delays(45, 119, 5)).signal.level, Level::stable);
}

TEST(LabelRate, FindsLabelsThatStayAwayOrComeTooLate) {
  LabelRate check{LabelRateParameters{}};
  check.learn(delays(1000, 60, 0));
  const auto finding = check.judge_alone(delays(5, 60, 45));
  EXPECT_EQ(finding.signal.level, Level::drift);
  EXPECT_EQ(finding.text, "90 % of the predictions without a label in time against 0 % in the reference");
  EXPECT_EQ(check.judge_alone(delays(50, 121, 0)).signal.level, Level::drift);
}

TEST(LabelRate, SaysNothingWhereTheReferenceGotNoLabel) {
  LabelRate check{LabelRateParameters{}};
  check.learn(delays(0, 0, 1000));
  EXPECT_EQ(check.judge_alone(delays(0, 0, 50)).signal.level, Level::learning);
}

TEST(LabelRate, LabelsThatComeAtOnceHaveASecond) {
  LabelRate check{LabelRateParameters{}};
  check.learn(delays(1000, 0, 0));
  EXPECT_EQ(check.patience(), 1);
}

}  // namespace
}  // namespace driftd::detectors
