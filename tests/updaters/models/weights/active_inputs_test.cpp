#include "updaters/models/weights/active_inputs.h"

#include <gmock/gmock.h>

namespace driftd::updaters {
namespace {

using testing::ElementsAre;

// One number, sparse inputs 1 .. 4, and the bias.
class ActiveInputsTest : public testing::Test {
 protected:
  ActiveInputsTest() { active_.find(batch_); }

  SparseRows batch_{.begins = {0, 2, 4}, .inputs = {2, 4, 1, 2}, .values = {1, 1, 1, 1}};
  ActiveInputs active_{1, 5};
};

TEST_F(ActiveInputsTest, NumbersWhatIsOnInTheOrderInWhichItComes) {
  EXPECT_THAT(batch_.inputs, ElementsAre(1, 2, 3, 1));
  EXPECT_EQ(active_.count(), 4U);
}

TEST_F(ActiveInputsTest, StartsAnewWithEachBatch) {
  SparseRows next{.begins = {0, 1}, .inputs = {4}, .values = {1}};
  active_.find(next);
  EXPECT_THAT(next.inputs, ElementsAre(1));
  EXPECT_EQ(active_.count(), 2U);
}

TEST_F(ActiveInputsTest, GathersColumnsAndKnowsTheirPlaces) {
  Matrix all(2, 6);
  for (int i = 0; i < 12; ++i) all.data()[i] = i;
  Matrix chosen;
  active_.gather_columns(all, chosen);
  EXPECT_EQ(chosen, (Matrix{{0, 2, 4, 1, 5}, {6, 8, 10, 7, 11}}));
  EXPECT_THAT(active_.places_in_columns(2, 6), ElementsAre(0, 2, 4, 1, 5, 6, 8, 10, 7, 11));
}

TEST_F(ActiveInputsTest, GathersRowsAndKnowsTheirPlaces) {
  Matrix all(6, 2);
  for (int i = 0; i < 12; ++i) all.data()[i] = i;
  Matrix chosen;
  active_.gather_rows(all, chosen);
  EXPECT_EQ(chosen, (Matrix{{0, 1}, {4, 5}, {8, 9}, {2, 3}, {10, 11}}));
  EXPECT_THAT(active_.places_in_rows(6, 2), ElementsAre(0, 1, 4, 5, 8, 9, 2, 3, 10, 11));
}

}  // namespace
}  // namespace driftd::updaters
