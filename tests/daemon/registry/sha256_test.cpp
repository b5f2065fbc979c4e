#include "daemon/registry/sha256.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/daemon/registry/file_text.h"
#include "tests/scratch_folder.h"

namespace driftd::registry {
namespace {

using tests::ScratchFolder;

// FIPS 180-4's own examples.
constexpr auto kOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr auto kOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr auto kOfAMillionAs = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(sha256_of(""), kOfNothing);
  EXPECT_EQ(sha256_of("abc"), kOfAbc);
}

TEST(Sha256, DoesNotMindHowTheBytesCome) {
  Sha256 hash;
  hash.update(std::as_bytes(std::span(std::string_view("a"))));
  hash.update({});
  hash.update(std::as_bytes(std::span(std::string_view("bc"))));
  EXPECT_EQ(hash.finish(), kOfAbc);
}

TEST(Sha256, ReadsAFileInPieces) {
  const ScratchFolder folder;
  write_file(folder.path() / "as", std::string(1'000'000, 'a'));
  EXPECT_EQ(sha256_of_file(folder.path() / "as"), (FileDigest{.sha256 = kOfAMillionAs, .bytes = 1'000'000}));
}

TEST(Sha256, RefusesWhatIsNoFile) {
  const ScratchFolder folder;
  EXPECT_FALSE(sha256_of_file(folder.path()));
  EXPECT_FALSE(sha256_of_file(folder.path() / "absent"));
  write_file(folder.path() / "file", "abc");
  std::filesystem::create_symlink("file", folder.path() / "link");
  EXPECT_FALSE(sha256_of_file(folder.path() / "link"));
  ASSERT_EQ(::mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
  EXPECT_FALSE(sha256_of_file(folder.path() / "pipe"));
}

TEST(Sha256, KnowsADigestWhenItSeesOne) {
  EXPECT_TRUE(is_sha256(kOfAbc));
  EXPECT_FALSE(is_sha256(""));
  EXPECT_FALSE(is_sha256(std::string(64, 'G')));
  EXPECT_FALSE(is_sha256(std::string(63, 'a')));
}

}  // namespace
}  // namespace driftd::registry
