#include "daemon/journal/folder_lock.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/scratch_folder.h"

namespace driftd::journal {
namespace {

using tests::ScratchFolder;

TEST(FolderLock, IsHeldByOneAndSaysByWhom) {
  const ScratchFolder folder;
  const auto first = FolderLock::take(folder.path());
  ASSERT_TRUE(first) << first.error().message;
  const auto second = FolderLock::take(folder.path());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, EBUSY);
  EXPECT_NE(second.error().message.find("in use by process " + std::to_string(::getpid())), std::string::npos) << second.error().message;
}

TEST(FolderLock, IsFreeAgainWhenItsHolderIsGone) {
  const ScratchFolder folder;
  {
    const auto first = FolderLock::take(folder.path());
  }
  EXPECT_TRUE(FolderLock::take(folder.path()));
}

TEST(FolderLock, NeedsAFolder) {
  EXPECT_EQ(FolderLock::take("/nowhere/at/all").error().code, ENOENT);
}

}  // namespace
}  // namespace driftd::journal
