#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <memory>

#include "daemon/app/daemon.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/output.h"

namespace driftd::cli {
namespace {

/// systemd stamps every line itself and reads the level from a prefix.
void set_up_log(const std::string& level) {
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("driftd", std::make_shared<spdlog::sinks::stderr_sink_mt>()));
  spdlog::set_pattern(std::getenv("JOURNAL_STREAM") != nullptr ? "%l: %v" : "%Y-%m-%dT%H:%M:%S.%e%z %l: %v");
  spdlog::set_level(spdlog::level::from_str(level));
  spdlog::flush_on(spdlog::level::info);
}

struct RunOptions {
  std::string config = "/etc/driftd/driftd.json";
  std::string log_level = "info";
};

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("run", "run the daemon in the foreground");
  auto options = std::make_shared<RunOptions>();
  command->add_option("--config", options->config, "configuration file")->capture_default_str();
  command->add_option("--log-level", options->log_level, "debug, info, warning or error")
      ->check(CLI::IsMember({"debug", "info", "warning", "error"}))
      ->capture_default_str();
  command->callback([options, &exit_code] {
    set_up_log(options->log_level);
    if (const auto settings = app::load_settings(options->config); !settings) {
      complain(settings.error());
      exit_code = kCallerErred;
      return;
    }
    app::Daemon daemon(options->config, std::filesystem::read_symlink("/proc/self/exe"));
    daemon.run();
  });
}

}  // namespace driftd::cli
