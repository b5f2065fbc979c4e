#include "daemon/cli/daemon_request.h"

#include <fmt/format.h>

#include <chrono>

#include "daemon/api/http_client.h"
#include "daemon/app/settings.h"

namespace driftd::cli {

using config::Json;

namespace {

/// What was asked for by --url, else where the configuration says that the daemon listens, else the default.
std::string url_of(const RequestOptions& options) {
  if (!options.url.empty()) return options.url;
  if (options.config.empty()) return "http://127.0.0.1:7420";
  const auto settings = app::load_settings(options.config);
  if (!settings) throw CLI::ValidationError(settings.error());
  return "http://" + settings->http.listen;
}

}  // namespace

std::shared_ptr<RequestOptions> add_request_options(CLI::App* command) {
  auto options = std::make_shared<RequestOptions>();
  command->add_option("--url", options->url, "of the daemon (default http://127.0.0.1:7420)");
  command->add_option("--config", options->config, "configuration file that says where the daemon listens");
  command->add_flag("--json", options->json, "print JSON");
  return options;
}

std::expected<Json, std::string> ask(const RequestOptions& options, const std::string& method, const std::string& path) {
  api::HttpClient client(url_of(options), std::chrono::seconds(30));
  const auto response = client.request(method, path);
  if (!response) return std::unexpected(response.error());
  const Json body = Json::parse(response->body, nullptr, false);
  if (response->status < 300 && !body.is_discarded()) return body;
  if (body.is_object() && body.contains("error") && body["error"].is_object())
    return std::unexpected(body["error"].value("message", response->body));
  return std::unexpected(fmt::format("the daemon answered with {}: {}", response->status, response->body));
}

}  // namespace driftd::cli
