#include "daemon/registry/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <random>
#include <thread>

#include "tests/daemon/registry/file_text.h"
#include "tests/scratch_folder.h"

namespace driftd::registry {
namespace {

using tests::ScratchFolder;

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RegistryFolder : public ::testing::Test {
 protected:
  RegistryFolder() {
    write_file(source() / "model.json", R"({"weights": [1, 2]})");
    write_file(source() / "native.bin", std::string(300'000, 'x'));
  }

  fs::path source() const { return scratch_.path() / "out"; }
  fs::path folder() const { return scratch_.path() / "registry"; }
  fs::path version_folder(std::uint64_t version) const { return folder() / "m" / std::to_string(version); }

  static Manifest draft(std::uint64_t version) {
    return {.model = "m",
            .version = version,
            .parent = version - 1,
            .strategy = "retrain",
            .cause = "drift",
            .job = version + 10,
            .rows = 500,
            .created = config::parse_time("2026-01-31T12:00:00Z").value(),
            .format = "driftd-linear",
            .main = "model.json"};
  }

  std::vector<std::uint64_t> listed() const {
    std::vector<std::uint64_t> numbers;
    for (const Manifest& manifest : registry_.versions("m")) numbers.push_back(manifest.version);
    return numbers;
  }

  std::string error_of_install(const Manifest& manifest) {
    const auto installed = registry_.install(manifest, source());
    return installed ? "" : installed.error();
  }

  ScratchFolder scratch_;
  Registry registry_{folder()};
};

TEST_F(RegistryFolder, IsEmptyAndWholeBeforeTheFirstInstall) {
  registry_.sweep();
  EXPECT_THAT(registry_.verify(), IsEmpty());
  EXPECT_THAT(listed(), IsEmpty());
  EXPECT_FALSE(registry_.find("m", 1));
  EXPECT_FALSE(fs::exists(folder()));
}

TEST_F(RegistryFolder, KeepsWhatWasInstalled) {
  const auto installed = registry_.install(draft(1), source());
  ASSERT_TRUE(installed) << installed.error();
  EXPECT_EQ(installed->files.at("model.json"), (FileDigest{.sha256 = sha256_of(R"({"weights": [1, 2]})"), .bytes = 19}));
  fs::remove_all(source());

  const auto found = Registry(folder()).find("m", 1);
  ASSERT_TRUE(found) << found.error();
  EXPECT_EQ(found->manifest, *installed);
  EXPECT_EQ(found->folder, version_folder(1));
  EXPECT_EQ(read_file(found->folder / "native.bin"), std::string(300'000, 'x'));
  EXPECT_THAT(registry_.verify(), IsEmpty());
}

TEST_F(RegistryFolder, ListsVersionsByNumber) {
  for (const std::uint64_t version : {10U, 9U, 1U}) EXPECT_EQ(error_of_install(draft(version)), "");
  EXPECT_THAT(listed(), ElementsAre(1, 9, 10));
  EXPECT_THAT(registry_.versions("other"), IsEmpty());
  EXPECT_THAT(registry_.versions(".."), IsEmpty());
}

TEST_F(RegistryFolder, TakesTheSameInstallTwice) {
  ASSERT_EQ(error_of_install(draft(1)), "");
  Manifest later = draft(1);
  later.created += std::chrono::hours(1);
  const auto again = registry_.install(later, source());
  ASSERT_TRUE(again) << again.error();
  EXPECT_EQ(again->created, draft(1).created) << "the manifest that stands is the one that counts";
}

TEST_F(RegistryFolder, NeverChangesAVersion) {
  ASSERT_EQ(error_of_install(draft(1)), "");
  write_file(source() / "model.json", "other");
  EXPECT_THAT(error_of_install(draft(1)), HasSubstr("other files"));
  EXPECT_TRUE(registry_.find("m", 1));
}

TEST_F(RegistryFolder, InstallsOnlyTheBytesThatWereJudged) {
  Manifest expected = draft(1);
  expected.files["model.json"] = {.sha256 = sha256_of("what the gate saw"), .bytes = 17};
  EXPECT_THAT(error_of_install(expected), HasSubstr("were expected"));
  EXPECT_FALSE(registry_.find("m", 1));
  EXPECT_THAT(registry_.verify(), IsEmpty());
  write_file(source() / "model.json", "what the gate saw");
  EXPECT_EQ(error_of_install(expected), "");
}

TEST_F(RegistryFolder, RefusesDraftsThatNameNoPlace) {
  Manifest bad = draft(1);
  bad.model = "../m";
  EXPECT_NE(error_of_install(bad), "");
  EXPECT_NE(error_of_install(draft(0)), "");
  bad = draft(1);
  bad.main = "absent.json";
  EXPECT_THAT(error_of_install(bad), HasSubstr("absent.json"));
  bad = draft(1);
  bad.format = "";
  EXPECT_THAT(error_of_install(bad), HasSubstr("/format"));
  EXPECT_FALSE(registry_.find("../registry/m", 1));
  EXPECT_THAT(listed(), IsEmpty());
  EXPECT_THAT(registry_.verify(), IsEmpty());
}

TEST_F(RegistryFolder, RefusesLinksAndFolders) {
  fs::create_symlink("/etc/hostname", source() / "link");
  EXPECT_THAT(error_of_install(draft(1)), HasSubstr("link"));
  fs::remove(source() / "link");
  fs::create_directory(source() / "nested");
  EXPECT_THAT(error_of_install(draft(1)), HasSubstr("nested"));
  fs::remove(source() / "nested");
  EXPECT_EQ(error_of_install(draft(1)), "");
}

TEST_F(RegistryFolder, RefusesTooManyFilesAndReservedNames) {
  write_file(source() / "manifest.json", "{}");
  EXPECT_THAT(error_of_install(draft(1)), HasSubstr("manifest.json"));
  fs::remove(source() / "manifest.json");
  for (std::size_t i = 2; i <= kMostFiles; ++i) write_file(source() / ("f" + std::to_string(i)), "");
  EXPECT_THAT(error_of_install(draft(1)), HasSubstr("more than 64 files"));
}

TEST_F(RegistryFolder, RefusesMoreBytesThanAVersionMayHave) {
  write_file(source() / "huge", "");
  fs::resize_file(source() / "huge", kMostBytes + 1);  // sparse, and refused for its size before it is read
  EXPECT_THAT(error_of_install(draft(1)), HasSubstr("huge"));
}

TEST_F(RegistryFolder, BelievesNoTamperedFile) {
  ASSERT_EQ(error_of_install(draft(1)), "");
  ASSERT_EQ(error_of_install(draft(2)), "");
  EXPECT_THAT(listed(), ElementsAre(1, 2));
  write_file(version_folder(2) / "model.json", R"({"weights": [1, 3]})");
  EXPECT_FALSE(registry_.find("m", 2));
  EXPECT_THAT(listed(), ElementsAre(1)) << "even where the file was seen whole before";
  EXPECT_THAT(registry_.verify(), ElementsAre(HasSubstr("model.json")));
  EXPECT_THAT(error_of_install(draft(2)), HasSubstr("move the folder away"));
}

TEST_F(RegistryFolder, BelievesNoLostOrLinkedFile) {
  ASSERT_EQ(error_of_install(draft(1)), "");
  fs::rename(version_folder(1) / "native.bin", scratch_.path() / "native.bin");
  EXPECT_FALSE(registry_.find("m", 1));
  fs::create_symlink(scratch_.path() / "native.bin", version_folder(1) / "native.bin");
  EXPECT_FALSE(registry_.find("m", 1));
  EXPECT_THAT(listed(), IsEmpty());
}

TEST_F(RegistryFolder, BelievesNoManifestOfAnother) {
  ASSERT_EQ(error_of_install(draft(1)), "");
  fs::rename(version_folder(1), version_folder(2));
  EXPECT_FALSE(registry_.find("m", 2));
  EXPECT_THAT(registry_.verify(), ElementsAre(HasSubstr("moved here")));
}

TEST_F(RegistryFolder, ComplainsAboutStrangers) {
  ASSERT_EQ(error_of_install(draft(1)), "");
  write_file(version_folder(1) / "notes", "mine");
  write_file(folder() / "m" / "latest", "1");
  write_file(folder() / ".cache", "");
  EXPECT_THAT(registry_.verify(), ElementsAre(HasSubstr(".cache"), HasSubstr("notes"), HasSubstr("latest")));
  EXPECT_TRUE(registry_.find("m", 1)) << "strangers do not take a whole version away";
}

/// What a crash leaves after each step of installing version 2: neither believed nor in the way.
class CrashedInstall : public RegistryFolder, public ::testing::WithParamInterface<int> {
 protected:
  void leave(int steps) const {
    const fs::path temporary = folder() / "m" / ".new-2";
    write_file(temporary / "model.json", R"({"wei)");
    if (steps == 1) return;
    for (const char* file : {"model.json", "native.bin"})
      fs::copy_file(source() / file, temporary / file, fs::copy_options::overwrite_existing);
    if (steps == 2) return;
    fs::rename(temporary, version_folder(2));
    if (steps == 3) return;
    write_file(version_folder(2) / "manifest.json.new", R"({"format_version": 1, "mod)");
  }
};

TEST_P(CrashedInstall, IsFinishedByInstallingAgain) {
  ASSERT_EQ(error_of_install(draft(1)), "");
  leave(GetParam());
  EXPECT_FALSE(registry_.find("m", 2));
  EXPECT_THAT(listed(), ElementsAre(1));
  EXPECT_THAT(registry_.verify(), ElementsAre(HasSubstr("cut short")));

  EXPECT_EQ(error_of_install(draft(2)), "");
  EXPECT_THAT(listed(), ElementsAre(1, 2));
  EXPECT_THAT(registry_.verify(), IsEmpty());
}

TEST_P(CrashedInstall, IsSweptOfWhatIsTemporary) {
  ASSERT_EQ(error_of_install(draft(1)), "");
  leave(GetParam());
  registry_.sweep();
  EXPECT_THAT(registry_.verify(), IsEmpty());
  EXPECT_FALSE(fs::exists(folder() / "m" / ".new-2"));
  EXPECT_FALSE(fs::exists(version_folder(2)));
  EXPECT_THAT(listed(), ElementsAre(1));
}

TEST_P(CrashedInstall, IsNotTakenForAnOlderVersionThatLostItsManifest) {
  ASSERT_EQ(error_of_install(draft(3)), "");
  leave(GetParam());
  registry_.sweep();
  EXPECT_EQ(fs::exists(version_folder(2)), GetParam() >= 3);
}

INSTANTIATE_TEST_SUITE_P(AfterStep, CrashedInstall, ::testing::Range(1, 5));

TEST_F(RegistryFolder, SurvivesKillMinus9AtAnyMoment) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::uint64_t next = 1;
  for (int round = 0; round < 8; ++round) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      Registry own(folder());
      for (std::uint64_t version = next;; ++version) {
        if (!own.install(draft(version), source())) ::_exit(1);
      }
    }
    std::this_thread::sleep_for(std::chrono::microseconds(std::uniform_int_distribution<int>(500, 15'000)(random)));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "an install failed";

    const auto whole = listed();
    const std::uint64_t newest = whole.empty() ? 0 : whole.back();
    EXPECT_EQ(whole.size(), newest) << "none is missing before the newest";
    EXPECT_EQ(error_of_install(draft(newest + 1)), "");
    registry_.sweep();
    EXPECT_THAT(registry_.verify(), IsEmpty());
    next = newest + 2;
  }
}

}  // namespace
}  // namespace driftd::registry
