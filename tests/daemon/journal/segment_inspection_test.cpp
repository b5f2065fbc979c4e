#include "daemon/journal/segment_inspection.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/daemon/journal/small_journal.h"

namespace driftd::journal {
namespace {

/// A segment in memory, written commit by commit.
class Inspected : public ::testing::Test {
 protected:
  static constexpr SegmentHeader kHeader{.base = 5 * kLeastSegmentBytes, .size = kLeastSegmentBytes, .stamp = 99};

  void commit(int records) {
    commit_start_ = end_;
    for (int i = 0; i < records; ++i) {
      std::vector<std::byte> bytes;
      write_record(bytes, kHeader.stamp, kHeader.base + end_ + sizeof(RecordHeader), static_cast<std::uint32_t>(end_ - commit_start_),
                   bytes_of("sixteen letters!"));
      std::ranges::copy(bytes, bytes_.begin() + static_cast<std::ptrdiff_t>(end_));
      end_ += bytes.size();
    }
  }
  void seal() {
    std::ranges::copy(write_seal({.end = end_, .commit_start = commit_start_}, kHeader),
                      bytes_.begin() + static_cast<std::ptrdiff_t>(records_limit(kHeader.size)));
  }
  void spoil(int record) { bytes_[kHeaderBytes + (static_cast<std::size_t>(record) * kEach) + 20] ^= std::byte{4}; }
  SegmentBytes contents() const { return {.bytes = bytes_, .base = kHeader.base, .stamp = kHeader.stamp}; }
  Inspection last() const { return inspect_last(contents(), kHeader.size); }
  Inspection finished() const { return inspect_finished(contents(), kHeader.size); }

  static constexpr std::uint64_t kEach = record_bytes(16);
  std::vector<std::byte> bytes_ = std::vector<std::byte>(kHeader.size);
  std::uint64_t end_ = kHeaderBytes;
  std::uint64_t commit_start_ = kHeaderBytes;
};

TEST_F(Inspected, EmptyIsClean) {
  EXPECT_EQ(last().ending, Ending::kClean);
  EXPECT_EQ(last().records, 0U);
  EXPECT_EQ(last().end, kHeaderBytes);
}

TEST_F(Inspected, WholeIsClean) {
  commit(3);
  commit(2);
  EXPECT_EQ(last().ending, Ending::kClean);
  EXPECT_EQ(last().records, 5U);
  EXPECT_EQ(last().end, end_);
  EXPECT_FALSE(last().sealed);
  EXPECT_EQ(finished().ending, Ending::kDamaged) << "a finished one must be sealed";
  seal();
  EXPECT_TRUE(last().sealed);
  EXPECT_EQ(finished().ending, Ending::kClean);
}

TEST_F(Inspected, UnreadableInItsLastCommitIsTorn) {
  commit(3);
  commit(4);
  for (int record = 3; record < 7; ++record) {
    spoil(record);
    EXPECT_EQ(last().ending, Ending::kTorn) << record;
    EXPECT_EQ(last().end, kHeaderBytes + static_cast<std::uint64_t>(record) * kEach);
    EXPECT_EQ(last().remains_end, record == 6 ? end_ - kEach + sizeof(RecordHeader) : end_);
    spoil(record);
  }
}

TEST_F(Inspected, UnreadableBeforeItsLastCommitIsDamaged) {
  commit(3);
  commit(4);
  for (int record = 0; record < 3; ++record) {
    spoil(record);
    EXPECT_EQ(last().ending, Ending::kDamaged) << record;
    EXPECT_EQ(last().end, kHeaderBytes + static_cast<std::uint64_t>(record) * kEach);
    spoil(record);
  }
}

TEST_F(Inspected, UnreadableUnderASealOfTheSameCommitIsTornOfALaterOneDamaged) {
  commit(3);
  seal();
  spoil(2);
  EXPECT_EQ(last().ending, Ending::kTorn);
  EXPECT_EQ(last().remains_end, kHeader.size);
  EXPECT_EQ(finished().ending, Ending::kDamaged) << "with a segment behind it, it was acknowledged";
  commit_start_ = end_;
  seal();
  EXPECT_EQ(last().ending, Ending::kDamaged);
}

}  // namespace
}  // namespace driftd::journal
