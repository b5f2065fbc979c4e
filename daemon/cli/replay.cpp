#include "daemon/replay/replay.h"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <memory>

#include "daemon/app/settings.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/stream_options.h"
#include "daemon/cli/output.h"

namespace driftd::cli {
namespace {

struct ReplayOptions {
  std::string config;
  std::string data;
  std::string model;
  std::string label = "label";
  std::string label_delay = "0";
  std::string step = "1m";
  std::string report;
  bool json = false;
};

std::string score_lines(const config::Json& report) {
  std::vector<std::vector<std::string>> rows{{"score", "closed loop", "first model"}};
  for (const auto& [name, value] : report["scores"]["closed_loop"].items()) {
    rows.push_back({name, cell(value), cell(report["scores"]["first_model"].value(name, config::Json()))});
  }
  return table(rows);
}

std::string summary(const config::Json& report) {
  std::size_t promoted = 0;
  for (const auto& update : report["updates"]) promoted += update["verdict"] == "promote" || update["verdict"] == "rolled_back" ? 1U : 0U;
  return fmt::format("{} events, {} labels, {:.0f} events/s\n{} signals, {} updates ({} promoted), {} swaps, {} rollbacks\n{}", report["events"].get<std::uint64_t>(),
                     report["labels"].get<std::uint64_t>(), report["events_per_second"].get<double>(), report["signals"].size(), report["updates"].size(), promoted,
                     report["swaps"].get<std::uint64_t>(), report["rollbacks"].get<std::uint64_t>(), score_lines(report));
}

int replay(const ReplayOptions& options) {
  const auto settings = app::load_settings(options.config);
  if (!settings) {
    complain(settings.error());
    return kCallerErred;
  }
  const auto model = choose_model(settings->models, options.model);
  const auto delay = parse_label_delay(options.label_delay);
  const auto step = config::parse_duration(options.step);
  if (!model || !delay || !step) {
    complain(!model ? model.error() : !delay ? delay.error() : "--step \"" + options.step + "\" is no duration, such as 30m");
    return kCallerErred;
  }
  auto file = streams::LabelledCsv::open(options.data, model->schema(), {.label = options.label, .step = *step});
  if (!file) {
    complain(file.error());
    return kCallerErred;
  }
  replay::Replay run(*model, *delay);
  ProgressBar bar("replay");
  streams::LabelledRow row;
  const auto start = std::chrono::steady_clock::now();
  for (;;) {
    const auto more = (*file)->next(row);
    if (!more) {
      complain(more.error());
      return kFailed;
    }
    if (!*more) break;
    run.row(row);
    constexpr std::uint64_t kShowEvery = 256;
    if (row.number % kShowEvery == 0 && (*file)->bytes_total() > 0) {
      bar.show(static_cast<double>((*file)->bytes_read()) / static_cast<double>((*file)->bytes_total()), fmt::format("row {}, version {}", row.number, run.version()));
    }
  }
  run.finish();
  auto result = run.report();
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const config::Json report = to_json(result);
  if (!options.report.empty()) {
    std::ofstream stream(options.report);
    stream << report.dump(2) << "\n";
    stream.close();
    if (!stream) {
      complain("cannot write " + options.report);
      return kFailed;
    }
  }
  print(options.json ? report.dump(2) : summary(report));
  return kWorked;
}

}  // namespace

void add_replay(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("replay", "run the engine over a CSV of labelled rows and report what it would have done");
  auto options = std::make_shared<ReplayOptions>();
  command->add_option("--config", options->config, "configuration file")->required();
  command->add_option("--data", options->data, "CSV, plain or gzip, in time order; a column \"ts\" gives times")->required();
  command->add_option("--model", options->model, "which model, where the configuration has several");
  command->add_option("--label", options->label, "column of the label")->capture_default_str();
  command->add_option("--label-delay", options->label_delay, "how late labels come: rows (1000) or time (24h); those of the reference rows come at once")->capture_default_str();
  command->add_option("--step", options->step, "time between rows, where there is no column \"ts\"")->capture_default_str();
  command->add_option("--report", options->report, "write the whole report as JSON");
  command->add_flag("--json", options->json, "print the report as JSON");
  command->callback([options, &exit_code] { exit_code = replay(*options); });
}

}  // namespace driftd::cli
