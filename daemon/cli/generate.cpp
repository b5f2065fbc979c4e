#include "daemon/streams/generate.h"

#include <fmt/format.h>

#include <fstream>
#include <memory>

#include "daemon/cli/commands.h"
#include "daemon/cli/output.h"

namespace driftd::cli {
namespace {

struct GenerateOptions {
  streams::GeneratorOptions stream;
  std::string out;
  std::string config_out;
};

int generate(const GenerateOptions& options) {
  if (const auto problems = streams::problems_of(options.stream); !problems.empty()) {
    complain(config::to_text(problems));
    return kCallerErred;
  }
  auto writer = csv::CsvWriter::create(options.out);
  if (!writer) {
    complain(writer.error());
    return kFailed;
  }
  if (const auto generated = streams::generate(options.stream, **writer); !generated) {
    complain(generated.error());
    return kFailed;
  }
  if (!options.config_out.empty()) {
    std::ofstream stream(options.config_out);
    stream << streams::example_settings(options.stream).dump(2) << "\n";
    stream.close();
    if (!stream) {
      complain("cannot write " + options.config_out);
      return kFailed;
    }
  }
  return kWorked;
}

}  // namespace

void add_generate(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("generate", "make a stream of labelled rows with drifts at known places");
  auto options = std::make_shared<GenerateOptions>();
  command->add_option("stream", options->stream.name, "sea, sine1, mixed, stagger, hyperplane or led (see driftd catalog)")->required();
  command->add_option("--out", options->out, "CSV to write; gzip where the name ends in .gz")->required();
  command->add_option("--rows", options->stream.rows, "rows")->capture_default_str();
  command->add_option("--seed", options->stream.seed, "of all randomness")->capture_default_str();
  command->add_option("--drift-at", options->stream.drifts, "rows at which the concept changes")->delimiter(',');
  command->add_option("--width", options->stream.width, "rows over which a drift goes on; 0 is abrupt")->capture_default_str();
  command->add_option("--noise", options->stream.noise, "share of labels that are wrong")->capture_default_str();
  command->add_option("--config-out", options->config_out, "write a fitting configuration");
  command->callback([options, &exit_code] { exit_code = generate(*options); });
}

}  // namespace driftd::cli
