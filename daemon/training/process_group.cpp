#include "daemon/training/process_group.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace driftd::training {
namespace {

struct ProcessTimes {
  pid_t group = 0;
  long long ticks = 0;
};

/// proc(5): the name, in brackets, may hold anything; behind it state, parent, group, eight more, then the four times.
std::optional<ProcessTimes> read_times(const std::filesystem::path& stat) {
  std::ifstream file(stat);
  std::string text;
  if (!std::getline(file, text) || text.rfind(')') == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string skipped;
  ProcessTimes times;
  fields >> skipped >> skipped >> times.group;
  for (int i = 0; i < 8; ++i) fields >> skipped;
  for (int i = 0; i < 4; ++i) {
    long long ticks = 0;
    fields >> ticks;
    times.ticks += ticks;
  }
  return fields ? std::optional(times) : std::nullopt;
}

bool is_number(const std::string& name) {
  return !name.empty() && std::ranges::all_of(name, [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

double cpu_seconds_of_group(pid_t group, const std::filesystem::path& proc) {
  long long ticks = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator at(proc, error), end; !error && at != end; at.increment(error)) {
    if (!is_number(at->path().filename().string())) continue;
    const auto times = read_times(at->path() / "stat");
    if (times && times->group == group) ticks += times->ticks;
  }
  return static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace driftd::training
