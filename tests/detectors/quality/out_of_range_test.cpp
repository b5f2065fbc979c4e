#include "detectors/quality/out_of_range.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace driftd::detectors {
namespace {

std::vector<double> steps(double from, double to, std::size_t size = 1000) {
  std::vector<double> values(size);
  for (std::size_t i = 0; i < size; ++i) values[i] = from + (to - from) * static_cast<double>(i) / static_cast<double>(size - 1);
  return values;
}

TEST(OutOfRange, GivesSlackOnBothSides) {
  OutOfRange check{RangeParameters{}};
  check.learn(steps(0, 10));
  for (const double inside : {-4.9, 5.0, 14.9})
    EXPECT_EQ(check.judge_alone(std::vector<double>(50, inside)).signal.level, Level::stable) << inside;
  for (const double outside : {-5.1, 15.1, -999.0, std::numeric_limits<double>::infinity()}) {
    const auto finding = check.judge_alone(std::vector<double>(50, outside));
    EXPECT_EQ(finding.signal.level, Level::drift) << outside;
    EXPECT_EQ(finding.text, "100 % out of the reference's range against 0 % in the reference");
  }
}

TEST(OutOfRange, AFewOutliersAreNone) {
  OutOfRange check{RangeParameters{}};
  check.learn(steps(0, 10));
  auto values = steps(0, 10, 100);
  values[0] = values[1] = -999;
  EXPECT_EQ(check.judge_alone(values).signal.level, Level::stable);
}

TEST(OutOfRange, AConstantHasNoRange) {
  OutOfRange check{RangeParameters{}};
  check.learn(std::vector<double>(1000, 3));
  EXPECT_EQ(check.judge_alone(std::vector<double>(50, 4)).signal.level, Level::learning);
}

TEST(OutOfRange, DoesNotCountWhatIsMissing) {
  OutOfRange check{RangeParameters{}};
  check.learn(steps(0, 10));
  EXPECT_EQ(check.judge_alone(std::vector<double>(50, kNotApplicable)).signal.window, 0U);
}

TEST(OutOfRange, HoldsTheWholeRangeOfDoubles) {
  OutOfRange check{RangeParameters{}};
  check.learn(std::vector<double>{-1e308, 1e308, 0});
  EXPECT_EQ(check.judge_alone(std::vector<double>(50, 1.7e308)).signal.level, Level::stable);
}

TEST(OutOfRange, IsOfNumbersOnly) {
  EXPECT_FALSE(OutOfRange{RangeParameters{}}.takes(config::FeatureType::categorical));
}

}  // namespace
}  // namespace driftd::detectors
