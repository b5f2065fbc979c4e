#include "daemon/app/why.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "daemon/history/history.h"
#include "tests/scratch_folder.h"

namespace driftd::app {
namespace {

using config::Json;
using ::testing::HasSubstr;

/// A state folder with version 1 of the model "m".
class Why : public ::testing::Test {
 protected:
  Why() {
    const auto out = scratch_.path() / "out";
    std::filesystem::create_directories(out);
    std::ofstream(out / "model.json") << "{}";
    const auto installed = registry_.install({.model = "m",
                                              .version = 1,
                                              .strategy = "retrain",
                                              .cause = "decay",
                                              .job = 3,
                                              .rows = 5,
                                              .format = "driftd-linear",
                                              .main = "model.json"},
                                             out);
    EXPECT_TRUE(installed) << installed.error();
  }
  void write_update() {
    const engine::UpdateRecord update{.job = 3, .cause = "decay", .strategy = "retrain", .outcome = "promoted", .version = 1};
    ASSERT_TRUE(history_.write(std::vector<engine::Action>{{.model = "m", .body = update}}));
  }
  std::filesystem::path history_file() const { return scratch_.path() / kHistoryFile; }
  std::filesystem::path artefact() const { return scratch_.path() / "registry" / "m" / "1" / "model.json"; }

  tests::ScratchFolder scratch_;
  registry::Registry registry_{scratch_.path() / "registry"};
  history::History history_{history_file()};
};

TEST_F(Why, JoinsHistoryAndRegistry) {
  write_update();
  const auto told = why(history_file(), registry_, "m", {});
  ASSERT_TRUE(told) << told.error().why;
  EXPECT_EQ((*told)["version"], 1);
  EXPECT_EQ((*told)["update"]["job"], 3);
  EXPECT_EQ((*told)["manifest"]["main"], "model.json");
  EXPECT_EQ((*told)["artefact"], "whole");
}

TEST_F(Why, SaysWhereAnArtefactIsDamaged) {
  write_update();
  std::ofstream(artefact()) << "{ }";
  const auto told = why(history_file(), registry_, "m", 1);
  ASSERT_TRUE(told) << told.error().why;
  EXPECT_THAT((*told)["artefact"].get<std::string>(), HasSubstr("model.json"));
  EXPECT_TRUE((*told)["manifest"].is_null());
}

TEST_F(Why, KnowsAVersionByItsManifestWhereTheHistoryIsGone) {
  const auto told = why(history_file(), registry_, "m", 1);
  ASSERT_TRUE(told) << told.error().why;
  EXPECT_TRUE((*told)["update"].is_null());
  EXPECT_EQ((*told)["manifest"]["cause"], "decay");
}

TEST_F(Why, TellsAnUnknownVersionFromAStateThatCannotBeRead) {
  const auto unknown = why(history_file(), registry_, "m", 7);
  ASSERT_FALSE(unknown);
  EXPECT_TRUE(unknown.error().unknown);
  EXPECT_THAT(unknown.error().why, HasSubstr("m has no version 7; `driftd versions m` lists"));
  const auto unreadable = why(scratch_.path() / "absent", registry_, "m", 7);
  ASSERT_FALSE(unreadable);
  EXPECT_FALSE(unreadable.error().unknown);
}

TEST_F(Why, AModelWithoutAVersionIsNoError) {
  const auto told = why(history_file(), registry_, "young", {});
  ASSERT_TRUE(told) << told.error().why;
  EXPECT_EQ((*told)["version"], 0);
}

}  // namespace
}  // namespace driftd::app
