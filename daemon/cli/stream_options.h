#pragma once

// What `replay` and `send` share: which stream of labelled rows, read for which of the configured models, how late its labels come, and
// reading it row by row under a bar.

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/app/settings.h"
#include "daemon/cli/command_line.h"
#include "daemon/engine/model_settings.h"
#include "daemon/replay/label_schedule.h"
#include "daemon/streams/labelled_csv.h"

namespace driftd::cli {

struct StreamOptions {
  std::string config;
  std::string data;
  std::string model;
  std::string label = "label";
  std::string label_delay = "0";
  std::string step = "1m";
};

/// `options` must live as long as the command.
void add_stream_options(CLI::App& command, StreamOptions& options);

struct OpenedStream {
  app::Settings settings;
  engine::ModelSettings model;
  replay::LabelDelay delay;
  std::unique_ptr<streams::LabelledCsv> rows;
};

/// The error is for whoever wrote the options, the configuration or the file's header.
std::expected<OpenedStream, std::string> open_stream(const StreamOptions& options);

/// What one row led to: whether the next is wanted, or why it could not be played.
using PlayRow = std::function<std::expected<bool, std::string>(const streams::LabelledRow&)>;

/// Plays row by row until the end, until no more are wanted or until an error; `version` is shown beside the bar.
std::expected<void, std::string> play(streams::LabelledCsv& rows, const std::string& title, const PlayRow& row,
                                      const std::function<std::uint64_t()>& version);

/// "1000" is rows, "24h" is time.
std::expected<replay::LabelDelay, std::string> parse_label_delay(const std::string& text);

/// The model of that name; the only one where the name is empty.
std::expected<engine::ModelSettings, std::string> choose_model(const std::vector<engine::ModelSettings>& models, const std::string& name);

}  // namespace driftd::cli
