#include "daemon/telemetry/process_status.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>

namespace driftd::telemetry {
namespace {

TEST(ParseStat, FindsItsFieldsBehindAnyCommandName) {
  const std::string fields = " S 1 1 1 0 -1 4194304 1 2 3 4 150 25 7 8 20 0 3 0 987654 1048576 321 18446744073709551615 1 1";
  const StatTicks expected{.cpu = 175, .start = 987654, .virtual_bytes = 1048576, .resident_pages = 321};
  EXPECT_EQ(parse_stat("42 (driftd)" + fields), expected);
  EXPECT_EQ(parse_stat("42 (a) b) S 9 (x)" + fields), expected);
}

TEST(ParseStat, RefusesOtherLines) {
  EXPECT_FALSE(parse_stat(""));
  EXPECT_FALSE(parse_stat("42 driftd S 1 1"));
  EXPECT_FALSE(parse_stat("42 (driftd) S 1 1 1 0"));
  EXPECT_FALSE(parse_stat("42 (driftd) S 1 1 1 0 -1 4194304 1 2 3 4 x 25 7 8 20 0 3 0 987654 1048576 321"));
}

TEST(KernelStatusOfThisProcess, IsPlausible) {
  const KernelStatus status = read_kernel_status();
  EXPECT_GE(status.cpu_seconds, 0);
  EXPECT_GT(status.resident_bytes, 100'000);
  EXPECT_GE(status.virtual_bytes, status.resident_bytes);
  EXPECT_GE(status.open_files, 1);
  EXPECT_GE(status.most_open_files, status.open_files);
  const double now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  EXPECT_GT(status.start_seconds, now - 86'400);
  EXPECT_LT(status.start_seconds, now + 60);
}

TEST(KernelStatusOfThisProcess, CountsAnOpenFile) {
  const double before = read_kernel_status().open_files;
  const int file = ::dup(STDERR_FILENO);
  ASSERT_GE(file, 0);
  EXPECT_EQ(read_kernel_status().open_files, before + 1);
  ::close(file);
}

}  // namespace
}  // namespace driftd::telemetry
