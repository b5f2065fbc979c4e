#include "updaters/models/weights/weights_text.h"

#include <gmock/gmock.h>

#include <limits>

namespace driftd::updaters {
namespace {

using testing::HasSubstr;

TrainedMatrix matrix() {
  return {.weights = Matrix{{1.5, -2}, {0.1, 0}, {1e-30, 7}}, .state = {1, 2, 3, 4, 5, 6, 12}};
}

std::string problem(const WeightsText& text) {
  const auto read = read_weights(text);
  return read ? "" : read.error();
}

TEST(WeightsText, ReadsBackWhatWasRoundedToFloats) {
  TrainedMatrix written = matrix();
  ASSERT_TRUE(round_to_floats(written));
  EXPECT_NEAR(written.weights(1, 0), 0.1, 1e-8);
  const WeightsText text = text_of(written);
  EXPECT_EQ(text.weights.size(), 32U) << "6 floats";
  const auto read = read_weights(text);
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->weights, written.weights);
  EXPECT_EQ(read->state, written.state);
}

TEST(WeightsText, RoundsNoNumberThatIsBeyondAModelsRange) {
  for (const double bad : {1e13, -1e300, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    TrainedMatrix weights = matrix();
    weights.weights(0, 0) = bad;
    EXPECT_FALSE(round_to_floats(weights)) << bad;
  }
  TrainedMatrix state = matrix();
  state.state[2] = 1e39;
  EXPECT_FALSE(round_to_floats(state)) << "no float";
}

TEST(WeightsText, SaysWhatIsWrong) {
  const WeightsText good = text_of(matrix());
  ASSERT_EQ(problem(good), "");
  const auto with = [&](auto change) {
    WeightsText bad = good;
    change(bad);
    return problem(bad);
  };
  EXPECT_THAT(with([](auto& bad) { bad.weights[3] = '!'; }), HasSubstr("/weights: "));
  EXPECT_THAT(with([](auto& bad) { bad.weights = "AAAA"; }), HasSubstr("/weights: does not hold whole numbers"));
  EXPECT_THAT(with([](auto& bad) { bad.rows = 4; }), HasSubstr("/weights: holds 6 numbers for 4 rows of 2"));
  EXPECT_THAT(with([](auto& bad) { bad.weights = "AADAfw" + bad.weights.substr(6); }),
              HasSubstr("/weights: number 0 is not finite or too large"));
  EXPECT_THAT(with([](auto& bad) { bad.state = bad.state.substr(0, 16); }), HasSubstr("/state: must be at most"));
  EXPECT_EQ(with([](auto& bad) { bad.state = ""; }), "") << "an optimiser may keep nothing";
}

}  // namespace
}  // namespace driftd::updaters
