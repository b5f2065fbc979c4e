#include "daemon/engine/samples.h"

#include <gtest/gtest.h>

namespace driftd::engine {
namespace {

TEST(Samples, KeepTheNewestUnderIndicesThatNeverChange) {
  Samples samples(100);
  for (Position i = 0; i < 250; ++i) samples.add({.prediction = i * 10, .label = static_cast<double>(i)});
  EXPECT_EQ(samples.first(), 150U);
  EXPECT_EQ(samples.end(), 250U);
  const auto range = samples.range(200, 203);
  ASSERT_EQ(range.size(), 3U);
  EXPECT_EQ(range[0], (Sample{.prediction = 2000, .label = 200}));
  EXPECT_EQ(samples.oldest(99999), 1500U);
}

TEST(Samples, ARangeIsCutToWhatIsThere) {
  Samples samples(100);
  for (Position i = 0; i < 120; ++i) samples.add({.prediction = i, .label = 0});
  EXPECT_EQ(samples.range(0, 1000).size(), 100U);
  EXPECT_TRUE(samples.range(500, 600).empty());
  EXPECT_TRUE(samples.range(110, 105).empty());
}

TEST(Samples, ThoseThatAreStruckKeepTheirIndicesAndAreInNoRange) {
  Samples samples(100);
  for (Position i = 0; i < 10; ++i) samples.add({.prediction = i * 10, .label = 1});
  samples.strike(30, 50);
  EXPECT_EQ(samples.end(), 10U);
  const auto range = samples.range(2, 8);
  ASSERT_EQ(range.size(), 3U);
  EXPECT_EQ(range[0].prediction, 20U);
  EXPECT_EQ(range[1].prediction, 60U);
}

TEST(Samples, AreTakenAndLeftOutByTheirIndices) {
  Samples samples(10);
  for (Position i = 0; i < 15; ++i) samples.add({.prediction = i * 10, .label = 1});
  samples.strike(80, 80);
  const std::vector<std::uint64_t> indices{2, 6, 8, 9, 99};
  const auto chosen = samples.at(indices);
  ASSERT_EQ(chosen.size(), 2U) << "2 is gone, 8 is struck, 99 has not come";
  EXPECT_EQ(chosen[0].prediction, 60U);
  EXPECT_EQ(chosen[1].prediction, 90U);
  const auto others = samples.range_without(4, 10, indices);
  ASSERT_EQ(others.size(), 2U);
  EXPECT_EQ(others[0].prediction, 50U);
  EXPECT_EQ(others[1].prediction, 70U);
}

TEST(Samples, TheJournalThatTheyKeepIsBounded) {
  Samples samples(100, 50);
  samples.add({.prediction = 0, .label = 0});
  samples.add({.prediction = 40, .label = 0});
  samples.add({.prediction = 60, .label = 0});
  EXPECT_EQ(samples.first(), 1U);
}

TEST(Samples, ComeBackFromTheirState) {
  Samples samples(100);
  for (Position i = 0; i < 130; ++i) samples.add({.prediction = i, .label = 0.5});
  detectors::StateWriter state;
  samples.save(state);
  Samples restored(100);
  detectors::StateReader reader(state.bytes());
  restored.load(reader);
  ASSERT_FALSE(reader.failed());
  EXPECT_EQ(restored.range(0, 1000), samples.range(0, 1000));
  restored.add({.prediction = 999, .label = 1});
  EXPECT_EQ(restored.end(), 131U);
  EXPECT_EQ(restored.first(), 31U);
}

}  // namespace
}  // namespace driftd::engine
