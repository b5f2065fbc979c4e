#include "daemon/training/trainer_processes.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <optional>
#include <sstream>
#include <thread>

namespace driftd::training {
namespace {

namespace fs = std::filesystem;

struct ProcessTimes {
  pid_t group = 0;
  long long ticks = 0;
};

/// proc(5): the name, in brackets, may hold anything; behind it state, parent, group, eight more, then the four times.
std::optional<ProcessTimes> read_times(const fs::path& stat) {
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

/// Of processes of other users it cannot be read: they are not the trainer's.
bool has_mark(const fs::path& environ, const std::string& mark) {
  if (mark.empty()) return false;
  std::ifstream file(environ, std::ios::binary);
  std::string variable;
  while (std::getline(file, variable, '\0')) {
    if (variable == mark) return true;
  }
  return false;
}

/// 0: not the folder of a process.
pid_t number_of(const fs::path& folder) {
  const std::string name = folder.filename().string();
  pid_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  return error == std::errc() && end == name.data() + name.size() ? number : 0;
}

/// Calls take(number, folder) for each process that there is.
template <class Take>
void for_each_process(const fs::path& proc, Take take) {
  std::error_code error;
  for (fs::directory_iterator at(proc, error), end; !error && at != end; at.increment(error)) {
    const pid_t number = number_of(at->path());
    if (number > 0) take(number, at->path());
  }
}

}  // namespace

double cpu_seconds_of(const TrainerProcesses& trainer, const fs::path& proc) {
  long long ticks = 0;
  for_each_process(proc, [&](pid_t /*number*/, const fs::path& process) {
    const auto times = read_times(process / "stat");
    if (times && (times->group == trainer.group || has_mark(process / "environ", trainer.mark))) ticks += times->ticks;
  });
  return static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void kill_all(const TrainerProcesses& trainer) {
  kill(-trainer.group, SIGKILL);
  if (trainer.mark.empty()) return;
  constexpr int kMostRounds = 100;  // against one that starts others faster than they are found
  int empty_rounds = 0;             // one may miss a process that is just becoming another program: it has no environment then
  for (int round = 0; empty_rounds < 2 && round < kMostRounds; ++round) {
    if (round > 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    bool found = false;
    for_each_process("/proc", [&](pid_t number, const fs::path& process) {
      if (!has_mark(process / "environ", trainer.mark)) return;
      kill(number, SIGKILL);
      found = true;
    });
    empty_rounds = found ? 0 : empty_rounds + 1;
  }
}

}  // namespace driftd::training
