#include "updaters/optimizers/optimizer.h"

#include <gtest/gtest.h>

namespace driftd::updaters {
namespace {

TEST(GrownState, LeavesRoomForNewWeightsInEverySlot) {
  EXPECT_EQ(grown_state(std::vector<double>{1, 2, 10, 20, 7}, 2, 3), (std::vector<double>{1, 2, 0, 10, 20, 0, 7}));
  EXPECT_EQ(grown_state(std::vector<double>{7}, 2, 5), (std::vector<double>{7})) << "where nothing is kept a weight";
}

}  // namespace
}  // namespace driftd::updaters
