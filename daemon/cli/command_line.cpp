#include "daemon/cli/command_line.h"

#include <exception>

#include "daemon/cli/commands.h"
#include "daemon/cli/output.h"

namespace driftd::cli {

int run_command_line(int argc, char** argv) {
  CLI::App app(
      "driftd keeps production models good: it watches predictions and labels, updates the model when it decays, and swaps a better one "
      "in.",
      "driftd");
  app.set_version_flag("--version", DRIFTD_VERSION);
  app.require_subcommand(1);
  int exit_code = kWorked;
  add_run(app, exit_code);
  add_check(app, exit_code);
  add_replay(app, exit_code);
  add_generate(app, exit_code);
  add_send(app, exit_code);
  add_catalog(app, exit_code);
  add_schema(app, exit_code);
  add_train(app, exit_code);
  add_remote(app, exit_code);
  add_why(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    app.exit(error);
    return asked ? kWorked : kCallerErred;
  } catch (const std::exception& error) {
    complain(error.what());
    return kFailed;
  }
  return exit_code;
}

}  // namespace driftd::cli
