#include "detectors/quality/stale.h"

#include <gtest/gtest.h>

#include <vector>

namespace driftd::detectors {
namespace {

Stale learnt(double gap, const StaleParameters& parameters = {}) {
  Stale check{parameters};
  check.learn(std::vector<double>(1000, gap));
  return check;
}

TEST(Stale, HearsASilenceThatIsFarLongerThanAnyBefore) {
  const auto check = learnt(600);
  EXPECT_EQ(check.judge_alone(std::vector<double>{6000.0}).signal.level, Level::stable);
  const auto finding = check.judge_alone(std::vector<double>{6001.0});
  EXPECT_EQ(finding.signal.level, Level::drift);
  EXPECT_EQ(finding.signal.threshold, 6000);
  EXPECT_EQ(finding.text, "no rows for 1h40m1s against at most 10m in the reference");
}

TEST(Stale, AShortSilenceIsNeverTooLong) {
  const auto check = learnt(0.001);
  EXPECT_EQ(check.judge_alone(std::vector<double>{3599.0}).signal.level, Level::stable);
  EXPECT_EQ(check.judge_alone(std::vector<double>{3601.0}).signal.level, Level::drift);
}

TEST(Stale, DoesNotDoubtTheRowsThemselves) {
  EXPECT_FALSE(learnt(1).doubts_rows());
}

}  // namespace
}  // namespace driftd::detectors
