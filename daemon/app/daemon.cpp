#include "daemon/app/daemon.h"

#include <signal.h>
#include <spdlog/spdlog.h>

#include <future>
#include <stdexcept>
#include <utility>

#include "daemon/api/http_client.h"
#include "daemon/api/routes.h"
#include "daemon/app/service_manager_link.h"
#include "daemon/app/wall_clock.h"
#include "daemon/app/why.h"

namespace driftd::app {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

Settings load_or_throw(const fs::path& file) {
  auto settings = load_settings(file);
  if (!settings) throw std::runtime_error(settings.error());
  return std::move(*settings);
}

template <class Opened>
Opened opened_or_throw(std::expected<Opened, journal::JournalError> opened) {
  if (!opened) throw std::runtime_error(opened.error().message);
  return std::move(*opened);
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    throw std::runtime_error("cannot make the folder " + folder.string() + ": " + error.message() +
                             "; name another as \"state_dir\", or give it to this user");
}

sigset_t handled_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  return set;
}

/// Before any thread is made, so that none of them is interrupted.
void block_signals() {
  const sigset_t set = handled_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

/// How publishing reaches out: one request a connection, which is not often.
std::expected<publishing::HttpAnswer, std::string> http_request(const std::string& url, const std::string& method,
                                                                const std::string& target, const std::string& body) {
  try {
    auto answer = api::HttpClient(url, 30s).request(method, target, body);
    if (!answer) return std::unexpected(answer.error());
    return publishing::HttpAnswer{.status = static_cast<int>(answer->status), .body = std::move(answer->body)};
  } catch (const std::invalid_argument& wrong) {
    return std::unexpected(std::string(wrong.what()));
  }
}

}  // namespace

Daemon::Daemon(fs::path configuration, fs::path program)
    : configuration_(std::move(configuration)), settings_(load_or_throw(configuration_)) {
  block_signals();
  const fs::path state = settings_.state_dir;
  for (const char* folder : {"journal", "checkpoints", "registry", "jobs", "published"}) make_folder(state / folder);
  checkpoints_ = std::make_unique<journal::CheckpointStore>(state / "checkpoints");
  journal_ = opened_or_throw(journal::Journal::open({.folder = state / "journal", .segment_bytes = settings_.journal.segment}));
  if (const auto& cut = journal_->cut())
    spdlog::warn("journal: the last {} bytes, of a commit that was never acknowledged, were cut at {}", cut->bytes, cut->at);
  registry_ = std::make_unique<registry::Registry>(state / "registry");
  registry_->sweep();
  history_ = std::make_unique<history::History>(state / kHistoryFile);
  publisher_ = std::make_unique<publishing::Publisher>(state / "published", http_request);
  effects_ = std::make_unique<Effects>(
      Effects::Rooms{.journal = *journal_, .registry = *registry_, .history = *history_, .slots = slots_, .publisher = *publisher_},
      state / "jobs", std::vector<std::string>{program.string(), "train"}, settings_.history.keep);
  pipeline_ = std::make_unique<Pipeline>(
      Pipeline::Settings{.queue_bytes = settings_.journal.queue, .checkpoint_every = settings_.journal.checkpoint_every}, *journal_,
      *checkpoints_, [this](std::span<const engine::Action> actions) { effects_->perform(actions); });
  pipeline_->checkpoint_when([this] { return effects_->settled(); });
  effects_->report_to([this](const engine::Event& event) { pipeline_->submit_own(event); });
  effects_->configure(settings_.models, settings_.training);
  for (const auto& line : pipeline_->recover()) spdlog::info("{}", line);
  effects_->sweep(pipeline_->jobs_at_hand());
  service_ = std::make_unique<Service>(Service::Rooms{.pipeline = *pipeline_,
                                                      .effects = *effects_,
                                                      .slots = slots_,
                                                      .history = *history_,
                                                      .registry = *registry_,
                                                      .journal = *journal_,
                                                      .publisher = *publisher_},
                                       [this] { return reload(); });
  const auto endpoint = parse_endpoint(settings_.http.listen);
  server_ = std::make_unique<api::HttpServer>(
      api::HttpServer::Settings{.address = endpoint->address,
                                .port = endpoint->port,
                                .threads = static_cast<unsigned>(settings_.http.threads),
                                .max_body = settings_.http.max_body,
                                .max_connections = static_cast<unsigned>(settings_.http.max_connections),
                                .request_deadline = std::chrono::duration_cast<std::chrono::milliseconds>(settings_.http.request_deadline)},
      api::routes(*service_));
  service_->count_http(&server_->counters());
}

Daemon::~Daemon() {
  stop();
}

void Daemon::run() {
  start();
  wait_for_signals();
  stop();
}

void Daemon::start() {
  remember_trainings();
  pipeline_->start();
  configure_engine();
  effects_->settle(10s);  // the champions are in their slots before the first request
  server_->start();
  service_->set_ready(true);
  spdlog::info("listening on {} with {} models, state in {}", settings_.http.listen, settings_.models.size(), settings_.state_dir);
  tell_ready();
}

/// What the journal tells of the last day counts for who goes first and for the daemon's budget.
void Daemon::remember_trainings() {
  pipeline_->ask([this](const engine::Engine& engine) {
    for (const auto& model : engine.models()) effects_->trainings().used_before(model, engine.find(model)->status().ladder.cpu_of_day);
  });
}

/// The settings are an event: the engine hears of them where they differ from those that it knows.
void Daemon::configure_engine() {
  service_->configure(settings_.models);
  const std::string configuration = engine_configuration(settings_);
  std::promise<bool> known;
  pipeline_->ask([&](const engine::Engine& engine) { known.set_value(engine.configuration() == configuration); });
  if (known.get_future().get()) return;
  std::promise<void> done;
  pipeline_->submit_own(
      {.model = {}, .received = {}, .body = engine::Command{.kind = engine::Command::Kind::configure, .text = configuration}},
      [&](const BatchOutcome& outcome) {
        if (outcome.refused > 0) spdlog::error("the engine refused the settings: please report this");
        done.set_value();
      });
  done.get_future().wait();
}

std::expected<void, std::string> Daemon::reload() {
  const std::lock_guard lock(reloading_);
  auto settings = load_settings(configuration_);
  if (!settings) {
    spdlog::error("reload: {}the running configuration stays in force", settings.error());
    return std::unexpected(settings.error());
  }
  if (settings->state_dir != settings_.state_dir || settings->http.listen != settings_.http.listen) {
    return std::unexpected(std::string("\"state_dir\" and \"http\"/\"listen\" change with a restart only; nothing was changed"));
  }
  settings_ = std::move(*settings);
  effects_->configure(settings_.models, settings_.training);
  configure_engine();
  spdlog::info("reloaded {}", configuration_.string());
  return {};
}

void Daemon::wait_for_signals() {
  const sigset_t set = handled_signals();
  constexpr auto kTick = 1min;
  const auto beat = std::min<std::chrono::microseconds>(watchdog_interval().value_or(1h), kTick);
  auto next_tick = std::chrono::steady_clock::now() + kTick;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(beat);
  const timespec wait{.tv_sec = seconds.count(), .tv_nsec = std::chrono::nanoseconds(beat - seconds).count()};
  for (;;) {
    const int signal = sigtimedwait(&set, nullptr, &wait);
    if (signal == SIGTERM || signal == SIGINT) return;
    if (signal == SIGHUP) {
      tell_reloading();
      (void)reload();
      tell_ready();
    }
    if (const auto clock = std::chrono::steady_clock::now(); clock >= next_tick) {
      next_tick = clock + kTick;
      pipeline_->submit_own({.model = {}, .received = now(), .body = engine::Tick{}});
    }
    std::promise<void> alive;
    auto answered = alive.get_future();
    if (pipeline_->ask([alive = std::move(alive)](const engine::Engine&) mutable { alive.set_value(); }) &&
        answered.wait_for(beat) == std::future_status::ready)
      tell_alive();
  }
}

void Daemon::stop() {
  if (!server_) return;
  tell_stopping();
  service_->set_ready(false);
  server_->stop(2s);
  effects_->settle(1s);
  effects_->stop();
  publisher_->stop();
  pipeline_->stop();
  server_.reset();
  spdlog::info("stopped");
}

}  // namespace driftd::app
