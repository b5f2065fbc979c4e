#include "daemon/training/process_group.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "tests/scratch_folder.h"

namespace driftd::training {
namespace {

class ProcessGroup : public ::testing::Test {
 protected:
  void process(int number, const std::string& stat) {
    std::filesystem::create_directories(folder_.path() / std::to_string(number));
    std::ofstream(folder_.path() / std::to_string(number) / "stat") << stat << "\n";
  }
  static double seconds(double ticks) { return ticks / static_cast<double>(sysconf(_SC_CLK_TCK)); }

  tests::ScratchFolder folder_;
};

TEST_F(ProcessGroup, AddsUpItsMembersAndTheirEndedChildren) {
  process(70, "70 (python3) S 1 70 1 0 -1 0 0 0 0 0 100 20 3 4 20 0");
  process(71, "71 (a (nasty) 1 name) R 70 70 1 0 -1 0 0 0 0 0 1000 200 0 0 20 0");
  process(72, "72 (other) R 1 72 1 0 -1 0 0 0 0 0 9000 9000 0 0 20 0");
  EXPECT_DOUBLE_EQ(cpu_seconds_of_group(70, folder_.path()), seconds(1327));
}

TEST_F(ProcessGroup, PassesOverWhatItCannotRead) {
  process(70, "70 (cut off) S 1 70");
  process(71, "");
  std::filesystem::create_directories(folder_.path() / "72");
  std::filesystem::create_directories(folder_.path() / "self");
  EXPECT_EQ(cpu_seconds_of_group(70, folder_.path()), 0);
  EXPECT_EQ(cpu_seconds_of_group(70, folder_.path() / "nowhere"), 0);
}

TEST_F(ProcessGroup, KnowsItsOwn) {
  volatile double work = 0;
  for (int i = 0; i < 30'000'000; ++i) work = work + i;
  EXPECT_GT(cpu_seconds_of_group(getpgrp()), 0);
}

}  // namespace
}  // namespace driftd::training
