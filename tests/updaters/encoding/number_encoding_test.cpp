#include "updaters/encoding/number_encoding.h"

#include <gtest/gtest.h>

#include <cmath>

#include "config/missing_value.h"

namespace driftd::updaters {
namespace {

const double kMissing = config::missing_value();

NumberEncoding learn(std::vector<double> values) {
  const std::size_t n = values.size();
  return learn_number({.columns = 1, .values = std::move(values), .texts = {}, .labels = std::vector<double>(n), .classes = {}}, 0);
}

TEST(NumberEncoding, LearnsMeanAndDeviationOfThePopulation) {
  const NumberEncoding number = learn({1, 3, 5, 7});
  EXPECT_DOUBLE_EQ(number.mean, 4);
  EXPECT_DOUBLE_EQ(number.deviation, std::sqrt(5.0));
  EXPECT_FALSE(number.marks_missing);
}

TEST(NumberEncoding, LearnsFromWhatIsThereAndMarksWhatIsNot) {
  const NumberEncoding number = learn({1, kMissing, 3, 5, 7, config::wrong_type_value()});
  EXPECT_DOUBLE_EQ(number.mean, 4);
  EXPECT_DOUBLE_EQ(number.deviation, std::sqrt(5.0));
  EXPECT_TRUE(number.marks_missing);
}

TEST(NumberEncoding, TakesAColumnThatIsAllMissingForOneThatDidNotVary) {
  EXPECT_EQ(learn({kMissing, kMissing}), (NumberEncoding{.mean = 0, .deviation = 0, .marks_missing = true}));
}

TEST(NumberEncoding, SaysThatAColumnDidNotVary) {
  EXPECT_EQ(learn({0.1, 0.1, 0.1}).deviation, 0);
}

}  // namespace
}  // namespace driftd::updaters
