#include "daemon/app/settings.h"

#include <arpa/inet.h>

#include <charconv>
#include <fstream>
#include <sstream>

namespace driftd::app {

using config::byte_size;
using config::Declaration;
using config::integer;
using config::Json;
using config::object;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kMiB = 1U << 20U;

Declaration<HttpSettings> http_declaration() {
  return Declaration<HttpSettings>("the HTTP API")
      .optional("listen", &HttpSettings::listen, config::text({.min_length = 3, .max_length = 64}), "address and port; [::1]:7420 for IPv6")
      .optional("max_body", &HttpSettings::max_body, byte_size(1024, 1024 * kMiB), "the largest body of a request")
      .optional("threads", &HttpSettings::threads, integer({.min = 1, .max = 64}), "threads that carry connections")
      .optional("max_connections", &HttpSettings::max_connections, integer({.min = 1, .max = 100'000}), "connections at once")
      .optional("request_deadline", &HttpSettings::request_deadline, config::duration(100ms, 1h),
                "within which a whole request must have arrived")
      .check([](const HttpSettings& http, const std::string& path, config::Problems& problems) {
        if (const auto endpoint = parse_endpoint(http.listen); !endpoint)
          problems.push_back({config::step_into(path, "listen"), endpoint.error()});
      });
}

Declaration<JournalSettings> journal_declaration() {
  return Declaration<JournalSettings>("the log that all state is a function of")
      .optional("segment", &JournalSettings::segment, byte_size(kMiB, 1024 * kMiB), "size of its files, in whole 4 KiB")
      .optional("queue", &JournalSettings::queue, byte_size(kMiB, 16384 * kMiB),
                "events that may wait for the disk; beyond that clients get 429")
      .optional("checkpoint_every", &JournalSettings::checkpoint_every, byte_size(kMiB, 16384 * kMiB),
                "journal between two checkpoints: what a restart reads at most")
      .check([](const JournalSettings& journal, const std::string& path, config::Problems& problems) {
        if (journal.segment % 4096 != 0) problems.push_back({config::step_into(path, "segment"), "must be a whole number of 4 KiB"});
      });
}

Declaration<HistorySettings> history_declaration() {
  return Declaration<HistorySettings>("signals, scores and updates of the past")
      .optional("keep", &HistorySettings::keep, config::duration(1h, 24h * 36500), "how long they are kept");
}

Declaration<TrainingSettings> training_declaration() {
  return Declaration<TrainingSettings>(
             "what the trainings of all models may take together; fair over models, those that used little go first")
      .optional("processes", &TrainingSettings::processes, integer({.min = 1, .max = 64}), "trainers at once, at most one of a model")
      .optional("cpu_per_day", &TrainingSettings::cpu_per_day, config::duration(1s, 24h * 365),
                "processor time of a day, by the daemon's clock: beyond it trainings wait");
}

}  // namespace

const Declaration<Settings>& settings_declaration() {
  static const auto declaration = Declaration<Settings>("driftd's configuration")
                                      .optional("state_dir", &Settings::state_dir, config::text({.min_length = 1, .max_length = 4096}),
                                                "folder of everything that driftd keeps")
                                      .optional("http", &Settings::http, object(http_declaration()), "the HTTP API")
                                      .optional("journal", &Settings::journal, object(journal_declaration()), "the journal")
                                      .optional("history", &Settings::history, object(history_declaration()), "the history")
                                      .optional("training", &Settings::training, object(training_declaration()), "trainings of all models")
                                      .required("models", &Settings::models, engine::models_shape(), "the models that driftd looks after");
  return declaration;
}

Json settings_schema() {
  Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "driftd configuration"}};
  schema.update(settings_declaration().schema());
  schema["properties"]["$schema"] = {{"type", "string"}, {"description", "for editors"}};
  return schema;
}

std::expected<Settings, config::Problems> read_settings(std::string_view text) {
  const auto json = config::parse_json(text);
  if (!json) return std::unexpected(json.error());
  Settings settings;
  config::Problems problems;
  settings_declaration().read(settings, *json, "", problems, {"$schema"});
  if (json->is_object() && json->contains("$schema") && !(*json)["$schema"].is_string())
    problems.push_back({"/$schema", "must be a string, the address of a schema, for editors"});
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return settings;
}

std::expected<Settings, std::string> load_settings(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::unexpected("cannot read the configuration " + file.string() + "; name another with --config");
  std::ostringstream text;
  text << stream.rdbuf();
  auto settings = read_settings(text.str());
  if (!settings) return std::unexpected(file.string() + " is not accepted:\n" + config::to_text(settings.error()));
  return std::move(*settings);
}

std::string engine_configuration(const Settings& settings) {
  Json models = Json::array();
  for (const auto& model : settings.models) models.push_back(engine::model_declaration().write(model));
  return Json{{"models", std::move(models)}}.dump();
}

namespace {

bool is_address(const std::string& text) {
  in6_addr address{};
  return ::inet_pton(AF_INET, text.c_str(), &address) == 1 || ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

}  // namespace

std::expected<Endpoint, std::string> parse_endpoint(std::string_view text) {
  const auto wrong = [&] {
    return std::unexpected("\"" + std::string(text) + "\" is no address with a port, such as 127.0.0.1:7420 or [::1]:7420");
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return wrong();
  std::string_view address = text.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  const std::string_view digits = text.substr(colon + 1);
  unsigned short port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || !is_address(std::string(address))) return wrong();
  return Endpoint{.address = std::string(address), .port = port};
}

}  // namespace driftd::app
