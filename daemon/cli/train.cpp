#include <memory>
#include <string>

#include "daemon/cli/commands.h"
#include "daemon/cli/output.h"
#include "daemon/training/built_in_trainer.h"
#include "daemon/training/trainer_process.h"

namespace driftd::cli {

void add_train(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("train", "do a training job's folder: the built-in trainer, started by the daemon");
  auto folder = std::make_shared<std::string>();
  command->add_option("job", *folder, "the job's folder")->required();
  command->callback([folder, &exit_code] {
    const auto done = training::run_job(*folder);
    if (!done) complain(done.error().message);
    exit_code = done ? kWorked : training::exit_code_of(done.error().cause);
  });
}

}  // namespace driftd::cli
