#include "daemon/training/trainer_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <string_view>
#include <thread>

#include "daemon/training/trainer_processes.h"

namespace driftd::training {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kSumEvery = 1s;       // processor time over all of the trainer's processes
constexpr double kNearlyAll = 0.98;  // of the processor time: the kernel counts by its ticks
constexpr rlim_t kLargestFile = 4ULL << 30U;

/// At `value` a signal that says why, where there is one; what goes on for all that is killed `grace` later.
void limit(int resource, rlim_t value, rlim_t grace = 0) {
  const rlimit bound{.rlim_cur = value, .rlim_max = value + grace};
  setrlimit(static_cast<__rlimit_resource>(resource), &bound);
}

/// One for each trainer that this process starts, and like none of another's.
std::string next_mark() {
  static std::atomic<std::uint64_t> count{0};
  return fmt::format("{}={}-{}-{}", kTrainerMark, getpid(), Clock::now().time_since_epoch().count(), count.fetch_add(1));
}

/// The daemon's own, ended by a null as exec wants it; the trainer of a trainer has one mark only.
std::vector<char*> environment_with(const std::string& mark) {
  const std::string prefix = std::string(kTrainerMark) + "=";
  std::vector<char*> environment;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!std::string_view(*variable).starts_with(prefix)) environment.push_back(*variable);
  }
  environment.push_back(const_cast<char*>(mark.c_str()));
  environment.push_back(nullptr);
  return environment;
}

/// In the child, between fork and exec: only calls that are safe there.
[[noreturn]] void become_trainer(pid_t daemon, char* const* argv, char* const* environment, const char* folder, int log,
                                 const updaters::TrainingBudget& budget) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != daemon) _exit(127);  // it died before it was asked for
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const int null = open("/dev/null", O_RDONLY);
  dup2(null, STDIN_FILENO);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  close_range(3, ~0U, 0);
  limit(RLIMIT_CPU, static_cast<rlim_t>(std::chrono::ceil<std::chrono::seconds>(budget.cpu).count()), 1);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // their shadow memory takes terabytes of address space
  limit(RLIMIT_AS, budget.memory);
#endif
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, kLargestFile);
  setpriority(PRIO_PROCESS, 0, static_cast<int>(budget.nice));
  if (chdir(folder) == 0) execvpe(argv[0], argv, environment);
  const char* reason = std::strerror(errno);
  (void)!write(STDERR_FILENO, "cannot start the trainer: ", 26);
  (void)!write(STDERR_FILENO, reason, std::strlen(reason));
  _exit(127);
}

std::string last_line(const std::filesystem::path& log) {
  constexpr std::streamoff kTail = 2000;
  std::ifstream stream(log, std::ios::binary | std::ios::ate);
  const std::streamoff size = stream.tellg();
  if (size <= 0) return {};
  stream.seekg(std::max<std::streamoff>(0, size - kTail));
  std::string line;
  std::string last;
  while (std::getline(stream, line)) {
    if (!line.empty()) last = line;
  }
  constexpr std::size_t kLongest = 400;
  return last.substr(0, kLongest);
}

std::string describe(int status, const std::filesystem::path& log) {
  const std::string said = last_line(log);
  const std::string tail = said.empty() ? "" : "; its last line: " + said;
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    const char* meaning = signal == SIGXCPU ? " (its processor time is spent)" : signal == SIGKILL ? " (perhaps out of memory)" : "";
    return fmt::format("the trainer was killed by signal {}{}{}", signal, meaning, tail);
  }
  return fmt::format("the trainer ended with exit code {}{}", WEXITSTATUS(status), tail);
}

/// Waits for the end on a descriptor of the process, so that there is neither a race nor a busy loop.
bool ended_within(int process, std::chrono::milliseconds wait) {
  pollfd ready{.fd = process, .events = POLLIN, .revents = 0};
  return poll(&ready, 1, static_cast<int>(wait.count())) > 0;
}

updaters::FailureCause cause_of_status(int status) {
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) return updaters::FailureCause::overspent;
  if (!WIFEXITED(status)) return updaters::FailureCause::infrastructure;
  switch (WEXITSTATUS(status)) {
    case 0: return updaters::FailureCause::none;
    case kExitData: return updaters::FailureCause::data;
    case kExitDiverged: return updaters::FailureCause::training;
    default: return updaters::FailureCause::infrastructure;
  }
}

double seconds_of(const timeval& time) {
  constexpr double kMicrosecond = 1e-6;
  return static_cast<double>(time.tv_sec) + kMicrosecond * static_cast<double>(time.tv_usec);
}

}  // namespace

int exit_code_of(updaters::FailureCause cause) {
  switch (cause) {
    case updaters::FailureCause::none: return 0;
    case updaters::FailureCause::data: return kExitData;
    case updaters::FailureCause::training: return kExitDiverged;
    default: return kExitRetry;
  }
}

ProcessEnd run_trainer(const std::vector<std::string>& argv, const std::filesystem::path& folder, const updaters::TrainingBudget& budget,
                       const std::atomic<bool>& cancelled) {
  const auto start = Clock::now();
  const std::filesystem::path log_path = folder / "log.txt";
  const int log = open(log_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_APPEND, 0640);
  if (log < 0) return {.reason = fmt::format("cannot write {}: {}", log_path.string(), std::strerror(errno))};
  const std::string mark = next_mark();
  std::vector<char*> arguments;
  for (const std::string& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  std::vector<char*> environment = environment_with(mark);
  const std::string folder_text = folder.string();
  const pid_t daemon = getpid();
  const pid_t child = fork();
  if (child == 0) become_trainer(daemon, arguments.data(), environment.data(), folder_text.c_str(), log, budget);
  close(log);
  if (child < 0) return {.reason = fmt::format("cannot start a process: {}", std::strerror(errno))};
  const TrainerProcesses processes{.group = child, .mark = mark};
  const int process = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  std::string killed;
  std::string overspent;
  double summed = 0;  // over all processes, also those that nobody waits for in the end
  auto next_sum = start + kSumEvery;
  while (process < 0 || !ended_within(process, 50ms)) {
    if (process < 0) std::this_thread::sleep_for(5ms);
    if (cancelled.load()) killed = "the update was given up while the trainer ran";
    if (Clock::now() - start > budget.wall)
      overspent = fmt::format("the trainer ran longer than its {}", config::format_duration(budget.wall));
    if (Clock::now() >= next_sum) {
      next_sum += kSumEvery;
      summed = std::max(summed, cpu_seconds_of(processes));
      if (summed > std::chrono::duration<double>(budget.cpu + kSumEvery).count())
        overspent =
            fmt::format("the trainer and what it started used more than their {} of processor time", config::format_duration(budget.cpu));
    }
    siginfo_t info{};
    if (!killed.empty() || !overspent.empty() ||
        (process < 0 && waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child))
      break;
  }
  summed = std::max(summed, cpu_seconds_of(processes));
  kill_all(processes);
  int status = 0;
  rusage usage{};
  while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  if (process >= 0) close(process);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  ProcessEnd end{
      .reason = killed, .seconds = seconds, .cpu_seconds = std::max(summed, seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime))};
  if (!killed.empty()) return end;
  if (!overspent.empty()) {
    end.reason = overspent;
    end.cause = updaters::FailureCause::overspent;
    return end;
  }
  end.cause = cause_of_status(status);
  if (end.cause == updaters::FailureCause::infrastructure &&
      end.cpu_seconds >= kNearlyAll * std::chrono::duration<double>(budget.cpu).count())
    end.cause = updaters::FailureCause::overspent;  // the kernel has ended one of its processes, or it has given up itself
  end.succeeded = end.cause == updaters::FailureCause::none;
  if (end.succeeded) {
    end.ending = "exit code 0";
  } else {
    end.reason = describe(status, log_path);
  }
  return end;
}

}  // namespace driftd::training
