#pragma once

// The commands, each adding itself to the command line. A command's outcome is its exit code, put into `exit_code` when it ran.

#include "daemon/cli/command_line.h"

namespace driftd::cli {

void add_run(CLI::App& app, int& exit_code);
void add_check(CLI::App& app, int& exit_code);
void add_replay(CLI::App& app, int& exit_code);
void add_generate(CLI::App& app, int& exit_code);
void add_send(CLI::App& app, int& exit_code);
void add_catalog(CLI::App& app, int& exit_code);
void add_schema(CLI::App& app, int& exit_code);
void add_train(CLI::App& app, int& exit_code);
/// Asked of a running daemon, or read from its state folder.
void add_why(CLI::App& app, int& exit_code);
/// status, signals, updates, versions, update, rollback, pause, resume: asked of a running daemon.
void add_remote(CLI::App& app, int& exit_code);

}  // namespace driftd::cli
