#include "daemon/app/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "daemon/app/wall_clock.h"
#include "daemon/app/why.h"
#include "daemon/serving/inference.h"
#include "daemon/telemetry/exposition.h"

namespace driftd::app {

using api::CommandReply;
using api::EventKind;
using api::InferReply;
using api::IngestReply;
using config::Json;

namespace {

/// Readers and writers keep their buffers; a thread serves many models, so each has one of each.
ingest::EventReader& reader_for(const std::string& model, const config::ModelSchema& schema, engine::WrongType wrong_type) {
  struct Kept {
    config::ModelSchema schema;
    engine::WrongType wrong_type;
    ingest::EventReader reader;
  };
  constexpr std::size_t kMostKept = 256;
  thread_local std::map<std::string, Kept> readers;
  const auto found = readers.find(model);
  if (found != readers.end() && found->second.schema == schema && found->second.wrong_type == wrong_type) return found->second.reader;
  if (readers.size() >= kMostKept) readers.clear();
  readers.erase(model);
  return readers.emplace(model, Kept{.schema = schema, .wrong_type = wrong_type, .reader = ingest::EventReader(model, schema, wrong_type)})
      .first->second.reader;
}

std::string take_bytes(engine::BatchWriter& batch) {
  const auto bytes = batch.bytes();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

IngestReply reply_of(const ingest::Reading& reading) {
  IngestReply reply{.rejected = reading.rejected, .cut = reading.cut};
  for (const auto& error : reading.errors) reply.errors.emplace_back(error.line, error.error);
  return reply;
}

Json tensor_metadata(const std::string& name, const char* type, Json shape) {
  return {{"name", name}, {"datatype", type}, {"shape", std::move(shape)}};
}

const char* datatype_of(config::FeatureType type) {
  if (config::has_text(type)) return "BYTES";
  return type == config::FeatureType::boolean ? "BOOL" : "FP64";
}

const char* answer_type(config::Task task) {
  switch (task) {
    case config::Task::binary: return "INT64";
    case config::Task::multiclass: return "BYTES";
    case config::Task::regression: return "FP64";
  }
  return "FP64";
}

}  // namespace

Service::Service(Rooms rooms, Reload reload) : rooms_(rooms), reload_(std::move(reload)) {
  models_.set(std::make_shared<const Models>());
}

void Service::configure(const std::vector<engine::ModelSettings>& models) {
  const auto present = models_.get();
  Models next;
  for (const auto& settings : models) {
    auto& model = next[settings.name];
    const auto earlier = present->find(settings.name);
    if (earlier != present->end() && earlier->second->schema == settings.schema()) {
      model = earlier->second;
      model->wrong_type = settings.wrong_type;
      continue;
    }
    model = std::make_shared<Model>();
    model->schema = settings.schema();
    model->wrong_type = settings.wrong_type;
    model->slot = rooms_.slots.make(settings.name);
  }
  models_.set(std::make_shared<const Models>(std::move(next)));
}

Service::Model* Service::find(std::string_view model) const {
  const Models& models = *models_.get();
  const auto found = models.find(model);
  return found == models.end() ? nullptr : found->second.get();
}

bool Service::knows(const std::string& model) {
  return find(model) != nullptr;
}

void Service::ingest(EventKind kind, const std::string& name, std::string body, std::move_only_function<void(IngestReply)> done) {
  const auto model = find(name);
  if (!model) return done({.result = IngestReply::Result::unknown_model});
  engine::BatchWriter batch;
  auto& reader = reader_for(name, model->schema, model->wrong_type);
  const auto reading =
      kind == EventKind::predictions ? reader.predictions(std::move(body), now(), batch) : reader.labels(std::move(body), now(), batch);
  auto& rejected = kind == EventKind::predictions ? model->rejected_predictions : model->rejected_labels;
  if (!reading) {
    rejected.fetch_add(1);
    return done({.result = IngestReply::Result::unreadable, .message = reading.error()});
  }
  rejected.fetch_add(reading->rejected);
  IngestReply reply = reply_of(*reading);
  if (reading->read == 0) return done(std::move(reply));
  std::string bytes = take_bytes(batch);
  if (bytes.size() > rooms_.pipeline.max_batch()) {
    return done({.result = IngestReply::Result::too_large,
                 .message = fmt::format("these events take {} bytes in the journal, at most {} go in one body; send fewer", bytes.size(),
                                        rooms_.pipeline.max_batch())});
  }
  auto shared = std::make_shared<std::pair<IngestReply, std::move_only_function<void(IngestReply)>>>(std::move(reply), std::move(done));
  const auto answer = [shared](const BatchOutcome& outcome) {
    auto& [prepared, respond] = *shared;
    if (!outcome.failure.empty()) return respond({.result = IngestReply::Result::failed, .message = outcome.failure});
    prepared.accepted = outcome.accepted;
    prepared.duplicate = outcome.duplicate;
    prepared.early = outcome.early;
    prepared.rejected += outcome.refused;
    prepared.status = outcome.status;
    respond(std::move(prepared));
  };
  if (rooms_.pipeline.submit(std::move(bytes), answer, kind == EventKind::labels)) return;
  const std::string failure = rooms_.pipeline.failure();
  if (!failure.empty()) return shared->second({.result = IngestReply::Result::failed, .message = failure});
  shared->second(
      {.result = IngestReply::Result::busy, .message = "more events wait for the disk than the queue may hold; come again in a second"});
}

InferReply Service::infer(const std::string& name, std::string_view body, std::optional<std::uint64_t> version) {
  const auto model = find(name);
  if (!model) return {.result = InferReply::Result::unknown_model, .body = fmt::format("there is no model \"{}\"", name)};
  const serving::LineUp& line_up = model->slot->line_up();  // looked at once: whatever is swapped meanwhile, this request has one answerer
  if (!line_up.champion)
    return {.result = InferReply::Result::no_version,
            .body = "the model has no version yet: it is trained when the reference rows are labelled"};
  if (version && !line_up.of_version(*version)) {
    return {.result = InferReply::Result::no_version,
            .body = fmt::format("version {} is not served, version {} is", *version, line_up.champion->version)};
  }
  const auto received = now();
  const auto request = serving::read_inference(body, model->schema, received);
  if (!request) return {.result = InferReply::Result::malformed, .body = request.error()};
  const auto& served = version ? line_up.of_version(*version) : line_up.for_id(request->deciding_id());
  const auto role = !line_up.canary ? serving::Role::only : served == line_up.canary ? serving::Role::canary : serving::Role::champion;
  thread_local updaters::Answers answers;
  const std::vector<std::string_view> texts(request->texts.begin(), request->texts.end());
  served->model->predict({request->values, texts}, answers);
  if (request->log) {
    thread_local engine::BatchWriter batch;
    serving::log_inference(*request, name, *served, answers, received, batch);
    if (!rooms_.pipeline.submit(take_bytes(batch), {})) {
      return {.result = InferReply::Result::no_version,
              .body = "the prediction cannot be kept now (the queue is full or the journal failed); ask again, or without \"log\""};
    }
  }
  return {.result = InferReply::Result::answered, .body = serving::answer_inference(*request, name, *served, answers, role)};
}

std::optional<api::ModelMetadata> Service::metadata(const std::string& name) {
  const auto model = find(name);
  if (!model) return std::nullopt;
  Json inputs = Json::array();
  const auto& features = model->schema.features;
  for (const auto& input : config::input_names(features)) {
    const auto columns = config::columns_named(features, input);
    const bool vector = features[columns.front()].name != input;
    inputs.push_back(tensor_metadata(input, datatype_of(features[columns.front()].type),
                                     vector ? Json::array({-1, columns.size()}) : Json::array({-1})));
  }
  Json outputs = Json::array({tensor_metadata("prediction", answer_type(model->schema.task), {-1})});
  if (model->schema.task != config::Task::regression) outputs.push_back(tensor_metadata("probabilities", "FP64", {-1, -1}));
  return api::ModelMetadata{.name = name, .version = model->slot->version(), .inputs = std::move(inputs), .outputs = std::move(outputs)};
}

std::vector<engine::ModelStatus> Service::statuses(const engine::Engine& engine, const std::string& name) const {
  std::vector<engine::ModelStatus> found;
  for (const auto& candidate : engine.models()) {
    if (!name.empty() && candidate != name) continue;
    auto status = engine.find(candidate)->status();
    status.publications = rooms_.publisher.status(candidate);
    if (const auto model = find(candidate)) status.rejected = model->rejected_predictions.load() + model->rejected_labels.load();
    found.push_back(std::move(status));
  }
  return found;
}

void Service::status(const std::string& model, std::move_only_function<void(std::vector<engine::ModelStatus>)> done) {
  rooms_.pipeline.ask([this, model, done = std::move(done)](const engine::Engine& engine) mutable { done(statuses(engine, model)); });
}

std::uint64_t Service::served_version(const std::string& name) {
  const auto model = find(name);
  return model ? model->slot->version() : 0;
}

std::expected<Json, std::string> Service::history(const std::string& model, const std::string& what, std::optional<std::uint64_t> before,
                                                  std::size_t limit) {
  if (what == "versions") return versions(model, before, limit);
  const auto page = what == "signals" ? rooms_.history.signals(model, before, limit) : rooms_.history.updates(model, before, limit);
  if (!page) return std::unexpected(page.error());
  return Json{{"rows", page->rows}, {"next", page->next ? Json(*page->next) : Json()}};
}

std::expected<Json, std::string> Service::versions(const std::string& model, std::optional<std::uint64_t> before, std::size_t limit) const {
  auto manifests = rooms_.registry.versions(model);
  std::ranges::reverse(manifests);
  Json rows = Json::array();
  Json next;
  for (const auto& manifest : manifests) {
    if (before && manifest.version >= *before) continue;
    if (rows.size() == limit) {
      next = rows.back()["version"];
      break;
    }
    rows.push_back(Json::parse(registry::to_text(manifest)));
  }
  return Json{{"rows", std::move(rows)}, {"next", std::move(next)}};
}

api::WhyReply Service::why(const std::string& model, std::optional<std::uint64_t> version) {
  using Result = api::WhyReply::Result;
  auto told = app::why(rooms_.history.file(), rooms_.registry, model, version);
  if (told) return {.result = Result::answered, .body = std::move(*told), .message = {}};
  return {.result = told.error().unknown ? Result::unknown_version : Result::unreadable, .body = {}, .message = told.error().why};
}

void Service::command(const std::string& model, engine::Command::Kind kind, const std::string& text,
                      std::move_only_function<void(CommandReply)> done) {
  if (!knows(model)) return done({.result = CommandReply::Result::unknown_model});
  const engine::Event event{.model = model, .received = now(), .body = engine::Command{.kind = kind, .text = text}};
  rooms_.pipeline.submit_own(event, [kind, done = std::move(done)](const BatchOutcome& outcome) mutable {
    if (!outcome.failure.empty()) return done({.result = CommandReply::Result::busy, .message = outcome.failure});
    if (outcome.refused == 0) return done({});
    const bool rollback = kind == engine::Command::Kind::rollback;
    done({.result = CommandReply::Result::refused,
          .message = rollback ? "there is no version before the present one" : "an update is under way, or the model is paused"});
  });
}

api::JobResultReply Service::job_result(const std::string& model, std::uint64_t job, api::JobResult result) {
  using Result = api::JobResultReply::Result;
  const webhook::Callback callback{.signature = {.timestamp = std::move(result.timestamp), .signature = std::move(result.signature)},
                                   .body = std::move(result.body)};
  const auto reply = rooms_.effects.take_callback(model, job, callback);
  if (!reply)
    return {.result = Result::unknown_job, .message = fmt::format("the trainer of \"{}\" is no webhook: nobody is to call back", model)};
  switch (reply->result) {
    case webhook::CallbackReply::Result::taken: return {};
    case webhook::CallbackReply::Result::not_signed: return {.result = Result::not_signed, .message = reply->message};
    case webhook::CallbackReply::Result::malformed: return {.result = Result::malformed, .message = reply->message};
    case webhook::CallbackReply::Result::unknown_job: return {.result = Result::unknown_job, .message = reply->message};
    case webhook::CallbackReply::Result::failed: break;
  }
  return {.result = Result::failed, .message = reply->message};
}

void Service::metrics(std::move_only_function<void(std::string)> done) {
  rooms_.pipeline.ask([this, done = std::move(done)](const engine::Engine& engine) mutable {
    telemetry::ProcessStatus process{.version = DRIFTD_VERSION,
                                     .kernel = telemetry::read_kernel_status(),
                                     .journal_bytes = rooms_.journal.bytes_on_disk(),
                                     .journal_commit_failures = rooms_.pipeline.commit_failures(),
                                     .history_write_failures = rooms_.effects.history_failures(),
                                     .queue_bytes = rooms_.pipeline.queued_bytes(),
                                     .queue_capacity_bytes = rooms_.pipeline.queue_capacity(),
                                     .trainings_waiting = rooms_.effects.trainings().waiting(),
                                     .trainings_running = rooms_.effects.trainings().running()};
    if (const auto* http = http_.load()) {
      process.http_requests = http->requests.load();
      process.http_refused = http->refused.load();
      process.http_handler_failures = http->handler_failures.load();
      process.http_received_bytes = http->bytes_in.load();
      process.http_connections = http->open_connections.load();
    }
    for (const auto& [name, model] : *models_.get()) {
      process.rejected.push_back({.model = name, .kind = telemetry::EventKind::prediction, .count = model->rejected_predictions.load()});
      process.rejected.push_back({.model = name, .kind = telemetry::EventKind::label, .count = model->rejected_labels.load()});
    }
    done(telemetry::exposition(statuses(engine, ""), process));
  });
}

api::Readiness Service::readiness() {
  const std::string failure = rooms_.pipeline.failure();
  if (!failure.empty()) return {.ready = false, .reason = failure};
  return ready_.load() ? api::Readiness{.ready = true} : api::Readiness{.ready = false, .reason = "starting or stopping"};
}

}  // namespace driftd::app
