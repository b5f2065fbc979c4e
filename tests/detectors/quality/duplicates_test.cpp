#include "detectors/quality/duplicates.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "detectors/quality/recent_rows.h"

namespace driftd::detectors {
namespace {

std::vector<double> seen(RecentRows& rows, std::size_t from, std::size_t to) {
  std::vector<double> flags;
  for (std::size_t i = from; i < to; ++i) flags.push_back(rows.add(std::array{static_cast<double>(i), 1.0}) ? 1 : 0);
  return flags;
}

TEST(Duplicates, FindsABatchThatIsSentTwice) {
  RecentRows rows;
  Duplicates check{DuplicateParameters{}};
  check.learn(seen(rows, 0, 1000));
  EXPECT_EQ(check.judge_alone(seen(rows, 1000, 1050)).signal.level, Level::stable);
  const auto finding = check.judge_alone(seen(rows, 1000, 1050));
  EXPECT_EQ(finding.signal.level, Level::drift);
  EXPECT_EQ(finding.text, "100 % sent before against 0 % in the reference");
}

TEST(Duplicates, LeavesRowsAloneThatRepeatedThemselvesBefore) {
  std::vector<double> reference(300);
  for (std::size_t i = 0; i < 100; ++i) reference[3 * i] = 1;
  Duplicates check{DuplicateParameters{}};
  check.learn(reference);
  std::vector<double> window(50);
  std::fill(window.begin(), window.begin() + 30, 1.0);
  EXPECT_EQ(check.judge_alone(window).signal.level, Level::stable) << "from 33 % to 60 %, as in usenet2";
}

TEST(RecentRows, ForgetWhatIsLongAgo) {
  RecentRows rows;
  seen(rows, 0, RecentRows::kRemembered + 1);
  EXPECT_FALSE(rows.add(std::array{0.0, 1.0})) << "the first has gone";
  EXPECT_TRUE(rows.add(std::array{2.0, 1.0}));
  EXPECT_FALSE(rows.add(std::array{2.0, 1.5})) << "another value";
}

TEST(RecentRows, ARowThatComesAgainIsRememberedFromThenOn) {
  RecentRows rows;
  seen(rows, 0, 1);
  seen(rows, 10, 10 + RecentRows::kRemembered - 1);
  EXPECT_TRUE(rows.add(std::array{0.0, 1.0}));
  seen(rows, 9000, 9000 + RecentRows::kRemembered - 1);
  EXPECT_TRUE(rows.add(std::array{0.0, 1.0}));
}

TEST(RecentRows, AreReadBackAsTheyWere) {
  for (const std::size_t size : {0UL, 1UL, 1000UL, RecentRows::kRemembered, RecentRows::kRemembered + 777}) {
    RecentRows rows;
    seen(rows, 0, size);
    StateWriter state;
    rows.save(state);
    RecentRows copy;
    StateReader reader(state.bytes());
    copy.load(reader);
    ASSERT_FALSE(reader.failed()) << size;
    EXPECT_EQ(seen(rows, size / 2, size + 100), seen(copy, size / 2, size + 100)) << size;
    StateWriter later;
    StateWriter later_copy;
    rows.save(later);
    copy.save(later_copy);
    EXPECT_EQ(later.bytes(), later_copy.bytes()) << size;
  }
}

}  // namespace
}  // namespace driftd::detectors
