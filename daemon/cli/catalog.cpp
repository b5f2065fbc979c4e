#include <memory>

#include "daemon/cli/catalogue_text.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/output.h"

namespace driftd::cli {

void add_catalog(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("catalog", "list every detector, score, model, optimiser, strategy and generator with its parameters");
  auto json = std::make_shared<bool>(false);
  auto markdown = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "print JSON");
  command->add_flag("--markdown", *markdown, "print the reference page")->excludes("--json");
  command->callback([json, markdown, &exit_code] {
    const config::Json catalogue = whole_catalogue();
    print(*json ? catalogue.dump(2) : *markdown ? catalogue_as_markdown(catalogue) : catalogue_for_people(catalogue));
    exit_code = kWorked;
  });
}

}  // namespace driftd::cli
