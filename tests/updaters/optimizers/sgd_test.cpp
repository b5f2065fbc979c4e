#include "updaters/optimizers/sgd.h"

#include <gtest/gtest.h>

#include <array>

#include "updaters/catalogue.h"

namespace driftd::updaters {
namespace {

const config::Chosen<SchedulePointer> kConstant = schedules().choose_default("constant");

TEST(Sgd, StepsAgainstTheGradientByTheRate) {
  std::array weights{1.0, -2.0, 3.0};
  const std::array gradient{2.0, -4.0, 0.0};
  std::array state{0.0};
  make_sgd({.rate = 0.5, .schedule = kConstant})->step(weights, gradient, state);
  EXPECT_EQ(weights, (std::array{0.0, 0.0, 3.0}));
  EXPECT_EQ(state[0], 1);
}

TEST(Sgd, LetsTheRateFallWithTheRootOfTheSteps) {
  std::array weights{0.0};
  const std::array gradient{1.0};
  std::array state{0.0};
  const auto sgd = make_sgd({.rate = 1});
  sgd->step(weights, gradient, state);
  EXPECT_DOUBLE_EQ(weights[0], -1.0);
  state[0] = 300;
  sgd->step(weights, gradient, state);
  EXPECT_DOUBLE_EQ(weights[0], -1.5);  // 1 / sqrt(1 + .01 x 300)
}

TEST(Sgd, MomentumGoesOnWithTheLastVelocity) {
  std::array weights{0.0};
  const std::array gradient{1.0};
  std::array state{0.0, 0.0};
  const auto sgd = make_sgd({.rate = 0.1, .schedule = kConstant, .momentum = 0.5});
  sgd->step(weights, gradient, state);
  EXPECT_DOUBLE_EQ(weights[0], -0.1);
  sgd->step(weights, gradient, state);
  EXPECT_DOUBLE_EQ(weights[0], -0.1 - 0.1 * 1.5);
  EXPECT_DOUBLE_EQ(state[0], 1.5);
}

TEST(Sgd, NesterovLooksAStepAhead) {
  std::array weights{0.0};
  const std::array gradient{1.0};
  std::array state{0.0, 0.0};
  const auto sgd = make_sgd({.rate = 0.1, .schedule = kConstant, .momentum = 0.5, .nesterov = true});
  sgd->step(weights, gradient, state);
  EXPECT_DOUBLE_EQ(weights[0], -0.1 * (1 + 0.5 * 1));
  sgd->step(weights, gradient, state);
  EXPECT_DOUBLE_EQ(weights[0], -0.15 - 0.1 * (1 + 0.5 * 1.5));
}

TEST(Sgd, AnswersWithTheMeanOfAllIteratesAndLearnsOnFromTheLast) {
  std::array weights{4.0};
  std::array state{0.0, 0.0, 0.0};
  const auto sgd = make_sgd({.rate = 1, .schedule = kConstant, .average = true});
  sgd->exchange(weights, state);
  for (const double gradient : {1.0, 2.0, 0.0}) sgd->step(weights, std::array{gradient}, state);
  EXPECT_DOUBLE_EQ(weights[0], 1);  // 3, 1, 1
  sgd->exchange(weights, state);
  EXPECT_DOUBLE_EQ(weights[0], 5.0 / 3);
  sgd->exchange(weights, state);
  EXPECT_DOUBLE_EQ(weights[0], 1);
  sgd->step(weights, std::array{-3.0}, state);
  sgd->exchange(weights, state);
  EXPECT_DOUBLE_EQ(weights[0], (3 + 1 + 1 + 4) / 4.0);
}

TEST(Sgd, LeavesTheFirstStepsOutOfTheMean) {
  std::array weights{0.0};
  std::array state{0.0, 0.0, 0.0};
  const auto sgd = make_sgd({.rate = 1, .schedule = kConstant, .average = true, .average_after = 2});
  sgd->exchange(weights, state);
  for (const double gradient : {-100.0, 90.0, 1.0, 1.0}) sgd->step(weights, std::array{gradient}, state);
  sgd->exchange(weights, state);
  EXPECT_DOUBLE_EQ(weights[0], 8.5);  // 100, 10 | 9, 8
}

TEST(Sgd, AWarmUpShortensTheFirstSteps) {
  std::array weights{0.0};
  std::array state{0.0};
  const auto sgd = make_sgd({.rate = 1, .schedule = kConstant, .warm_up = 3});
  std::array<double, 5> moved{};
  for (double& step : moved) {
    const double before = weights[0];
    sgd->step(weights, std::array{-1.0}, state);
    step = weights[0] - before;
  }
  EXPECT_EQ(moved, (std::array{0.25, 0.5, 0.75, 1.0, 1.0}));
}

TEST(Sgd, WantsAMomentumToLookAheadBy) {
  config::Problems problems;
  optimizers().find("sgd")->choose({{"nesterov", true}}, "/optimizer", problems, {});
  EXPECT_NE(to_text(problems).find("/optimizer/nesterov"), std::string::npos);
}

}  // namespace
}  // namespace driftd::updaters
