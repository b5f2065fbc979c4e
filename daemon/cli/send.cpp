#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <thread>

#include "daemon/api/http_client.h"
#include "daemon/app/settings.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/output.h"
#include "daemon/cli/sender.h"
#include "daemon/cli/stream_options.h"

namespace driftd::cli {
namespace {

struct SendOptions {
  std::string config;
  std::string url;
  std::string data;
  std::string model;
  std::string label = "label";
  std::string label_delay = "0";
  std::string step = "1m";
  std::uint64_t rows = 0;
  bool json = false;
};

int send(const SendOptions& options) {
  const auto settings = app::load_settings(options.config);
  const auto model = settings ? choose_model(settings->models, options.model) : std::unexpected(settings.error());
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
  Sender sender(options.url.empty() ? "http://" + settings->http.listen : options.url, *model, *delay);
  ProgressBar bar("send");
  streams::LabelledRow row;
  std::expected<void, std::string> sent;
  for (;;) {
    const auto more = (*file)->next(row);
    if (!more) sent = std::unexpected(more.error());
    if (!more || !*more || (options.rows > 0 && row.number >= options.rows)) break;
    sent = sender.row(row);
    if (!sent) break;
    if ((*file)->bytes_total() > 0) bar.show(static_cast<double>((*file)->bytes_read()) / static_cast<double>((*file)->bytes_total()), fmt::format("row {}, version {}", row.number, sender.version()));
  }
  if (sent) sent = sender.finish();
  if (!sent) {
    complain(sent.error());
    return kFailed;
  }
  const config::Json summary = {{"rows", sender.rows()}, {"answered", sender.answered()}, {"version", sender.version()}, {"scores", sender.scores()}};
  print(options.json || !on_terminal() ? summary.dump(2) : fmt::format("{} rows sent, {} answered by versions up to {}", sender.rows(), sender.answered(), sender.version()));
  return kWorked;
}

}  // namespace

void add_send(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("send", "play a CSV of labelled rows into a running daemon as a serving stack would: ask for an answer, later bring the label");
  auto options = std::make_shared<SendOptions>();
  command->add_option("--config", options->config, "the daemon's configuration file")->required();
  command->add_option("--data", options->data, "CSV, plain or gzip, in time order")->required();
  command->add_option("--url", options->url, "of the daemon, where it is not what the configuration says");
  command->add_option("--model", options->model, "which model, where the configuration has several");
  command->add_option("--label", options->label, "column of the label")->capture_default_str();
  command->add_option("--label-delay", options->label_delay, "how late labels come: rows (1000) or time (24h)")->capture_default_str();
  command->add_option("--step", options->step, "time between rows, where there is no column \"ts\"")->capture_default_str();
  command->add_option("--rows", options->rows, "at most so many rows; 0: all")->capture_default_str();
  command->add_flag("--json", options->json, "print JSON");
  command->callback([options, &exit_code] { exit_code = send(*options); });
}

}  // namespace driftd::cli
