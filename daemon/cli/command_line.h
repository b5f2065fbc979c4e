#pragma once

// driftd's command line: one file a command, each adds its own subcommand. Exit codes: 0 it worked, 1 it failed, 2 the caller erred.

#include <CLI/CLI.hpp>

namespace driftd::cli {

constexpr int kWorked = 0;
constexpr int kFailed = 1;
constexpr int kCallerErred = 2;

int run_command_line(int argc, char** argv);

}  // namespace driftd::cli
