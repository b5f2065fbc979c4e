#include "daemon/journal/segment_format.h"

#include <gtest/gtest.h>

#include <vector>

namespace driftd::journal {
namespace {

constexpr SegmentHeader kHeader{.base = 3 * kLeastSegmentBytes, .size = kLeastSegmentBytes, .stamp = 77};

TEST(SegmentHeader, ComesBackAsItWasWritten) {
  const auto header = read_header(write_header(kHeader));
  ASSERT_TRUE(header) << header.error();
  EXPECT_EQ(header->base, kHeader.base);
  EXPECT_EQ(header->size, kHeader.size);
  EXPECT_EQ(header->stamp, kHeader.stamp);
}

TEST(SegmentHeader, SaysWhatIsWrongWithIt) {
  auto foreign = write_header(kHeader), newer = foreign, damaged = foreign;
  foreign[0] ^= std::byte{1};
  EXPECT_EQ(read_header(foreign).error(), "it is not a journal segment");
  newer[8] = std::byte{9};
  EXPECT_EQ(read_header(newer).error(), "its format is version 9 and this driftd reads version 1");
  damaged[16] ^= std::byte{1};
  EXPECT_EQ(read_header(damaged).error(), "its header is damaged");
  EXPECT_EQ(read_header(std::span(damaged).first(100)).error(), "it is too short to hold a header");
}

TEST(SegmentHeader, OfAnImpossibleSizeIsRefusedEvenWhenItsChecksumIsRight) {
  EXPECT_FALSE(read_header(write_header({.base = 0, .size = 0, .stamp = 1})));
  EXPECT_FALSE(read_header(write_header({.base = 0, .size = kMostSegmentBytes + 4096, .stamp = 1})));
  EXPECT_FALSE(read_header(write_header({.base = 0, .size = kLeastSegmentBytes + 1, .stamp = 1})));
}

std::vector<std::byte> sealed(const Seal& seal, const SegmentHeader& header) {
  std::vector<std::byte> bytes(kHeader.size);
  std::ranges::copy(write_seal(seal, header), bytes.begin() + static_cast<std::ptrdiff_t>(records_limit(kHeader.size)));
  return bytes;
}

std::optional<Seal> read_back(const std::vector<std::byte>& bytes) {
  return read_seal({.bytes = bytes, .base = kHeader.base, .stamp = kHeader.stamp}, kHeader.size);
}

TEST(Seal, ComesBackAsItWasWritten) {
  const auto seal = read_back(sealed({.end = 8000, .commit_start = 7000}, kHeader));
  ASSERT_TRUE(seal);
  EXPECT_EQ(seal->end, 8000U);
  EXPECT_EQ(seal->commit_start, 7000U);
}

TEST(Seal, OfAnotherLifeOfTheFileCountsForNothing) {
  SegmentHeader other = kHeader;
  other.stamp = 78;
  EXPECT_FALSE(read_back(sealed({.end = 8000, .commit_start = 7000}, other)));
  other = kHeader;
  other.base = 0;
  EXPECT_FALSE(read_back(sealed({.end = 8000, .commit_start = 7000}, other)));
}

TEST(Seal, OutsideTheSegmentOrCutOffCountsForNothing) {
  EXPECT_FALSE(read_back(sealed({.end = kHeader.size, .commit_start = 0}, kHeader)));
  EXPECT_FALSE(read_back(sealed({.end = 100, .commit_start = 0}, kHeader)));
  auto bytes = sealed({.end = 8000, .commit_start = 7000}, kHeader);
  bytes.resize(bytes.size() - 1);
  EXPECT_FALSE(read_back(bytes));
}

}  // namespace
}  // namespace driftd::journal
