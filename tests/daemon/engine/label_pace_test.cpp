#include "daemon/engine/label_pace.h"

#include <gtest/gtest.h>

#include <cmath>

namespace driftd::engine {
namespace {

Time at(std::int64_t seconds) {
  return Time(std::chrono::seconds(seconds));
}

TEST(LabelPace, HasItsReferenceOnceEveryLabelIsThere) {
  LabelPace pace(3);
  for (Position i = 1; i <= 3; ++i) pace.predicted(i, at(static_cast<std::int64_t>(i)));
  pace.labelled(1, 10);
  pace.labelled(2, 20);
  EXPECT_TRUE(pace.reference(at(4)).empty());
  pace.labelled(3, 30);
  EXPECT_EQ(pace.reference(at(4)), (std::vector<double>{10, 20, 30}));
}

TEST(LabelPace, WaitsNoLongerThanTwiceWhatMostNeeded) {
  LabelPace pace(3);
  for (Position i = 1; i <= 3; ++i) pace.predicted(i, at(0));
  pace.labelled(1, 10);
  pace.labelled(2, 10);
  EXPECT_TRUE(pace.reference(at(20)).empty());
  const auto delays = pace.reference(at(21));
  ASSERT_EQ(delays.size(), 3U);
  EXPECT_TRUE(std::isnan(delays[2]));
}

TEST(LabelPace, HasNoneWhereNoLabelCame) {
  LabelPace pace(1);
  pace.predicted(1, at(0));
  EXPECT_TRUE(pace.reference(at(1'000'000)).empty());
}

TEST(LabelPace, SettlesInOrderWhatIsOldEnough) {
  LabelPace pace(1);
  pace.reference_is_known();
  for (Position i = 1; i <= 4; ++i) pace.predicted(i, at(static_cast<std::int64_t>(i)));
  pace.labelled(2, 5);
  pace.labelled(77, 5);  // of a prediction that nobody follows
  std::vector<double> delays;
  pace.settle(at(13), 10, delays);
  ASSERT_EQ(delays.size(), 2U);
  EXPECT_TRUE(std::isnan(delays[0]));
  EXPECT_EQ(delays[1], 5);
}

TEST(LabelPace, FollowsFewerWhereManyWaitAndKeepsTheShare) {
  LabelPace pace(1);
  pace.reference_is_known();
  constexpr Position kMany = 100'000;
  for (Position i = 1; i <= kMany; ++i) pace.predicted(i, at(0));
  for (Position i = 1; i <= kMany; ++i) {
    if (i % 3 == 0) pace.labelled(i, 1);
  }
  std::vector<double> delays;
  pace.settle(at(100), 10, delays);
  EXPECT_LE(delays.size(), LabelPace::kMostFollowed);
  EXPECT_GE(delays.size(), LabelPace::kMostFollowed / 4);
  const auto came = std::ranges::count_if(delays, [](double delay) { return !std::isnan(delay); });
  EXPECT_NEAR(static_cast<double>(came) / static_cast<double>(delays.size()), 1.0 / 3, 0.03);
}

TEST(LabelPace, IsReadBackAsItWas) {
  LabelPace pace(100);
  for (Position i = 1; i <= 50; ++i) pace.predicted(i, at(0));
  pace.labelled(7, 3);
  detectors::StateWriter state;
  pace.save(state);
  LabelPace copy(100);
  detectors::StateReader reader(state.bytes());
  copy.load(reader);
  EXPECT_FALSE(reader.failed());
  detectors::StateWriter again;
  copy.save(again);
  EXPECT_EQ(again.bytes(), state.bytes());
}

}  // namespace
}  // namespace driftd::engine
