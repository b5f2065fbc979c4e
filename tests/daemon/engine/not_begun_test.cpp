#include "daemon/engine/not_begun.h"

#include <gtest/gtest.h>

namespace driftd::engine {
namespace {

TEST(NotBegun, AReasonIsNewsOnceHoweverItsNumbersChange) {
  NotBegun told;
  EXPECT_TRUE(told.is_news("", "12 labelled rows have come, 300 are wanted"));
  EXPECT_FALSE(told.is_news("", "13 labelled rows have come, 300 are wanted"));
  EXPECT_TRUE(told.is_news("", "cooling down until 2026-01-31T12:00:00Z"));
  EXPECT_FALSE(told.is_news("", "12 labelled rows have come, 300 are wanted")) << "nor when reasons take turns";
  told.begin_anew();
  EXPECT_TRUE(told.is_news("", "12 labelled rows have come, 300 are wanted"));
}

TEST(NotBegun, TheSameReasonAboutAnotherCheckIsNews) {
  NotBegun told;
  EXPECT_TRUE(told.is_news("ks on V1", "not wanted"));
  EXPECT_TRUE(told.is_news("ks on V2", "not wanted"));
  EXPECT_FALSE(told.is_news("ks on V1", "not wanted"));
}

TEST(NotBegun, ManyReasonsOfOneCauseAreBounded) {
  NotBegun told;
  int news = 0;
  for (char c = 'a'; c <= 'z'; ++c) news += told.is_news("", std::string(1, c)) ? 1 : 0;
  EXPECT_EQ(news, static_cast<int>(NotBegun::kMostReasons));
}

TEST(NotBegun, GoesOnAsItWasSavedAndTrustsNothing) {
  NotBegun told;
  EXPECT_TRUE(told.is_news("", "paused"));
  detectors::StateWriter state;
  told.save(state);
  NotBegun other;
  detectors::StateReader reader(state.bytes());
  other.load(reader);
  EXPECT_FALSE(reader.failed());
  EXPECT_FALSE(other.is_news("", "paused"));
  detectors::StateWriter many;
  many.put(std::uint64_t{1} << 40U);
  detectors::StateReader wrong(many.bytes());
  other.load(wrong);
  EXPECT_TRUE(wrong.failed());
}

}  // namespace
}  // namespace driftd::engine
