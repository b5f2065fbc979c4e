#pragma once

// The daemon as the API sees it: requests become batches for the pipeline, questions for the engine, or answers from a slot.

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/api/backend.h"
#include "daemon/api/http_counters.h"
#include "daemon/app/effects.h"
#include "daemon/app/pipeline.h"
#include "daemon/app/settings.h"
#include "daemon/ingest/event_reader.h"
#include "daemon/serving/published.h"

namespace driftd::app {

class Service : public api::Backend {
 public:
  struct Rooms {
    Pipeline& pipeline;
    Effects& effects;
    serving::Slots& slots;
    history::History& history;
    registry::Registry& registry;
    journal::Journal& journal;
    publishing::Publisher& publisher;
  };
  using Reload = std::function<std::expected<void, std::string>()>;

  Service(Rooms rooms, Reload reload);

  void configure(const std::vector<engine::ModelSettings>& models);
  void count_http(const api::HttpCounters* counters) { http_.store(counters); }
  void set_ready(bool ready) { ready_.store(ready); }

  void ingest(api::EventKind kind, const std::string& model, std::string body,
              std::move_only_function<void(api::IngestReply)> done) override;
  api::InferReply infer(const std::string& model, std::string_view body, std::optional<std::uint64_t> version) override;
  std::optional<api::ModelMetadata> metadata(const std::string& model) override;
  void status(const std::string& model, std::move_only_function<void(std::vector<engine::ModelStatus>)> done) override;
  std::uint64_t served_version(const std::string& model) override;
  std::expected<config::Json, std::string> history(const std::string& model, const std::string& what, std::optional<std::uint64_t> before,
                                                   std::size_t limit) override;
  api::WhyReply why(const std::string& model, std::optional<std::uint64_t> version) override;
  bool knows(const std::string& model) override;
  void command(const std::string& model, engine::Command::Kind kind, const std::string& text,
               std::move_only_function<void(api::CommandReply)> done) override;
  api::JobResultReply job_result(const std::string& model, std::uint64_t job, api::JobResult result) override;
  void metrics(std::move_only_function<void(std::string)> done) override;
  api::Readiness readiness() override;
  std::expected<void, std::string> reload() override { return reload_(); }

 private:
  /// What one model's requests need; made anew when the configuration changes, held by those who are at it.
  struct Model {
    config::ModelSchema schema;
    std::atomic<engine::WrongType> wrong_type{engine::WrongType::refuse};
    std::shared_ptr<serving::Slot> slot;
    std::atomic<std::uint64_t> rejected_predictions{0};
    std::atomic<std::uint64_t> rejected_labels{0};
  };

  using Models = std::map<std::string, std::shared_ptr<Model>, std::less<>>;

  /// Or null. It is there at least until this thread asks again.
  Model* find(std::string_view model) const;
  std::vector<engine::ModelStatus> statuses(const engine::Engine& engine, const std::string& model) const;
  std::expected<config::Json, std::string> versions(const std::string& model, std::optional<std::uint64_t> before, std::size_t limit) const;

  Rooms rooms_;
  Reload reload_;
  std::atomic<const api::HttpCounters*> http_{nullptr};
  std::atomic<bool> ready_{false};
  serving::Published<Models> models_;
};

}  // namespace driftd::app
