#include "daemon/cli/stream_options.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "config/suggestion.h"
#include "daemon/cli/output.h"

namespace driftd::cli {

void add_stream_options(CLI::App& command, StreamOptions& options) {
  command.add_option("--config", options.config, "configuration file")->required();
  command.add_option("--data", options.data, "CSV, plain or gzip, in time order; a column \"ts\" gives times")->required();
  command.add_option("--model", options.model, "which model, where the configuration has several");
  command.add_option("--label", options.label, "column of the label")->capture_default_str();
  command
      .add_option("--label-delay", options.label_delay,
                  "how late labels come: rows (1000) or time (24h); those of the reference rows come at once")
      ->capture_default_str();
  command.add_option("--step", options.step, "time between rows, where there is no column \"ts\"")->capture_default_str();
}

std::expected<OpenedStream, std::string> open_stream(const StreamOptions& options) {
  auto settings = app::load_settings(options.config);
  if (!settings) return std::unexpected(settings.error());
  auto model = choose_model(settings->models, options.model);
  if (!model) return std::unexpected(model.error());
  const auto delay = parse_label_delay(options.label_delay);
  if (!delay) return std::unexpected(delay.error());
  const auto step = config::parse_duration(options.step);
  if (!step) return std::unexpected("--step \"" + options.step + "\" is no duration, such as 30m");
  auto rows =
      streams::LabelledCsv::open(options.data, model->schema(),
                                 {.label = options.label, .take_missing = model->wrong_type == engine::WrongType::missing, .step = *step});
  if (!rows) return std::unexpected(rows.error());
  return OpenedStream{.settings = std::move(*settings), .model = std::move(*model), .delay = *delay, .rows = std::move(*rows)};
}

std::expected<void, std::string> play(streams::LabelledCsv& rows, const std::string& title, const PlayRow& row,
                                      const std::function<std::uint64_t()>& version) {
  ProgressBar bar(title);
  streams::LabelledRow next;
  for (;;) {
    const auto more = rows.next(next);
    if (!more) return std::unexpected(more.error());
    if (!*more) return {};
    const auto wanted = row(next);
    if (!wanted) return std::unexpected(wanted.error());
    if (!*wanted) return {};
    constexpr std::uint64_t kShowEvery = 256;
    if (next.number % kShowEvery == 0 && rows.bytes_total() > 0) {
      bar.show(static_cast<double>(rows.bytes_read()) / static_cast<double>(rows.bytes_total()),
               fmt::format("row {}, version {}", next.number, version()));
    }
  }
}

std::expected<replay::LabelDelay, std::string> parse_label_delay(const std::string& text) {
  std::uint64_t rows = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rows);
  if (error == std::errc() && end == text.data() + text.size()) return replay::LabelDelay{.rows = rows};
  if (const auto time = config::parse_duration(text)) return replay::LabelDelay{.time = *time};
  return std::unexpected("--label-delay \"" + text + "\" is neither rows (1000) nor a duration (24h)");
}

std::expected<engine::ModelSettings, std::string> choose_model(const std::vector<engine::ModelSettings>& models, const std::string& name) {
  if (name.empty() && models.size() == 1) return models.front();
  std::vector<std::string> names;
  for (const auto& model : models) {
    if (model.name == name) return model;
    names.push_back(model.name);
  }
  if (name.empty())
    return std::unexpected("the configuration has several models; choose one with --model" + config::did_you_mean("", names));
  return std::unexpected("the configuration has no model \"" + name + "\"" + config::did_you_mean(name, names));
}

}  // namespace driftd::cli
