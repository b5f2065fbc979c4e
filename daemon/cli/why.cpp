#include "daemon/app/why.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "daemon/app/settings.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/daemon_request.h"
#include "daemon/cli/output.h"
#include "daemon/cli/why_text.h"

namespace driftd::cli {
namespace {

struct WhyOptions {
  RequestOptions request;
  std::uint64_t version = 0;  // 0: that in force
};

std::expected<config::Json, std::string> ask_why(const WhyOptions& options) {
  const std::string query = options.version == 0 ? "" : fmt::format("?version={}", options.version);
  return ask(options.request, "GET", fmt::format("/v1/models/{}/why{}", options.request.model, query));
}

/// From the state folder: a daemon may write to it meanwhile, or there may be none.
std::expected<config::Json, std::string> read_why(const WhyOptions& options) {
  const auto settings = app::load_settings(options.request.config);
  if (!settings) throw CLI::ValidationError(settings.error());
  const std::filesystem::path state = settings->state_dir;
  const registry::Registry registry(state / "registry");
  const auto version = options.version == 0 ? std::nullopt : std::optional(options.version);
  auto told = app::why(state / app::kHistoryFile, registry, options.request.model, version);
  if (!told) return std::unexpected(told.error().why);
  const bool configured = std::ranges::count(settings->models, options.request.model, &engine::ModelSettings::name) > 0;
  if (!configured && (*told)["version"] == 0) {
    return std::unexpected(fmt::format("there is no model \"{}\" in {}", options.request.model, options.request.config));
  }
  return std::move(*told);
}

}  // namespace

void add_why(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("why", "why a version is there: from the signals to the watch, and the updates that did not happen");
  auto options = std::make_shared<WhyOptions>();
  auto& request = options->request;
  command->add_option("model", request.model, "the model's name")->required();
  command->add_option("version", options->version, "a version; left out: the one in force")->check(CLI::PositiveNumber);
  auto* url = command->add_option("--url", request.url, "ask this daemon (default http://127.0.0.1:7420)");
  command->add_option("--config", request.config, "read the state folder that this configuration names, whether a daemon runs or not")
      ->excludes(url);
  command->add_flag("--json", request.json, "print JSON");
  command->callback([options, &exit_code] {
    const auto told = options->request.config.empty() ? ask_why(*options) : read_why(*options);
    if (!told) {
      complain(told.error());
      exit_code = kFailed;
      return;
    }
    print(options->request.json ? told->dump(2) : why_text(*told));
    exit_code = kWorked;
  });
}

}  // namespace driftd::cli
