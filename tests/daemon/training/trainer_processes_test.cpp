#include "daemon/training/trainer_processes.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/scratch_folder.h"

namespace driftd::training {
namespace {

class ProcessesOfATrainer : public ::testing::Test {
 protected:
  void process(int number, const std::string& stat) {
    std::filesystem::create_directories(folder_.path() / std::to_string(number));
    std::ofstream(folder_.path() / std::to_string(number) / "stat") << stat << "\n";
  }
  void environment(int number, const std::vector<std::string>& variables) {
    std::ofstream file(folder_.path() / std::to_string(number) / "environ", std::ios::binary);
    for (const std::string& variable : variables) file << variable << '\0';
  }
  static double seconds(double ticks) { return ticks / static_cast<double>(sysconf(_SC_CLK_TCK)); }

  tests::ScratchFolder folder_;
};

TEST_F(ProcessesOfATrainer, AddUpTheGroupAndItsEndedChildren) {
  process(70, "70 (python3) S 1 70 1 0 -1 0 0 0 0 0 100 20 3 4 20 0");
  process(71, "71 (a (nasty) 1 name) R 70 70 1 0 -1 0 0 0 0 0 1000 200 0 0 20 0");
  process(72, "72 (other) R 1 72 1 0 -1 0 0 0 0 0 9000 9000 0 0 20 0");
  EXPECT_DOUBLE_EQ(cpu_seconds_of({.group = 70}, folder_.path()), seconds(1327));
}

TEST_F(ProcessesOfATrainer, AreKnownByTheirMarkWhereTheyHaveLeftTheGroup) {
  process(71, "71 (worker) R 1 71 1 0 -1 0 0 0 0 0 1000 200 0 0 20 0");
  process(72, "72 (other) R 1 72 1 0 -1 0 0 0 0 0 9000 9000 0 0 20 0");
  process(73, "73 (unmarked) R 1 73 1 0 -1 0 0 0 0 0 9000 9000 0 0 20 0");
  environment(71, {"HOME=/", "DRIFTD_TRAINER=1-2-3"});
  environment(72, {"DRIFTD_TRAINER=1-2-34", "X=DRIFTD_TRAINER=1-2-3"});
  EXPECT_DOUBLE_EQ(cpu_seconds_of({.group = 70, .mark = "DRIFTD_TRAINER=1-2-3"}, folder_.path()), seconds(1200));
}

TEST_F(ProcessesOfATrainer, ThatCannotBeReadArePassedOver) {
  process(70, "70 (cut off) S 1 70");
  process(71, "");
  std::filesystem::create_directories(folder_.path() / "72");
  std::filesystem::create_directories(folder_.path() / "self");
  EXPECT_EQ(cpu_seconds_of({.group = 70}, folder_.path()), 0);
  EXPECT_EQ(cpu_seconds_of({.group = 70}, folder_.path() / "nowhere"), 0);
}

TEST_F(ProcessesOfATrainer, AreReadFromTheKernel) {
  volatile double work = 0;
  for (int i = 0; i < 30'000'000; ++i) work = work + i;
  EXPECT_GT(cpu_seconds_of({.group = getpgrp()}), 0);
}

}  // namespace
}  // namespace driftd::training
