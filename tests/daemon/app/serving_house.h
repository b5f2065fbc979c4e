#pragma once

// The way of a request, from the socket to the slot, without anybody who decides what is in the slot: a real server, routes and service
// over an empty journal, and one model "echo" whose answers tell the version that gave them.

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "daemon/api/http_client.h"
#include "daemon/api/http_server.h"
#include "daemon/api/routes.h"
#include "daemon/app/service.h"
#include "tests/scratch_folder.h"

namespace driftd::app {

/// y = 1000 version + x, so that an answer of two versions would show.
class EchoModel final : public updaters::Model {
 public:
  explicit EchoModel(std::uint64_t version, std::size_t ballast = 0) : version_(version), ballast_(ballast, 1) {}
  static double answer(std::uint64_t version, double x) { return 1000.0 * static_cast<double>(version) + x; }
  static config::ModelSchema schema_of() { return {.task = config::Task::regression, .features = {{.name = "x"}}}; }

  const config::ModelSchema& schema() const override { return schema_; }
  std::span<const updaters::ClassName> classes() const override { return {}; }
  void predict(const updaters::RowsView& rows, updaters::Answers& answers) const override {
    answers.probabilities.clear();
    answers.values.clear();
    for (const double x : rows.values) answers.values.push_back(answer(version_, x));
  }
  std::string write() const override { return ""; }

 private:
  config::ModelSchema schema_ = schema_of();
  std::uint64_t version_;
  std::vector<double> ballast_;
};

class ServingHouse {
 public:
  explicit ServingHouse(unsigned threads = 2)
      : checkpoints_(folder_.path() / "checkpoints"),
        journal_(opened(folder_.path() / "journal")),
        registry_(folder_.path() / "registry"),
        history_(folder_.path() / "history.sqlite3"),
        publisher_(folder_.path() / "published", [](const auto&...) { return std::unexpected(std::string("nobody is there")); }),
        effects_({.journal = *journal_, .registry = registry_, .history = history_, .slots = slots_, .publisher = publisher_},
                 folder_.path() / "jobs", {"false"}, std::chrono::hours(1)),
        pipeline_({}, *journal_, checkpoints_, [](std::span<const engine::Action>) {}),
        service_({.pipeline = pipeline_,
                  .effects = effects_,
                  .slots = slots_,
                  .history = history_,
                  .registry = registry_,
                  .journal = *journal_,
                  .publisher = publisher_},
                 [] { return std::expected<void, std::string>(); }),
        server_({.port = 0, .threads = threads}, api::routes(service_)) {
    engine::ModelSettings settings;
    settings.name = "echo";
    settings.task = config::Task::regression;
    settings.features = EchoModel::schema_of().features;
    service_.configure({settings});
    slot_ = slots_.make("echo");
    pipeline_.start();
    server_.start();
  }
  ~ServingHouse() {
    server_.stop(std::chrono::seconds(1));
    effects_.stop();
    pipeline_.stop();
  }
  ServingHouse(const ServingHouse&) = delete;
  ServingHouse& operator=(const ServingHouse&) = delete;

  void serve(std::uint64_t version, std::size_t ballast = 0) { slot_->swap(made(version, ballast)); }
  void serve(std::uint64_t champion, std::uint64_t canary, double share) {
    slot_->swap({.champion = made(champion, 0), .canary = made(canary, 0), .share = share});
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }

 private:
  static serving::ServedModelPointer made(std::uint64_t version, std::size_t ballast) {
    return std::make_shared<const serving::ServedModel>(
        serving::ServedModel{.version = version, .model = std::make_shared<const EchoModel>(version, ballast)});
  }
  static std::unique_ptr<journal::Journal> opened(const std::filesystem::path& folder) {
    for (const char* other : {"checkpoints", "registry", "jobs", "published"})
      std::filesystem::create_directories(folder.parent_path() / other);
    std::filesystem::create_directories(folder);
    auto journal = journal::Journal::open({.folder = folder});
    if (!journal) throw std::runtime_error(journal.error().message);
    return std::move(*journal);
  }

  tests::ScratchFolder folder_;
  journal::CheckpointStore checkpoints_;
  std::unique_ptr<journal::Journal> journal_;
  registry::Registry registry_;
  history::History history_;
  serving::Slots slots_;
  publishing::Publisher publisher_;
  Effects effects_;
  Pipeline pipeline_;
  Service service_;
  api::HttpServer server_;
  std::shared_ptr<serving::Slot> slot_;
};

/// A client of its own connection: asks for some rows and says whether one version gave all of the answers.
class EchoClient {
 public:
  struct Answer {
    std::string problem;  // "": none
    std::uint64_t version = 0;
    std::string answered_by;
  };

  explicit EchoClient(const std::string& url) : client_(url, std::chrono::seconds(30)) {}

  Answer ask(std::size_t rows, const std::string& id = "") {
    std::string data;
    for (std::size_t i = 0; i < rows; ++i) data += (i == 0 ? "" : ",") + std::to_string(i);
    const std::string named = id.empty() ? "" : R"("id":")" + id + "\",";
    const std::string body =
        "{" + named + R"("inputs":[{"name":"x","datatype":"FP64","shape":[)" + std::to_string(rows) + R"(],"data":[)" + data + "]}]}";
    const auto response = client_.request("POST", "/v2/models/echo/infer", body);
    if (!response) return {.problem = response.error()};
    if (response->status != 200) return {.problem = std::to_string(response->status) + " " + response->body};
    const auto json = config::Json::parse(response->body);
    Answer answer{.problem = "", .version = std::stoull(json["model_version"].get<std::string>())};
    if (const auto parameters = json.find("parameters"); parameters != json.end())
      answer.answered_by = parameters->value("answered_by", "");
    const auto& given = json["outputs"][0]["data"];
    if (given.size() != rows) answer.problem = "an answer of another length";
    for (std::size_t i = 0; i < given.size() && answer.problem.empty(); ++i) {
      if (given[i].get<double>() != EchoModel::answer(answer.version, static_cast<double>(i)))
        answer.problem = "a mixed answer: " + response->body;
    }
    return answer;
  }

 private:
  api::HttpClient client_;
};

}  // namespace driftd::app
