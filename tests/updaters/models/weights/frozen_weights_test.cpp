#include "updaters/models/weights/frozen_weights.h"

#include <gmock/gmock.h>

namespace driftd::updaters {
namespace {

TEST(FrozenWeights, ArePutBackAndTheOthersStay) {
  const FrozenWeights frozen(Matrix{{1, 2}, {3, 4}}, {1, 0, 0, 1});
  EXPECT_TRUE(frozen.any());
  Matrix moved{{5, 6}, {7, 8}};
  frozen.put_back(moved);
  EXPECT_EQ(moved, (Matrix{{1, 6}, {7, 4}}));
}

TEST(FrozenWeights, ArePutBackWhereAStepHasBeen) {
  const FrozenWeights frozen(Matrix{{1, 2}, {3, 4}}, {1, 1, 0, 1});
  Matrix moved{{5, 6}, {7, 8}};
  frozen.put_back(moved, std::vector<std::uint32_t>{1, 2});
  EXPECT_EQ(moved, (Matrix{{5, 2}, {7, 8}}));
}

TEST(FrozenWeights, MayBeNone) {
  Matrix moved{{5}};
  FrozenWeights().put_back(moved);
  EXPECT_EQ(moved, (Matrix{{5}}));
  EXPECT_FALSE(FrozenWeights(moved, {0}).any());
}

TEST(FrozenWeights, OfACarriedMatrixAreThoseThatHaveLearntSomething) {
  EXPECT_THAT(carried_places(Matrix{{1, 0, 3}}, {0, 1, Encoder::kNowhere}), testing::ElementsAre(1, 0, 0));
}

}  // namespace
}  // namespace driftd::updaters
