#include "updaters/optimizers/normalized.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "tests/updaters/samples.h"

namespace driftd::updaters {
namespace {

TEST(Normalized, StepsInTheInputsUnit) {
  std::array weights{0.0, 0.0};
  std::array state{0.0, 0.0, 0.0, 0.0, 0.0};
  const auto normalized = make_normalized({.rate = 0.5, .warm_up = 0});
  normalized->step(weights, std::array{1000.0, -0.001}, state);
  EXPECT_DOUBLE_EQ(weights[0], -0.5 / 1000);
  EXPECT_DOUBLE_EQ(weights[1], 0.5 / 0.001);
  normalized->step(weights, std::array{500.0, 0.0}, state);
  EXPECT_DOUBLE_EQ(weights[0], -0.5 / 1000 - 0.5 * 500 / (1000 * std::sqrt(1000.0 * 1000 + 500 * 500)));
  EXPECT_DOUBLE_EQ(weights[1], 0.5 / 0.001);
}

TEST(Normalized, TrustsWhatItLearntFromSmallerGradientsLess) {
  std::array weights{3.0};
  std::array state{1.0, 1.0, 7.0};
  make_normalized({.rate = 0.5, .warm_up = 0})->step(weights, std::array{10.0}, state);
  EXPECT_DOUBLE_EQ(weights[0], 3.0 * 1 / 10 - 0.5 * 10 / (10 * std::sqrt(101.0)));
  EXPECT_EQ(state[0], 10);
}

TEST(Normalized, AnInputLargerThanAnySoFarShrinksItsWeightBeforeItIsAnswered) {
  std::array weights{3.0, 5.0};
  std::array state{1.0, 1.0, 4.0, 4.0, 7.0};
  const std::array row{10.0, 0.5};
  make_normalized({})->see(weights, {.head = row, .places = {}, .values = {}}, state);
  EXPECT_DOUBLE_EQ(weights[0], 0.3);
  EXPECT_EQ(weights[1], 5);
  EXPECT_EQ(state, (std::array{10.0, 1.0, 4.0, 4.0, 7.0}));
}

// Powers of two lose no bit: the answers must be the same, not nearly.
TEST(Normalized, AnswersTheSameWhateverUnitTheInputsCameIn) {
  constexpr std::uint64_t kSeed = 5;
  constexpr std::size_t kInputs = 7;
  const auto scores = [](const std::array<double, kInputs>& units) {
    std::mt19937_64 random(kSeed);
    std::array<double, kInputs> weights{};
    std::array<double, 2 * kInputs + 1> state{};
    const auto normalized = make_normalized({});
    std::vector<double> answers;
    for (int i = 0; i < 300; ++i) {
      std::array<double, kInputs> row{};
      double score = 0;
      double truth = 0;
      for (std::size_t j = 0; j < kInputs; ++j) {
        const double value = samples::normal(random);
        row[j] = value * units[j];
        truth += value * (static_cast<double>(j) - 3);
      }
      const Direction direction{.head = row, .places = {}, .values = {}};
      normalized->see(weights, direction, state);
      for (std::size_t j = 0; j < kInputs; ++j) score += row[j] * weights[j];
      answers.push_back(score);
      normalized->step_along(weights, direction, 1 / (1 + std::exp(-score)) - (truth > 0 ? 1 : 0), state);
    }
    return answers;
  };
  EXPECT_EQ(scores({1, 1, 1, 1, 1, 1, 1}), scores({0x1p30, 0x1p-30, 1, 0x1p10, 0x1p-40, 0x1p40, 8})) << "seed " << kSeed;
}

}  // namespace
}  // namespace driftd::updaters
