#include "updaters/encoding/standardize.h"

#include <gmock/gmock.h>

#include <limits>
#include <vector>

namespace driftd::updaters {
namespace {

using testing::ElementsAre;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kMost = std::numeric_limits<double>::max();

std::vector<double> standard(const std::vector<double>& values, double offset, double factor, double fill) {
  const std::vector<double> fills(values.size(), fill);
  const std::vector<double> offsets(values.size(), offset);
  const std::vector<double> factors(values.size(), factor);
  std::vector<double> found(values.size());
  standardize(values, fills, offsets, factors, 1e150, found);
  return found;
}

TEST(Standardize, TakesTheOffsetAwayAndMultiplies) {
  EXPECT_THAT(standard({1, 2, 3, 4, 5, 6, 7}, 4, 0.5, 0), ElementsAre(-1.5, -1, -0.5, 0, 0.5, 1, 1.5));
}

TEST(Standardize, FillsInWhatIsMissing) {
  EXPECT_THAT(standard({1, kMissing, 3, 4, 5, kMissing}, 4, 0.5, 6), ElementsAre(-1.5, 1, -0.5, 0, 0.5, 1));
}

TEST(Standardize, StaysWithinBounds) {
  EXPECT_THAT(standard({kMost, -kMost, 0, 1}, 0, 1, 0), ElementsAre(1e9, -1e9, 0, 1));
  EXPECT_THAT(standard({kInfinite, -kInfinite, kMissing}, 0, 1, 7), ElementsAre(1e9, -1e9, 7));
  EXPECT_THAT(standard({kMost, 1, -kInfinite}, 0, 0, 0), ElementsAre(0, 0, 0)) << "a column that did not vary";
  EXPECT_THAT(standard({kMost, kMost, kMost}, -1e150, 1e150, 0), ElementsAre(1e9, 1e9, 1e9));
}

}  // namespace
}  // namespace driftd::updaters
