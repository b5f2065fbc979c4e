#include "daemon/journal/verification.h"

#include <gtest/gtest.h>

#include "tests/daemon/journal/file_damage.h"
#include "tests/daemon/journal/small_journal.h"
#include "tests/scratch_folder.h"

namespace driftd::journal {
namespace {

using tests::ScratchFolder;

class Verified : public ::testing::Test {
 protected:
  void SetUp() override { written_ = write(*open_or_throw(small(folder_.path())), texts(120, 300)); }
  Verification verified() const { return verify(folder_.path()).value(); }
  std::filesystem::path segment(Position index) const { return segment_path(folder_.path(), index * kLeastSegmentBytes); }

  ScratchFolder folder_;
  Entries written_;
};

TEST_F(Verified, CountsAWholeJournal) {
  const auto verification = verified();
  EXPECT_TRUE(verification.complaints.empty());
  EXPECT_FALSE(verification.torn);
  EXPECT_EQ(verification.segments, 4U);
  EXPECT_EQ(verification.records, 120U);
  EXPECT_EQ(verification.bytes, 120 * record_bytes(300));
  EXPECT_EQ(verification.begin, kHeaderBytes);
  EXPECT_EQ(verification.end, written_.back().first + record_bytes(300) - sizeof(RecordHeader));
}

TEST_F(Verified, ListsAllDamageAndChangesNothing) {
  flip_bit(segment(0), written_[3].first);
  flip_bit(segment(2), 100);  // in the unused part of its header's block: no harm
  flip_bit(segment(1), 20);
  const auto before = read_file(segment(0));
  const auto verification = verified();
  ASSERT_EQ(verification.complaints.size(), 2U);
  EXPECT_NE(verification.complaints[0].find("damaged at position " + std::to_string(written_[3].first - sizeof(RecordHeader))),
            std::string::npos);
  EXPECT_NE(verification.complaints[1].find("its header is damaged"), std::string::npos);
  EXPECT_EQ(read_file(segment(0)), before);
}

TEST_F(Verified, TellsAGap) {
  std::filesystem::remove(segment(1));
  ASSERT_EQ(verified().complaints.size(), 1U);
  EXPECT_NE(verified().complaints[0].find("gap"), std::string::npos);
}

TEST_F(Verified, TellsATornEndFromDamage) {
  flip_bit(segment(3), written_.back().first % kLeastSegmentBytes);
  const auto verification = verified();
  EXPECT_TRUE(verification.complaints.empty());
  ASSERT_TRUE(verification.torn);
  EXPECT_EQ(verification.torn->at, written_.back().first - sizeof(RecordHeader));
  EXPECT_EQ(verification.records, 119U);
}

TEST_F(Verified, ReadsASegmentThatIsCutShort) {
  std::filesystem::resize_file(segment(3), 5000);
  EXPECT_TRUE(verified().complaints.empty()) << "the last may be";
  std::filesystem::resize_file(segment(1), 5000);
  EXPECT_EQ(verified().complaints.size(), 1U);
}

TEST(VerifiedFolder, ThatIsNotThereIsAnError) {
  EXPECT_EQ(verify("/nowhere/at/all").error().code, ENOENT);
}

}  // namespace
}  // namespace driftd::journal
