#include <fmt/format.h>

#include <memory>

#include "daemon/api/http_client.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/output.h"
#include "daemon/cli/sender.h"
#include "daemon/cli/stream_options.h"

namespace driftd::cli {
namespace {

struct SendOptions {
  StreamOptions stream;
  std::string url;
  std::uint64_t rows = 0;
  bool json = false;
};

int send(const SendOptions& options) {
  const auto stream = open_stream(options.stream);
  if (!stream) {
    complain(stream.error());
    return kCallerErred;
  }
  Sender sender(options.url.empty() ? "http://" + stream->settings.http.listen : options.url, stream->model, stream->delay);
  const auto send_row = [&](const streams::LabelledRow& row) -> std::expected<bool, std::string> {
    if (options.rows > 0 && row.number >= options.rows) return false;
    if (const auto sent = sender.row(row); !sent) return std::unexpected(sent.error());
    return true;
  };
  auto sent = play(*stream->rows, "send", send_row, [&] { return sender.version(); });
  if (sent) sent = sender.finish();
  if (!sent) {
    complain(sent.error());
    return kFailed;
  }
  const config::Json summary = {
      {"rows", sender.rows()}, {"answered", sender.answered()}, {"version", sender.version()}, {"scores", sender.scores()}};
  print(options.json || !on_terminal()
            ? summary.dump(2)
            : fmt::format("{} rows sent, {} answered by versions up to {}", sender.rows(), sender.answered(), sender.version()));
  return kWorked;
}

}  // namespace

void add_send(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "send", "play a CSV of labelled rows into a running daemon as a serving stack would: ask for an answer, later bring the label");
  auto options = std::make_shared<SendOptions>();
  add_stream_options(*command, options->stream);
  command->add_option("--url", options->url, "of the daemon, where it is not what the configuration says");
  command->add_option("--rows", options->rows, "at most so many rows; 0: all")->capture_default_str();
  command->add_flag("--json", options->json, "print JSON");
  command->callback([options, &exit_code] { exit_code = send(*options); });
}

}  // namespace driftd::cli
