#include "daemon/api/routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <span>
#include <utility>

#include "daemon/api/http_error.h"
#include "daemon/api/status_json.h"

namespace driftd::api {

using config::Json;

namespace {

using Steps = std::vector<std::string>;

Steps steps_of(std::string_view path) {
  Steps steps;
  for (std::size_t begin = 1; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    steps.emplace_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  if (!steps.empty() && steps.back().empty()) steps.pop_back();
  return steps;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Response json_response(const Json& json, unsigned status = 200) {
  return {.status = status, .content_type = "application/json", .body = json.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Response unknown_model(const std::string& model) {
  return error_response(404, "unknown_model", fmt::format("there is no model \"{}\"; GET /v1/models lists them", model));
}

Response method_not_allowed(const std::string& allowed) {
  auto response = error_response(405, "method_not_allowed", "use " + allowed);
  response.headers.emplace_back("Allow", allowed);
  return response;
}

Response come_later(const std::string& message) {
  auto response = error_response(429, "busy", message);
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

/// Under /v2 an error is the protocol's own.
Response v2_error(unsigned status, const std::string& message) {
  return json_response({{"error", message}}, status);
}

Json ingest_json(const IngestReply& reply) {
  Json errors = Json::array();
  for (const auto& [line, error] : reply.errors) errors.push_back({{"line", line}, {"error", error}});
  Json json = {{"accepted", reply.accepted}, {"duplicate", reply.duplicate}, {"rejected", reply.rejected}, {"errors", std::move(errors)}};
  if (reply.early > 0) json["early"] = reply.early;
  if (reply.cut > 0) json["cut"] = reply.cut;
  return json;
}

class Router {
 public:
  explicit Router(Backend& backend) : backend_(backend) {}

  void operator()(Request request, Respond respond) {
    const Steps steps = steps_of(request.path);
    const std::string first = steps.empty() ? "" : steps[0];
    if (first == "v1" && steps.size() >= 2 && steps[1] == "models") return v1(std::move(request), steps, std::move(respond));
    if (first == "v2") return v2(request, steps, std::move(respond));
    if (request.path == "/metrics") return metrics(request, std::move(respond));
    if (request.path == "/-/reload") return reload(request, std::move(respond));
    if (steps.empty())
      return respond(
          json_response({{"service", "driftd"}, {"models", "/v1/models"}, {"metrics", "/metrics"}, {"ready", "/v2/health/ready"}}));
    respond(error_response(404, "unknown_path", fmt::format("there is nothing at {}; see GET /", request.path)));
  }

 private:
  void v1(Request request, const Steps& steps, Respond respond) {
    if (steps.size() == 2) return list(request, std::move(respond));
    const std::string& model = steps[2];
    if (!backend_.knows(model)) return respond(unknown_model(model));
    if (steps.size() == 3) return show(request, model, std::move(respond));
    const std::string& what = steps[3];
    if (steps.size() == 4 && (what == "predictions" || what == "labels"))
      return ingest(std::move(request), model, what == "predictions" ? EventKind::predictions : EventKind::labels, std::move(respond));
    if (steps.size() == 4 && (what == "signals" || what == "updates" || what == "versions"))
      return history(request, model, what, std::move(respond));
    if (steps.size() == 4 && what == "why") return why(request, model, std::move(respond));
    if (steps.size() == 6 && what == "jobs" && steps[5] == "result")
      return job_result(std::move(request), model, steps[4], std::move(respond));
    if (const auto command = command_of(what); steps.size() == 4 && command)
      return this->command(request, model, *command, std::move(respond));
    respond(error_response(404, "unknown_path", fmt::format("there is nothing at {}", request.path)));
  }

  static std::optional<engine::Command::Kind> command_of(const std::string& what) {
    using Kind = engine::Command::Kind;
    if (what == "update") return Kind::update;
    if (what == "rollback") return Kind::rollback;
    if (what == "pause") return Kind::pause;
    if (what == "resume") return Kind::resume;
    return std::nullopt;
  }

  void list(const Request& request, Respond respond) {
    if (request.method != "GET") return respond(method_not_allowed("GET"));
    backend_.status("", [this, respond = std::move(respond)](std::vector<engine::ModelStatus> all) mutable {
      Json models = Json::array();
      for (const auto& status : all) models.push_back(to_json(status, backend_.served_version(status.name)));
      respond(json_response({{"models", std::move(models)}}));
    });
  }

  void show(const Request& request, const std::string& model, Respond respond) {
    if (request.method != "GET") return respond(method_not_allowed("GET"));
    backend_.status(model, [this, model, respond = std::move(respond)](std::vector<engine::ModelStatus> found) mutable {
      respond(found.empty() ? unknown_model(model) : json_response(to_json(found.front(), backend_.served_version(model))));
    });
  }

  void ingest(Request request, const std::string& model, EventKind kind, Respond respond) {
    if (request.method != "POST") return respond(method_not_allowed("POST"));
    backend_.ingest(kind, model, std::move(request.body), [this, model, respond = std::move(respond)](IngestReply reply) mutable {
      using Result = IngestReply::Result;
      switch (reply.result) {
        case Result::taken: {
          Json json = ingest_json(reply);
          if (reply.status) {
            json["version"] = reply.status->version;
            json["updating"] = reply.status->busy || backend_.served_version(model) != reply.status->version;
          }
          return respond(json_response(json));
        }
        case Result::unknown_model: return respond(unknown_model(model));
        case Result::unreadable: return respond(error_response(400, "not_parseable", reply.message));
        case Result::too_large: return respond(error_response(413, "body_too_large", reply.message));
        case Result::busy: return respond(come_later(reply.message));
        case Result::failed: return respond(error_response(503, "journal_failed", reply.message));
      }
    });
  }

  void history(const Request& request, const std::string& model, const std::string& what, Respond respond) {
    constexpr std::size_t kUsualPage = 100;
    constexpr std::uint64_t kLargestPage = 1000;
    if (request.method != "GET") return respond(method_not_allowed("GET"));
    const auto before = request.parameter("before");
    const auto limit = request.parameter("limit");
    if ((before && !number_of(*before)) || (limit && number_of(*limit).value_or(0) == 0))
      return respond(error_response(400, "bad_parameter", "\"before\" and \"limit\" must be whole numbers, \"limit\" from 1"));
    const auto page = backend_.history(model, what, before ? number_of(*before) : std::nullopt,
                                       limit ? std::min(*number_of(*limit), kLargestPage) : kUsualPage);
    respond(page ? json_response(*page) : error_response(500, "history_unreadable", page.error()));
  }

  void why(const Request& request, const std::string& model, Respond respond) {
    using Result = WhyReply::Result;
    if (request.method != "GET") return respond(method_not_allowed("GET"));
    const auto asked = request.parameter("version");
    const auto version = asked ? number_of(*asked) : std::nullopt;
    if (asked && version.value_or(0) == 0)
      return respond(error_response(400, "bad_parameter", "\"version\" must be a whole number from 1"));
    const auto reply = backend_.why(model, version);
    if (reply.result == Result::answered) return respond(json_response(reply.body));
    respond(reply.result == Result::unknown_version ? error_response(404, "unknown_version", reply.message)
                                                    : error_response(500, "history_unreadable", reply.message));
  }

  void command(const Request& request, const std::string& model, engine::Command::Kind kind, Respond respond) {
    if (request.method != "POST") return respond(method_not_allowed("POST"));
    backend_.command(model, kind, "an operator's command", [model, respond = std::move(respond)](const CommandReply& reply) mutable {
      using Result = CommandReply::Result;
      switch (reply.result) {
        case Result::accepted: return respond(json_response({{"accepted", true}}, 202));
        case Result::unknown_model: return respond(unknown_model(model));
        case Result::refused: return respond(error_response(409, "refused", reply.message));
        case Result::busy: return respond(come_later(reply.message));
      }
    });
  }

  void job_result(Request request, const std::string& model, const std::string& job, Respond respond) {
    using Result = JobResultReply::Result;
    if (request.method != "POST") return respond(method_not_allowed("POST"));
    const auto number = number_of(job);
    if (!number) return respond(error_response(404, "unknown_job", fmt::format("\"{}\" is no job; jobs are whole numbers", job)));
    const auto header = [&](const char* name) { return std::string(request.header(name).value_or("")); };
    JobResult result{.timestamp = header("X-Driftd-Timestamp"), .signature = header("X-Driftd-Signature"), .body = {}};
    result.body = std::move(request.body);
    const auto reply = backend_.job_result(model, *number, std::move(result));
    switch (reply.result) {
      case Result::taken: return respond(json_response({{"accepted", true}}));
      case Result::unknown_job: return respond(error_response(404, "unknown_job", reply.message));
      case Result::not_signed: return respond(error_response(401, "bad_signature", reply.message));
      case Result::malformed: return respond(error_response(400, "not_parseable", reply.message));
      case Result::failed: return respond(error_response(503, "not_kept", reply.message));
    }
  }

  void v2(const Request& request, const Steps& steps, Respond respond) {
    if (request.path == "/v2/health/live") return respond(json_response({{"live", true}}));
    if (request.path == "/v2/health/ready") {
      const auto readiness = backend_.readiness();
      return respond(readiness.ready ? json_response({{"ready", true}})
                                     : json_response({{"ready", false}, {"error", readiness.reason}}, 503));
    }
    if (steps.size() == 1) return respond(json_response({{"name", "driftd"}, {"version", DRIFTD_VERSION}, {"extensions", Json::array()}}));
    if (steps.size() < 3 || steps[1] != "models") return respond(v2_error(404, fmt::format("there is nothing at {}", request.path)));
    v2_model(request, steps, std::move(respond));
  }

  void v2_model(const Request& request, const Steps& steps, Respond respond) {
    const std::string& model = steps[2];
    auto rest = std::span(steps).subspan(3);
    std::optional<std::uint64_t> version;
    if (rest.size() >= 2 && rest[0] == "versions") {
      version = number_of(rest[1]);
      if (!version) return respond(v2_error(400, fmt::format("\"{}\" is no version; versions are whole numbers", rest[1])));
      rest = rest.subspan(2);
    }
    if (rest.size() == 1 && rest[0] == "infer") return infer(request, model, version, std::move(respond));
    const auto metadata = backend_.metadata(model);
    if (!metadata) return respond(v2_error(404, fmt::format("there is no model \"{}\"", model)));
    if (rest.empty())
      return respond(json_response({{"name", model},
                                    {"versions", metadata->version == 0 ? Json::array() : Json::array({std::to_string(metadata->version)})},
                                    {"platform", "driftd"},
                                    {"inputs", metadata->inputs},
                                    {"outputs", metadata->outputs}}));
    if (rest.size() == 1 && rest[0] == "ready")
      return respond(metadata->version == 0 ? v2_error(503, "no version yet: the model is trained when the reference rows are labelled")
                                            : json_response({{"ready", true}}));
    respond(v2_error(404, fmt::format("there is nothing at {}", request.path)));
  }

  void infer(const Request& request, const std::string& model, std::optional<std::uint64_t> version, Respond respond) {
    using Result = InferReply::Result;
    if (request.method != "POST") return respond(v2_error(405, "use POST"));
    auto reply = backend_.infer(model, request.body, version);
    if (reply.result == Result::answered)
      return respond({.status = 200, .content_type = "application/json", .body = std::move(reply.body)});
    respond(v2_error(reply.result == Result::unknown_model ? 404 : reply.result == Result::no_version ? 503 : 400, reply.body));
  }

  void metrics(const Request& request, Respond respond) {
    if (request.method != "GET") return respond(method_not_allowed("GET"));
    backend_.metrics([respond = std::move(respond)](std::string text) mutable {
      respond({.status = 200, .content_type = "text/plain; version=0.0.4; charset=utf-8", .body = std::move(text)});
    });
  }

  void reload(const Request& request, Respond respond) {
    if (request.method != "POST") return respond(method_not_allowed("POST"));
    const auto reloaded = backend_.reload();
    respond(reloaded ? json_response({{"reloaded", true}}) : error_response(400, "configuration_refused", reloaded.error()));
  }

  Backend& backend_;
};

}  // namespace

Handler routes(Backend& backend) {
  return [router = Router(backend)](Request request, Respond respond) mutable { router(std::move(request), std::move(respond)); };
}

}  // namespace driftd::api
