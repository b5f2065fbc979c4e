#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "daemon/app/settings.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/output.h"
#include "daemon/journal/verification.h"
#include "daemon/registry/registry.h"

namespace driftd::cli {
namespace {

struct CheckOptions {
  std::string config;
  std::string state;
  bool json = false;
};

int check_config(const CheckOptions& options) {
  const auto settings = app::load_settings(options.config);
  if (options.json) {
    config::Json result = {{"ok", settings.has_value()}};
    if (!settings) result["error"] = settings.error();
    print(result.dump(2));
  } else if (settings) {
    print(fmt::format("{} is good: {} models, state in {}", options.config, settings->models.size(), settings->state_dir));
  } else {
    complain(settings.error());
  }
  return settings ? kWorked : kCallerErred;
}

int check_state(const CheckOptions& options) {
  const std::filesystem::path state = options.state;
  const auto journal = journal::verify(state / "journal");
  if (!journal) {
    complain(journal.error().message);
    return kFailed;
  }
  auto complaints = journal->complaints;
  for (const auto& complaint : registry::Registry(state / "registry").verify()) complaints.push_back(complaint);
  if (options.json) {
    print(config::Json{{"ok", complaints.empty()},
                       {"segments", journal->segments},
                       {"records", journal->records},
                       {"bytes", journal->bytes},
                       {"complaints", complaints}}
              .dump(2));
  } else {
    for (const auto& complaint : complaints) complain(complaint);
    print(fmt::format("journal: {} records, {} bytes, {} segments; {} complaints", journal->records, journal->bytes, journal->segments,
                      complaints.size()));
    if (journal->torn)
      print("its end is torn, which a crash in the middle of a write leaves: nothing acknowledged is lost, the next start cuts it");
  }
  return complaints.empty() ? kWorked : kFailed;
}

}  // namespace

void add_check(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("check", "check a configuration, or a state folder, without changing anything");
  auto options = std::make_shared<CheckOptions>();
  auto* config = command->add_option("--config", options->config, "configuration file");
  auto* state = command->add_option("--state", options->state, "state folder of a daemon at rest");
  command->add_flag("--json", options->json, "print JSON");
  config->excludes(state);
  command->callback([options, &exit_code] {
    if (options->config.empty() && options->state.empty()) throw CLI::RequiredError("--config or --state");
    exit_code = options->state.empty() ? check_config(*options) : check_state(*options);
  });
}

}  // namespace driftd::cli
