#include "daemon/engine/doubtful_rows.h"

#include <gtest/gtest.h>

namespace driftd::engine {
namespace {

TEST(DoubtfulRows, AreThoseOfItsRanges) {
  DoubtfulRows rows;
  rows.add({.first = 10, .last = 20});
  rows.add({.first = 40, .last = 50});
  for (const Position in : {10U, 15U, 20U, 40U, 50U}) EXPECT_TRUE(rows.has(in)) << in;
  for (const Position out : {0U, 9U, 21U, 39U, 51U}) EXPECT_FALSE(rows.has(out)) << out;
}

TEST(DoubtfulRows, RangesThatMeetAreOne) {
  DoubtfulRows rows;
  rows.add({.first = 10, .last = 20});
  rows.add({.first = 30, .last = 40});
  rows.add({.first = 15, .last = 50});
  EXPECT_TRUE(rows.has(25));
  EXPECT_FALSE(rows.has(9));
}

TEST(DoubtfulRows, AreBounded) {
  DoubtfulRows rows;
  for (Position i = 0; i < 1000; ++i) rows.add({.first = 10 * i, .last = 10 * i + 1});
  detectors::StateWriter state;
  rows.save(state);
  EXPECT_LE(state.bytes().size(), 8 + 16 * DoubtfulRows::kMostRanges);
  EXPECT_TRUE(rows.has(9990));
  EXPECT_FALSE(rows.has(9985));
  EXPECT_TRUE(rows.has(5)) << "the oldest have run into one another";
}

TEST(DoubtfulRows, AreReadBackAsTheyWereOrRefused) {
  DoubtfulRows rows;
  rows.add({.first = 10, .last = 20});
  rows.add({.first = 40, .last = 50});
  detectors::StateWriter state;
  rows.save(state);
  DoubtfulRows copy;
  detectors::StateReader reader(state.bytes());
  copy.load(reader);
  EXPECT_FALSE(reader.failed());
  EXPECT_TRUE(copy.has(45));
  auto damaged = state.bytes();
  damaged[8] = 30;  // the first range begins behind its end
  detectors::StateReader second(damaged);
  copy.load(second);
  EXPECT_TRUE(second.failed());
}

}  // namespace
}  // namespace driftd::engine
