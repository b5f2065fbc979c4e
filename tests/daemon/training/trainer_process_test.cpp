#include "daemon/training/trainer_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <thread>

#include "tests/daemon/training/job_folder.h"

namespace driftd::training {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

ProcessEnd run(const Folder& folder, const std::string& script, const updaters::TrainingBudget& budget = {}) {
  const std::atomic<bool> cancelled{false};
  return run_trainer({"sh", "-c", script, "trainer", folder.path().string()}, folder.path(), budget, cancelled);
}

TEST(Trainer, RunsInItsFolderWithItsArguments) {
  const Folder folder;
  const auto end = run(folder, "echo done > here; echo \"$1\" > argument; echo talk; echo more >&2");
  EXPECT_TRUE(end.succeeded) << end.reason;
  EXPECT_EQ(end.reason, "");
  EXPECT_GE(end.seconds, 0);
  EXPECT_EQ(folder.get("here"), "done\n");
  EXPECT_EQ(folder.get("argument"), folder.path().string() + "\n");
  EXPECT_EQ(folder.get("log.txt"), "talk\nmore\n");
}

TEST(Trainer, IsReportedWithExitCodeAndLastLine) {
  const Folder folder;
  EXPECT_EQ(run(folder, "echo first >&2; echo 'out of data' >&2; exit 3").reason,
            "the trainer ended with exit code 3; its last line: out of data");
  EXPECT_EQ(run(folder, "exit 4").reason, "the trainer ended with exit code 4");
}

TEST(Trainer, IsReportedWithItsSignal) {
  const Folder folder;
  const auto end = run(folder, "echo dying; kill -SEGV $$");
  EXPECT_FALSE(end.succeeded);
  EXPECT_THAT(end.reason, HasSubstr("the trainer was killed by signal"));
  EXPECT_THAT(end.reason, HasSubstr("its last line: dying"));
}

TEST(Trainer, NamesTheCauseByItsExitCode) {
  using updaters::FailureCause;
  const Folder folder;
  EXPECT_EQ(run(folder, "exit 0").cause, FailureCause::none);
  EXPECT_EQ(run(folder, "exit 65").cause, FailureCause::data);
  EXPECT_EQ(run(folder, "exit 80").cause, FailureCause::training);
  for (const char* script : {"exit 1", "exit 75", "exit 127", "kill -9 $$"})
    EXPECT_EQ(run(folder, script).cause, FailureCause::infrastructure) << script;
  for (const auto cause : {FailureCause::none, FailureCause::data, FailureCause::training, FailureCause::infrastructure}) {
    EXPECT_EQ(run(folder, "exit " + std::to_string(exit_code_of(cause))).cause, cause);
  }
}

TEST(Trainer, TellsTheProcessorTimeOfItselfAndItsChildren) {
  const Folder folder;
  const auto burning = run(folder, "sh -c 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done'");
  EXPECT_GT(burning.cpu_seconds, 0.01);
  EXPECT_LT(run(folder, "sleep 0.3").cpu_seconds, 0.3) << "sleeping is no work";
}

TEST(Trainer, IsKilledOnceItsWallBudgetIsSpent) {
  const Folder folder;
  const auto end = run(folder, "sleep 60", {.wall = 1s});
  EXPECT_FALSE(end.succeeded);
  EXPECT_EQ(end.cause, updaters::FailureCause::overspent);
  EXPECT_EQ(end.reason, "the trainer ran longer than its 1s");
  EXPECT_GE(end.seconds, 1);
}

TEST(Trainer, IsKilledOnceItsProcessorTimeIsSpent) {
  const Folder folder;
  const auto end = run(folder, "while :; do :; done", {.cpu = 1s});
  EXPECT_EQ(end.cause, updaters::FailureCause::overspent);
  EXPECT_THAT(end.reason, HasSubstr("its processor time is spent"));
  EXPECT_GE(end.cpu_seconds, 0.5) << "the kernel counts by its ticks";
  EXPECT_LT(end.cpu_seconds, 5);
}

TEST(Trainer, HasOverspentWhereItOnlyWrapsWhoDid) {
  const Folder folder;
  const auto end = run(folder, "sh -c 'while :; do :; done'; exit 1", {.cpu = 1s});
  EXPECT_EQ(end.cause, updaters::FailureCause::overspent) << end.reason;
}

TEST(Trainer, SharesItsProcessorTimeWithWhatItStarted) {
  const Folder folder;
  const char* kTen = "for i in 1 2 3 4 5 6 7 8 9 10; do (while :; do :; done) & done; wait";
  const auto end = run(folder, kTen, {.wall = 60s, .cpu = 2s});
  EXPECT_EQ(end.reason, "the trainer and what it started used more than their 2s of processor time");
  EXPECT_EQ(end.cause, updaters::FailureCause::overspent);
  EXPECT_LT(end.seconds, 30);
}

TEST(Trainer, GetsNoMoreMemoryThanItMay) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer's shadow memory takes terabytes of address space: there is no limit under it";
#endif
  const Folder folder;
  constexpr const char* kKeepsAll = "head -c 300000000 /dev/zero | tail -c 250000000 > /dev/null";
  EXPECT_TRUE(run(folder, kKeepsAll, {.memory = 1U << 30U}).succeeded);
  const auto end = run(folder, kKeepsAll, {.memory = 100U << 20U});
  EXPECT_FALSE(end.succeeded);
  EXPECT_THAT(end.reason, HasSubstr("memory exhausted"));
}

/// It may be a while until init has buried it.
bool is_gone(pid_t process) {
  for (int i = 0; i < 500; ++i) {
    std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
    std::string number;
    std::string name;
    std::string state;
    if (!(stat >> number >> name >> state) || state == "Z" || state == "X") return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

TEST(Trainer, IsKilledTogetherWithWhatItStarted) {
  const Folder folder;
  const auto end = run(folder, "sleep 60 & echo $! > child; wait", {.wall = 1s});
  EXPECT_FALSE(end.succeeded);
  EXPECT_TRUE(is_gone(static_cast<pid_t>(std::stol(folder.get("child")))));
}

TEST(Trainer, LeavesNobodyBehindWhoHasASessionOfHisOwn) {
  const Folder folder;
  const auto end = run(folder, "setsid sh -c 'echo $$ > child; exec sleep 60' & while [ ! -s child ]; do sleep 0.01; done");
  EXPECT_TRUE(end.succeeded) << end.reason;
  EXPECT_TRUE(is_gone(static_cast<pid_t>(std::stol(folder.get("child")))));
}

TEST(Trainer, SharesItsProcessorTimeWithSessionsThatItStarted) {
  const Folder folder;
  const char* kFour = "for i in 1 2 3 4; do setsid sh -c 'while :; do :; done' & done; wait";
  const auto end = run(folder, kFour, {.wall = 60s, .cpu = 2s});
  EXPECT_GT(end.cpu_seconds, 2);
  EXPECT_EQ(end.reason, "the trainer and what it started used more than their 2s of processor time");
  EXPECT_LT(end.seconds, 30);
}

TEST(Trainer, IsGivenUpWhenCancelled) {
  const Folder folder;
  std::atomic<bool> cancelled{false};
  const std::jthread canceller([&] {
    std::this_thread::sleep_for(50ms);
    cancelled = true;
  });
  const auto end = run_trainer({"sleep", "60"}, folder.path(), {}, cancelled);
  EXPECT_FALSE(end.succeeded);
  EXPECT_EQ(end.reason, "the update was given up while the trainer ran");
}

TEST(Trainer, IsNamedWhereItCannotBeStarted) {
  const Folder folder;
  const std::atomic<bool> cancelled{false};
  const auto end = run_trainer({"no-such-trainer-anywhere"}, folder.path(), {}, cancelled);
  EXPECT_FALSE(end.succeeded);
  EXPECT_EQ(end.reason, "the trainer ended with exit code 127; its last line: cannot start the trainer: No such file or directory");
}

TEST(Trainer, NeedsAFolderToWriteItsLogTo) {
  const std::atomic<bool> cancelled{false};
  EXPECT_THAT(run_trainer({"true"}, "no/such/folder", {}, cancelled).reason, HasSubstr("cannot write no/such/folder/log.txt"));
}

TEST(Trainer, InheritsNoOpenFileAndNoInput) {
  const Folder folder;
  const auto end = run(folder, "ls /proc/self/fd | wc -l > open; cat > input");
  ASSERT_TRUE(end.succeeded) << end.reason;
  EXPECT_LE(std::stoi(folder.get("open")), 5);  // 0, 1, 2, and what ls itself opens
  EXPECT_EQ(folder.get("input"), "");
}

}  // namespace
}  // namespace driftd::training
