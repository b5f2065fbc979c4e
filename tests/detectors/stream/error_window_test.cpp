#include "detectors/stream/error_window.h"

#include <gtest/gtest.h>

namespace driftd::detectors {
namespace {

TEST(ErrorWindow, KeepsTheNewestAndHandsBackWhatFallsOut) {
  ErrorWindow window(3);
  EXPECT_EQ(window.push(true), 0U);
  EXPECT_EQ(window.push(false), 0U);
  EXPECT_EQ(window.push(false), 0U);
  EXPECT_EQ(window.push(true), 1U);
  EXPECT_EQ(window.size(), 3U);
  EXPECT_EQ(window.at_age(0), 1U);
  EXPECT_EQ(window.at_age(2), 0U);
  EXPECT_EQ(window.errors_of_newest(3), 1U);
}

TEST(ErrorWindow, RefusesAStateOfMoreThanItHolds) {
  ErrorWindow large(4);
  for (int i = 0; i < 4; ++i) large.push(true);
  StateWriter writer;
  large.save(writer);
  StateReader reader(writer.bytes());
  ErrorWindow small(3);
  small.load(reader);
  EXPECT_TRUE(reader.failed());
}

}  // namespace
}  // namespace driftd::detectors
