#include "daemon/journal/checkpoint_store.h"

#include <gtest/gtest.h>

#include "tests/daemon/journal/faulty_disk.h"
#include "tests/daemon/journal/file_damage.h"
#include "tests/scratch_folder.h"

namespace driftd::journal {
namespace {

using tests::ScratchFolder;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

class Checkpoints : public ::testing::Test {
 protected:
  void save(Position position, std::string_view content) {
    const auto done = store_.save(position, bytes_of(content));
    ASSERT_TRUE(done) << done.error().message;
  }
  std::string newest(Position log_end = kNowhere) {
    loaded_ = store_.load_newest(log_end);
    if (!loaded_.newest) return "none";
    const auto& content = loaded_.newest->content;
    return std::string(reinterpret_cast<const char*>(content.data()), content.size());
  }
  std::filesystem::path file_at(std::string_view position) const { return (folder_.path() / position) += ".checkpoint"; }

  ScratchFolder folder_;
  FaultyDisk disk_;
  CheckpointStore store_{folder_.path(), disk_};
  LoadedCheckpoint loaded_;
};

TEST_F(Checkpoints, OfAnEmptyOrMissingFolderAreNoneAndNoComplaint) {
  EXPECT_EQ(newest(), "none");
  EXPECT_TRUE(loaded_.complaints.empty());
  EXPECT_FALSE(CheckpointStore(folder_.path() / "missing").load_newest().newest);
}

TEST_F(Checkpoints, AnswerWithTheNewest) {
  save(100, "at a hundred");
  save(4096, "at four thousand");
  EXPECT_EQ(newest(), "at four thousand");
  EXPECT_EQ(loaded_.newest->position, 4096U);
  EXPECT_TRUE(loaded_.complaints.empty());
}

TEST_F(Checkpoints, MayBeEmptyAndMayReplaceThemselves) {
  save(100, "first");
  save(100, "");
  EXPECT_EQ(newest(), "");
}

TEST_F(Checkpoints, KeepTheNewestTwo) {
  for (Position position = 1; position <= 5; ++position) save(position, "content");
  EXPECT_EQ(files_with(folder_.path(), ".checkpoint").size(), 2U);
  EXPECT_TRUE(std::filesystem::exists(file_at("0000000000000004")));
  EXPECT_TRUE(std::filesystem::exists(file_at("0000000000000005")));
  EXPECT_TRUE(files_with(folder_.path(), ".new").empty());
}

TEST_F(Checkpoints, WithAnyBitChangedGiveWayToTheOneBefore) {
  save(1, "older");
  save(2, "newer");
  const auto path = file_at("0000000000000002");
  const auto size = std::filesystem::file_size(path);
  for (std::uint64_t byte = 0; byte < size; ++byte) {
    flip_bit(path, byte, static_cast<int>(byte % 8));
    EXPECT_EQ(newest(), "older") << "byte " << byte;
    ASSERT_EQ(loaded_.complaints.size(), 1U);
    EXPECT_NE(loaded_.complaints.front().find(path.string()), std::string::npos);
    flip_bit(path, byte, static_cast<int>(byte % 8));
  }
  EXPECT_EQ(newest(), "newer");
}

TEST_F(Checkpoints, CutShortGiveWayToTheOneBefore) {
  save(1, "older");
  save(2, "newer");
  const auto whole = read_file(file_at("0000000000000002"));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    write_file(file_at("0000000000000002"), std::span(whole).first(length));
    EXPECT_EQ(newest(), "older") << "cut to " << length;
  }
}

TEST_F(Checkpoints, FromBeyondTheEndOfTheLogAreOfNoUse) {
  save(100, "within");
  save(300, "beyond");
  EXPECT_EQ(newest(200), "within");
  EXPECT_EQ(loaded_.complaints.size(), 1U);
  EXPECT_EQ(newest(300), "beyond");
}

TEST_F(Checkpoints, ThatCannotBeSavedLeaveTheOthersAlone) {
  save(1, "older");
  for (int* fault : {&disk_.fail_write, &disk_.fail_sync, &disk_.fail_rename}) {
    *fault = ENOSPC;
    const auto done = store_.save(2, bytes_of("newer"));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ENOSPC);
    EXPECT_EQ(newest(), "older");
    EXPECT_TRUE(loaded_.complaints.empty());
    EXPECT_TRUE(files_with(folder_.path(), ".new").empty());
  }
}

}  // namespace
}  // namespace driftd::journal
