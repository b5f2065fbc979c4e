#include "daemon/cli/sender.h"

#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "daemon/replay/report.h"
#include "detectors/catalogue.h"

namespace driftd::cli {

using config::FeatureType;
using config::Json;
using config::Task;
using nlohmann::literals::operator""_json_pointer;

Sender::Sender(const std::string& url, engine::ModelSettings model, replay::LabelDelay delay)
    : client_(url, std::chrono::seconds(60)),
      model_(std::move(model)),
      path_("/v1/models/" + model_.name),
      labels_(delay, static_cast<std::uint64_t>(model_.reference.first)),
      scored_(model_.task, detectors::needs_of_all_scores()) {}

std::expected<void, std::string> Sender::row(const streams::LabelledRow& row) {
  now_ = row.time;
  ++rows_;
  const std::string id = std::to_string(row.number);
  if (auto sent = version_ == 0 ? tell(row, id) : ask(row, id); !sent) return sent;
  labels_.add({.id = id, .row = row.number, .predicted = row.time, .value = row.label, .text = std::string(row.label_text)});
  std::expected<void, std::string> delivered;
  labels_.deliver(row.number, row.time, [&](const replay::DueLabel& due) {
    if (delivered) delivered = label(due, row.time);
  });
  return delivered;
}

std::expected<void, std::string> Sender::finish() {
  std::expected<void, std::string> delivered;
  labels_.deliver_all([&](const replay::DueLabel& due) {
    if (delivered) delivered = label(due, now_);
  });
  return delivered;
}

/// Before there is a version nobody can answer: the row itself is what the first model learns from.
std::expected<void, std::string> Sender::tell(const streams::LabelledRow& row, const std::string& id) {
  Json features = Json::array();
  for (std::size_t i = 0; i < model_.features.size(); ++i) features.push_back(value(row, i));
  const auto reply = post(path_ + "/predictions", {{"id", id}, {"time", config::format_time(row.time)}, {"features", std::move(features)}});
  if (!reply) return std::unexpected(reply.error());
  return {};
}

std::expected<void, std::string> Sender::ask(const streams::LabelledRow& row, const std::string& id) {
  Json inputs = Json::array();
  for (std::size_t i = 0; i < model_.features.size(); ++i) {
    const auto& feature = model_.features[i];
    inputs.push_back({{"name", feature.name},
                      {"datatype", config::has_text(feature.type)         ? "BYTES"
                                   : feature.type == FeatureType::boolean ? "BOOL"
                                                                          : "FP64"},
                      {"shape", {1}},
                      {"data", {value(row, i)}}});
  }
  const auto reply =
      post("/v2/models/" + model_.name + "/infer",
           {{"id", id}, {"parameters", {{"log", true}, {"time", config::format_time(row.time)}}}, {"inputs", std::move(inputs)}});
  if (!reply) return std::unexpected(reply.error());
  return score(*reply, row);
}

namespace {

double code_of(const Json& value) {
  return value.is_string() ? config::category_code(value.get<std::string>()) : value.get<double>();
}

/// Of one row, as serving/inference.h writes it; throws where it is something else.
detectors::Outcome outcome_of(const Json& answer, double truth) {
  const Json& outputs = answer.at("outputs");
  detectors::Outcome outcome{.predicted = code_of(outputs.at(0).at("data").at(0)), .truth = truth};
  if (outputs.size() < 2) return outcome;
  const Json& classes = outputs.at(1).at("parameters").at("classes");
  for (std::size_t k = 0; k < classes.size(); ++k) outcome.give(code_of(classes.at(k)), outputs.at(1).at("data").at(k).get<double>());
  return outcome;
}

}  // namespace

std::expected<void, std::string> Sender::score(const Json& answer, const streams::LabelledRow& row) {
  try {
    scored_.add(outcome_of(answer, row.label));
  } catch (const Json::exception&) {
    return std::unexpected("the daemon's answer is not of the form that is expected: " + answer.dump());
  }
  return {};
}

std::expected<void, std::string> Sender::label(const replay::DueLabel& due, config::Time now) {
  Json label = model_.task == Task::multiclass ? Json(due.text) : Json(due.value);
  const auto reply = post(path_ + "/labels", {{"id", due.id}, {"time", config::format_time(now)}, {"label", std::move(label)}});
  if (!reply) return std::unexpected(reply.error());
  version_ = reply->value("version", version_);
  return reply->value("updating", false) ? wait_for_update() : std::expected<void, std::string>{};
}

std::expected<void, std::string> Sender::wait_for_update() {
  for (;;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const auto response = client_.request("GET", path_);
    if (!response) return std::unexpected(response.error());
    const Json status = Json::parse(response->body, nullptr, false);
    if (response->status != 200 || status.is_discarded())
      return std::unexpected(fmt::format("GET {} answered {}: {}", path_, response->status, response->body));
    version_ = status.value("version", version_);
    if (!status.value("/update/busy"_json_pointer, false)) return {};
  }
}

std::expected<Json, std::string> Sender::post(const std::string& path, const Json& body) {
  const std::string text = body.dump();
  for (;;) {
    const auto response = client_.request("POST", path, text);
    if (!response) return std::unexpected(response.error());
    if (response->status == 429) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      continue;
    }
    Json reply = Json::parse(response->body, nullptr, false);
    if (response->status != 200 || reply.is_discarded() || reply.value("rejected", 0) > 0)
      return std::unexpected(fmt::format("POST {} answered {}: {}", path, response->status, response->body));
    return reply;
  }
}

Json Sender::value(const streams::LabelledRow& row, std::size_t feature) const {
  if (config::has_text(model_.features[feature].type)) return std::string(row.texts[feature]);
  return row.features[feature];
}

Json Sender::scores() const {
  return replay::scores_of(scored_);
}

}  // namespace driftd::cli
