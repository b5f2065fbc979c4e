#include "daemon/app/pipeline.h"

#include <gtest/gtest.h>

#include <future>

#include "tests/scratch_folder.h"

namespace driftd::app {
namespace {

namespace fs = std::filesystem;

/// A pipeline that wants a checkpoint after every few events.
class PipelineFolder : public ::testing::Test {
 protected:
  PipelineFolder() : checkpoints(made(folder.path() / "checkpoints")), journal(opened(made(folder.path() / "journal"))) {}

  static fs::path made(const fs::path& path) {
    fs::create_directories(path);
    return path;
  }
  static std::unique_ptr<journal::Journal> opened(const fs::path& path) {
    auto journal = journal::Journal::open({.folder = path});
    EXPECT_TRUE(journal);
    return std::move(*journal);
  }
  std::size_t checkpoints_on_disk() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder.path() / "checkpoints"), fs::directory_iterator()));
  }
  static void take(Pipeline& pipeline) {
    std::promise<void> done;
    pipeline.submit_own(
        {.model = "m", .received = {}, .body = engine::Command{.kind = engine::Command::Kind::pause, .text = "an operator"}},
        [&](const BatchOutcome&) { done.set_value(); });
    done.get_future().wait();
    std::promise<void> turned;  // the checkpoint is made behind the turn
    pipeline.ask([&](const engine::Engine&) { turned.set_value(); });
    turned.get_future().wait();
  }

  tests::ScratchFolder folder;
  journal::CheckpointStore checkpoints;
  std::unique_ptr<journal::Journal> journal;
};

TEST_F(PipelineFolder, MakesACheckpointOnceEnoughHasCome) {
  Pipeline pipeline({.checkpoint_every = 1}, *journal, checkpoints, [](std::span<const engine::Action>) {});
  pipeline.start();
  take(pipeline);
  take(pipeline);
  EXPECT_GT(checkpoints_on_disk(), 0U);
}

/// The history would lose them: behind a checkpoint the journal is not run again.
TEST_F(PipelineFolder, MakesNoCheckpointWhileRecordsAreNotWrittenDown) {
  std::atomic<bool> settled{false};
  Pipeline pipeline({.checkpoint_every = 100}, *journal, checkpoints, [](std::span<const engine::Action>) {});
  pipeline.checkpoint_when([&] { return settled.load(); });
  pipeline.start();
  while (journal->end() < 200) take(pipeline);
  EXPECT_EQ(checkpoints_on_disk(), 0U);
  settled = true;
  take(pipeline);
  take(pipeline);
  EXPECT_GT(checkpoints_on_disk(), 0U);
}

}  // namespace
}  // namespace driftd::app
