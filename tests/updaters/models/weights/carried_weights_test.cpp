#include "updaters/models/weights/carried_weights.h"

#include <gmock/gmock.h>

namespace driftd::updaters {
namespace {

using testing::ElementsAre;

constexpr auto kNew = Encoder::kNowhere;

TEST(CarriedWeights, FollowInputsThatMovedInColumns) {
  // Inputs a b, bias; then a, new, b, bias, and one output more.
  const Matrix old{{1, 2, 3}};
  const Origins origins = origins_in_columns(std::vector<std::uint32_t>{0, kNew, 1}, 2, 1, 2);
  EXPECT_EQ(carried(old, origins, 2), (Matrix{{1, 0, 2, 3}, {0, 0, 0, 0}}));
  EXPECT_THAT(carried_state(std::vector<double>{1, 2, 3, 10, 20, 30, 7}, 3, origins),
              ElementsAre(1, 0, 2, 3, 0, 0, 0, 0, 10, 0, 20, 30, 0, 0, 0, 0, 7));
}

TEST(CarriedWeights, FollowOutputsThatMovedToo) {
  const Matrix old{{1, 2}, {3, 4}};
  const Origins origins = origins_in_columns(std::vector<std::uint32_t>{kNew, 0}, 1, std::vector<std::uint32_t>{1, kNew, 0});
  EXPECT_EQ(carried(old, origins, 3), (Matrix{{0, 3, 4}, {0, 0, 0}, {0, 1, 2}}));
}

TEST(CarriedWeights, FollowInputsThatMovedInRows) {
  const Matrix old{{1, 2}, {3, 4}, {5, 6}};
  const Origins origins = origins_in_rows(std::vector<std::uint32_t>{1, kNew, 0}, 2, 2);
  EXPECT_EQ(carried(old, origins, 4), (Matrix{{3, 4}, {0, 0}, {1, 2}, {5, 6}}));
  EXPECT_THAT(carried_state(std::vector<double>{9}, 6, origins), ElementsAre(9)) << "an optimiser that keeps nothing a weight";
}

TEST(CarriedWeights, JoinClassesBehindThoseThatAreKnown) {
  std::vector<ClassName> known{{20, "b"}, {10, "a"}};
  join_classes(known, std::vector<ClassName>{{10, "a"}, {5, "c"}, {20, "b"}});
  EXPECT_THAT(known, ElementsAre(ClassName{20, "b"}, ClassName{10, "a"}, ClassName{5, "c"}));
}

TEST(CarriedWeights, AreCutDownToWhatIsUsedAndRestored) {
  const Encoder encoder(
      {{"x", config::FeatureType::numeric}, {"c", config::FeatureType::categorical}},
      {.numbers = {{.mean = 0, .deviation = 1}}, .categories = {{.levels = {1, 2, 3}}}, .category_buckets = 0, .texts = {}});
  const std::vector<std::uint32_t> used{3};
  EXPECT_THAT(cut_down(encoder, used), ElementsAre(0, 3));
  EXPECT_THAT(restored(encoder, used), ElementsAre(0, kNew, kNew, 1));
}

TEST(CarriedWeights, AreUsedWhereAWeightOrItsStateIsNotZero) {
  const Matrix weights{{0, 1, 0}};
  const std::vector<double> state{0, 0, 5, 3};
  EXPECT_FALSE(is_used_column(weights, state, 0));
  EXPECT_TRUE(is_used_column(weights, state, 1));
  EXPECT_TRUE(is_used_column(weights, state, 2));
  const Matrix rows{{0}, {1}, {0}};
  EXPECT_FALSE(is_used_row(rows, state, 0));
  EXPECT_TRUE(is_used_row(rows, state, 1));
  EXPECT_TRUE(is_used_row(rows, state, 2));
}

TEST(CarriedWeights, RefuseAListOfInputsThatIsNone) {
  EXPECT_EQ(used_inputs_problem(std::vector<std::int64_t>{}, 2, 5), "");
  EXPECT_EQ(used_inputs_problem(std::vector<std::int64_t>{2, 4}, 2, 5), "");
  EXPECT_EQ(used_inputs_problem(std::vector<std::int64_t>{4, 2}, 2, 5), "/inputs: must increase");
  EXPECT_EQ(used_inputs_problem(std::vector<std::int64_t>{1, 2}, 2, 5), "/inputs: must be from 2 to below 5");
  EXPECT_EQ(used_inputs_problem(std::vector<std::int64_t>{2, 5}, 2, 5), "/inputs: must be from 2 to below 5");
}

}  // namespace
}  // namespace driftd::updaters
