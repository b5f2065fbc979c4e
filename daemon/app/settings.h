#pragma once

// The whole configuration file: where state lives, where the API listens, and the models.

#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "daemon/app/training_queue.h"
#include "daemon/engine/engine.h"

namespace driftd::app {

struct HttpSettings {
  std::string listen = "127.0.0.1:7420";
  std::uint64_t max_body = 16U << 20U;
  std::int64_t threads = 2;
  std::int64_t max_connections = 1024;
  config::Duration request_deadline = std::chrono::seconds(30);
};

struct JournalSettings {
  std::uint64_t segment = 64U << 20U;
  std::uint64_t queue = 64U << 20U;  // of events that wait for the disk; beyond that clients are asked to come later
  std::uint64_t checkpoint_every = 32U << 20U;
};

struct HistorySettings {
  config::Duration keep = std::chrono::hours(24 * 365 * 3);
};

struct Settings {
  std::string state_dir = "/var/lib/driftd";
  HttpSettings http;
  JournalSettings journal;
  HistorySettings history;
  TrainingSettings training;
  std::vector<engine::ModelSettings> models;
};

const config::Declaration<Settings>& settings_declaration();

/// JSON Schema (draft 7) of the configuration file, for editors and validators.
config::Json settings_schema();

std::expected<Settings, config::Problems> read_settings(std::string_view text);
/// The error is for people: the file, and every problem by its path.
std::expected<Settings, std::string> load_settings(const std::filesystem::path& file);

/// {"models": [...]} with every default written out: what the engine is configured with.
std::string engine_configuration(const Settings& settings);

/// "127.0.0.1:7420" or "[::1]:7420".
struct Endpoint {
  std::string address;
  unsigned short port = 0;
};
std::expected<Endpoint, std::string> parse_endpoint(std::string_view text);

}  // namespace driftd::app
