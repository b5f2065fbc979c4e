#include "daemon/telemetry/process_status.h"

#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace driftd::telemetry {
namespace {

std::string read_line(const char* path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

/// Seconds since the epoch at which the machine started; NaN where /proc/stat does not tell.
double boot_seconds() {
  std::ifstream file("/proc/stat");
  for (std::string key; file >> key;) {
    double value = 0;
    if (key == "btime" && file >> value) return value;
    file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return KernelStatus::kUnknown;
}

double count_open_files() {
  std::error_code error;
  double count = -1;  // the one that reads the folder
  for (std::filesystem::directory_iterator at("/proc/self/fd", error), end; !error && at != end; at.increment(error)) ++count;
  return error ? KernelStatus::kUnknown : count;
}

double open_files_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return KernelStatus::kUnknown;
  return limit.rlim_cur == RLIM_INFINITY ? std::numeric_limits<double>::infinity() : static_cast<double>(limit.rlim_cur);
}

}  // namespace

std::optional<StatTicks> parse_stat(std::string_view text) {
  constexpr std::size_t kUser = 14;
  constexpr std::size_t kSystem = 15;
  constexpr std::size_t kStart = 22;
  constexpr std::size_t kVirtual = 23;
  constexpr std::size_t kResident = 24;
  const auto name_end = text.rfind(')');
  if (name_end == std::string_view::npos) return std::nullopt;
  std::istringstream fields{std::string(text.substr(name_end + 1))};
  StatTicks ticks;
  std::string field;
  for (std::size_t number = 3; number <= kResident; ++number) {
    if (!(fields >> field)) return std::nullopt;
    if (number != kUser && number != kSystem && number < kStart) continue;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error != std::errc() || end != field.data() + field.size()) return std::nullopt;
    if (number == kUser || number == kSystem) ticks.cpu += value;
    if (number == kStart) ticks.start = value;
    if (number == kVirtual) ticks.virtual_bytes = value;
    if (number == kResident) ticks.resident_pages = value;
  }
  return ticks;
}

KernelStatus read_kernel_status() {
  KernelStatus status{.open_files = count_open_files(), .most_open_files = open_files_limit()};
  const auto ticks = parse_stat(read_line("/proc/self/stat"));
  if (!ticks) return status;
  const auto per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
  status.cpu_seconds = static_cast<double>(ticks->cpu) / per_second;
  status.start_seconds = boot_seconds() + static_cast<double>(ticks->start) / per_second;
  status.virtual_bytes = static_cast<double>(ticks->virtual_bytes);
  status.resident_bytes = static_cast<double>(ticks->resident_pages) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  return status;
}

}  // namespace driftd::telemetry
