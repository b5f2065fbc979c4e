#include <fmt/format.h>

#include <algorithm>

#include "config/json.h"
#include "daemon/publishing/publication.h"
#include "daemon/training/trainer_process.h"

namespace driftd::publishing {
namespace {

using config::Json;
namespace fs = std::filesystem;

constexpr std::size_t kMostTold = 300;
constexpr const char* kVersionTag = "driftd.version";
constexpr const char* kModelTag = "driftd.model";

std::string what_it_said(const HttpAnswer& answer) {
  return fmt::format("answered {}: {}", answer.status, answer.body.substr(0, kMostTold));
}

bool is_good(const HttpAnswer& answer) {
  return answer.status >= 200 && answer.status < 300;
}

std::string filled_in(std::string text, const Version& version) {
  for (const auto& [word, value] :
       {std::pair<std::string, std::string>{"{model}", version.model}, {"{version}", std::to_string(version.number)}}) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + value.size())) text.replace(at, word.size(), value);
  }
  return text;
}

/// Of a URL's query: everything but letters and digits as %XX.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    result += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return result;
}

/// MLflow's REST interface, the part of it that a model registry needs.
class Mlflow {
 public:
  Mlflow(const engine::MlflowTarget& target, const Request& request) : target_(target), request_(request) {}

  std::expected<Json, std::string> call(const std::string& method, const std::string& path, const Json& body) const {
    const auto answer = request_(target_.url, method, "/api/2.0/mlflow/" + path, body.is_null() ? "" : body.dump());
    if (!answer) return std::unexpected(answer.error());
    if (!is_good(*answer)) return std::unexpected("MLflow " + what_it_said(*answer));
    auto json = config::parse_json(answer->body);
    if (!json || !json->is_object()) return std::unexpected("MLflow answered " + path + " with what is no JSON object");
    return *json;
  }

  std::expected<void, std::string> make_model() const {
    const auto found = call("GET", "registered-models/get?name=" + escaped(target_.model), {});
    if (found) return {};
    const auto made = call("POST", "registered-models/create", {{"name", target_.model}});
    if (!made && made.error().find("RESOURCE_ALREADY_EXISTS") == std::string::npos) return std::unexpected(made.error());
    return {};
  }

  /// MLflow's number of the version; empty: it has none yet.
  std::expected<std::string, std::string> find(const Version& version) const {
    const auto found = call("GET", "model-versions/search?max_results=1000&filter=" + escaped(fmt::format("name='{}'", target_.model)), {});
    if (!found) return std::unexpected(found.error());
    for (const Json& entry : found->value("model_versions", Json::array())) {
      if (tag(entry, kVersionTag) == std::to_string(version.number) && tag(entry, kModelTag) == version.model)
        return entry.value("version", "");
    }
    return "";
  }

  std::expected<std::string, std::string> make(const Version& version) const {
    const Json tags = {{{"key", kModelTag}, {"value", version.model}}, {{"key", kVersionTag}, {"value", std::to_string(version.number)}}};
    const auto made =
        call("POST", "model-versions/create", {{"name", target_.model}, {"source", filled_in(target_.source, version)}, {"tags", tags}});
    if (!made) return std::unexpected(made.error());
    const auto entry = made->find("model_version");
    if (entry == made->end() || !entry->is_object() || !entry->contains("version") || !(*entry)["version"].is_string())
      return std::unexpected("MLflow does not say which version it made");
    return (*entry)["version"].get<std::string>();
  }

  std::expected<void, std::string> point_alias_to(const std::string& version) const {
    const auto set = call("POST", "registered-models/alias", {{"name", target_.model}, {"alias", target_.alias}, {"version", version}});
    if (!set) return std::unexpected(set.error());
    return {};
  }

 private:
  static std::string tag(const Json& entry, const std::string& key) {
    if (!entry.is_object()) return "";
    for (const Json& tag : entry.value("tags", Json::array())) {
      if (tag.is_object() && tag.value("key", "") == key) return tag.value("value", "");
    }
    return "";
  }

  const engine::MlflowTarget& target_;
  const Request& request_;
};

}  // namespace

std::expected<void, std::string> publish_to_triton(const engine::TritonTarget& target, const Version& version, const Request& request) {
  if (!target.repository.empty()) {
    if (auto put = publish_to_folder(fs::path(target.repository) / target.model, version); !put) return put;
  }
  const auto answer = request(target.url, "POST", "/v2/repository/models/" + target.model + "/load", "{}");
  if (!answer) return std::unexpected(answer.error());
  if (!is_good(*answer)) return std::unexpected("Triton " + what_it_said(*answer));
  return {};
}

std::expected<void, std::string> publish_to_mlflow(const engine::MlflowTarget& target, const Version& version, const Request& request) {
  const Mlflow mlflow(target, request);
  try {
    if (auto made = mlflow.make_model(); !made) return made;
    auto number = mlflow.find(version);
    if (number && number->empty()) number = mlflow.make(version);
    if (!number) return std::unexpected(number.error());
    return mlflow.point_alias_to(*number);
  } catch (const Json::exception& wrong) {
    return std::unexpected(std::string("MLflow answered with JSON of another form: ") + wrong.what());
  }
}

std::expected<void, std::string> publish_by_command(const std::vector<std::string>& command, const Version& version,
                                                    const fs::path& scratch, const std::atomic<bool>& cancelled) {
  std::error_code error;
  fs::create_directories(scratch, error);
  if (error) return std::unexpected("cannot make " + scratch.string() + ": " + error.message());
  auto argv = command;
  argv.push_back(version.folder.string());
  const auto end = training::run_trainer(argv, scratch, {}, cancelled);
  if (!end.succeeded) return std::unexpected(end.reason);
  return {};
}

}  // namespace driftd::publishing
