#include "daemon/journal/spare_shelf.h"

#include <gtest/gtest.h>

#include "daemon/journal/segment_folder.h"
#include "tests/daemon/journal/file_damage.h"
#include "tests/scratch_folder.h"

namespace driftd::journal {
namespace {

using tests::ScratchFolder;

class Shelf : public ::testing::Test {
 protected:
  std::shared_ptr<Segment> segment(Position index, std::uint64_t size = kLeastSegmentBytes) const {
    return Segment::create(FileCalls::system(), folder_.path(), {.base = index * kLeastSegmentBytes, .size = size, .stamp = 1}, nullptr)
        .value();
  }

  ScratchFolder folder_;
  SpareShelf shelf_{FileCalls::system(), folder_.path(), kLeastSegmentBytes, 2};
};

TEST_F(Shelf, HandsOutAFileOnlyWhenItsLastReaderIsGone) {
  auto held = segment(0);
  ASSERT_TRUE(shelf_.put(*held));
  EXPECT_FALSE(shelf_.take());
  auto other_reader = held;
  held.reset();
  EXPECT_FALSE(shelf_.take());
  other_reader.reset();
  EXPECT_EQ(shelf_.take(), spare_path(folder_.path(), 0));
  EXPECT_FALSE(shelf_.take());
}

TEST_F(Shelf, KeepsNoMoreThanItsMostAndNoneOfAnotherSize) {
  for (Position index = 0; index < 4; ++index) ASSERT_TRUE(shelf_.put(*segment(index)));
  EXPECT_EQ(shelf_.bytes(), 2 * kLeastSegmentBytes);
  EXPECT_EQ(files_with(folder_.path(), ".spare").size(), 2U);
  EXPECT_TRUE(files_with(folder_.path(), ".segment").empty());
  ASSERT_TRUE(shelf_.take());
  ASSERT_TRUE(shelf_.put(*segment(9, 2 * kLeastSegmentBytes)));
  EXPECT_EQ(shelf_.bytes(), kLeastSegmentBytes);
}

TEST_F(Shelf, AdoptsWhatFitsAndRemovesWhatDoesNot) {
  ASSERT_TRUE(shelf_.put(*segment(0)));
  SpareShelf next(FileCalls::system(), folder_.path(), kLeastSegmentBytes, 2);
  next.adopt(spare_path(folder_.path(), 0));
  const auto odd = spare_path(folder_.path(), kLeastSegmentBytes);
  write_file(odd, std::string("short"));
  next.adopt(odd);
  EXPECT_FALSE(std::filesystem::exists(odd));
  EXPECT_EQ(next.take(), spare_path(folder_.path(), 0));
}

}  // namespace
}  // namespace driftd::journal
