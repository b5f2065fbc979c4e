#include "detectors/stream/ddm.h"

#include <gtest/gtest.h>

#include <vector>

#include "detectors/catalogue.h"

namespace driftd::detectors {
namespace {

/// `count` values of which every `period`-th is an error.
std::vector<double> errors_every(std::size_t period, std::size_t count) {
  std::vector<double> values(count, 0);
  for (std::size_t i = period - 1; i < count; i += period) values[i] = 1;
  return values;
}

TEST(Ddm, LearnsFromItsWarmUp) {
  Ddm ddm;
  ddm.update(errors_every(2, 30));
  EXPECT_EQ(ddm.signal().level, Level::learning);
  ddm.update(std::vector<double>{0});
  EXPECT_EQ(ddm.signal().level, Level::stable);
}

TEST(Ddm, HoldsRatePlusDeviationAgainstTheMinimum) {
  Ddm ddm({.warm_up = 3, .warning = 100, .drift = 100});
  ddm.update(std::vector<double>{1, 0, 0, 0});  // p = 1/4, s = sqrt(3/64): the minimum
  ddm.update(std::vector<double>{1});           // p = 2/5, s = sqrt(6/125)
  const Signal signal = ddm.signal();
  EXPECT_DOUBLE_EQ(signal.statistic, 0.4 + std::sqrt(0.048));
  EXPECT_DOUBLE_EQ(signal.threshold, 0.25 + 100 * std::sqrt(3.0 / 64));
  EXPECT_EQ(signal.window, 5U);
  EXPECT_EQ(signal.since_change, 1U);
}

TEST(Ddm, WarnsBeforeItAlarms) {
  Ddm ddm;
  ASSERT_EQ(ddm.update(errors_every(5, 500)), 500U);
  std::vector<Level> levels;
  const double error = 1;
  while (ddm.signal().level != Level::drift) {
    ddm.update({&error, 1});
    if (levels.empty() || levels.back() != ddm.signal().level) levels.push_back(ddm.signal().level);
  }
  EXPECT_EQ(levels, (std::vector{Level::stable, Level::warning, Level::drift}));
}

TEST(Ddm, AlarmsAtTheFirstErrorAfterANothingButRightWarmUp) {
  Ddm ddm;
  std::vector<double> values(100, 0);
  values[60] = 1;
  EXPECT_EQ(ddm.update(values), 61U);
  EXPECT_EQ(ddm.signal().level, Level::drift);
}

TEST(Ddm, PassesOverWhatIsNoShare) {
  Ddm ddm;
  EXPECT_EQ(ddm.update(std::vector<double>{-0.1, 1.1, 17, 0.5}), 4U);
  EXPECT_EQ(ddm.signal().window, 1U);
}

TEST(Ddm, WantsItsWarningBelowItsDrift) {
  config::Problems problems;
  stream_detectors().find("ddm")->choose({{"warning", 4}}, "/models/0/decay/0", problems, {});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].path, "/models/0/decay/0/warning");
}

}  // namespace
}  // namespace driftd::detectors
