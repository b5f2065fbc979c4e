#include "daemon/app/settings.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/output.h"

namespace driftd::cli {

void add_schema(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("schema", "print the JSON Schema (draft 7) of the configuration file, for editors and validators");
  command->callback([&exit_code] {
    print(app::settings_schema().dump(2));
    exit_code = kWorked;
  });
}

}  // namespace driftd::cli
