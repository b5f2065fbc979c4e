#include "daemon/journal/durable_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "tests/daemon/journal/faulty_disk.h"
#include "tests/daemon/journal/file_damage.h"
#include "tests/scratch_folder.h"

namespace driftd::journal {
namespace {

using tests::ScratchFolder;

class DurableFile : public ::testing::Test {
 protected:
  std::span<const std::byte> text() const { return std::as_bytes(std::span(kText.data(), kText.size())); }

  static constexpr std::string_view kText = "every byte of it";
  ScratchFolder folder_;
  FaultyDisk disk_;
  std::filesystem::path path_ = folder_.path() / "file";
  OpenFile file_ = OpenFile::open(path_, O_RDWR | O_CREAT).value();
};

TEST_F(DurableFile, ContinuesShortAndInterruptedWrites) {
  disk_.most_at_once = 3;
  disk_.interruptions = 2;
  ASSERT_TRUE(file_.write_at(disk_, text(), 0));
  const auto bytes = read_file(path_);
  EXPECT_EQ(std::string_view(bytes.data(), bytes.size()), kText);
  EXPECT_EQ(disk_.writes, 2 + 6);
}

TEST_F(DurableFile, TakesAWriteOfNothingForAnError) {
  disk_.most_at_once = 0;
  const auto done = file_.write_at(disk_, text(), 0);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, EIO);
}

TEST_F(DurableFile, SaysWhatItCouldNotWriteAndWhere) {
  disk_.fail_write = ENOSPC;
  const auto done = file_.write_at(disk_, text(), 40);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ENOSPC);
  EXPECT_EQ(done.error().message, "cannot write 16 bytes to " + path_.string() + " at byte 40: No space left on device");
}

TEST_F(DurableFile, TakesAFileThatEndsEarlyForAnError) {
  ASSERT_TRUE(file_.write_at(disk_, text(), 0));
  std::vector<std::byte> into(17);
  EXPECT_EQ(file_.read_at(into, 0).error().code, EILSEQ);
}

TEST_F(DurableFile, ReservesItsFullLength) {
  ASSERT_TRUE(file_.reserve(disk_, 12345));
  EXPECT_EQ(file_.bytes().value(), 12345U);
}

}  // namespace
}  // namespace driftd::journal
