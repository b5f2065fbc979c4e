#include "daemon/app/effects.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>
#include <utility>

#include "daemon/app/wall_clock.h"
#include "daemon/training/artefact.h"

namespace driftd::app {

namespace fs = std::filesystem;
using engine::Event;

namespace {

constexpr auto kPruneEvery = std::chrono::hours(1);

}  // namespace

Effects::Effects(Rooms rooms, fs::path jobs, std::vector<std::string> trainer, config::Duration keep_history)
    : rooms_(rooms),
      jobs_(std::move(jobs)),
      trainer_(std::move(trainer)),
      keep_history_(keep_history),
      versions_(rooms_.registry),
      comparer_(rooms_.journal, versions_,
                [this](const std::string& model, engine::Compared compared) { tell(model, std::move(compared)); }),
      trainings_([this](const Training& training, const std::atomic<bool>& cancelled) { return run(training, cancelled); },
                 [this](const std::string& model, engine::EventBody body) { tell(model, std::move(body)); }, now) {
  worker_ = std::thread([this] { work(); });
}

Effects::~Effects() {
  stop();
}

void Effects::configure(const std::vector<engine::ModelSettings>& models, const TrainingSettings& training) {
  trainings_.configure(training);
  const std::lock_guard lock(mutex_);
  models_.clear();
  for (const auto& model : models) {
    models_.emplace(model.name, model);
    rooms_.slots.make(model.name);
    rooms_.publisher.configure(model.name, model.publish);
  }
}

void Effects::sweep(const std::vector<std::pair<std::string, std::uint64_t>>& jobs_at_hand) const {
  std::set<fs::path> wanted;
  for (const auto& [model, job] : jobs_at_hand) wanted.insert(job_folder(model, job));
  std::error_code error;
  std::vector<fs::path> leftovers;
  for (fs::directory_iterator at(jobs_, error), end; !error && at != end; at.increment(error)) {
    if (!wanted.contains(at->path())) leftovers.push_back(at->path());
  }
  for (const fs::path& folder : leftovers) fs::remove_all(folder, error);
}

void Effects::perform(std::span<const engine::Action> actions) {
  {
    const std::lock_guard lock(mutex_);
    for (const auto& action : actions) {
      if (const auto* train = std::get_if<engine::Train>(&action.body)) {
        trainings_.add({.model = action.model, .train = *train, .remote = is_remote(action, *train)});
      } else {
        waiting_.push_back(action);
      }
      const auto* discard = std::get_if<engine::Discard>(&action.body);
      if (discard != nullptr) trainings_.discard(action.model, discard->job);
    }
  }
  wake_.notify_all();
}

bool Effects::settle(std::chrono::milliseconds wait) {
  const auto until = std::chrono::steady_clock::now() + wait;
  {
    std::unique_lock lock(mutex_);
    if (!wake_.wait_until(lock, until, [&] { return waiting_.empty() && !busy_; })) return false;
  }
  return comparer_.settle(std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()));
}

bool Effects::settled() {
  {
    const std::lock_guard lock(mutex_);
    if (!waiting_.empty() || busy_) return false;
  }
  return comparer_.settled();
}

void Effects::stop() {
  comparer_.stop();  // what it reports is written down yet
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (worker_.joinable()) worker_.join();
  leaving_.store(true);
  trainings_.stop();
}

/// To be called under the lock.
bool Effects::is_remote(const engine::Action& action, const engine::Train& train) const {
  const auto model = models_.find(action.model);
  const bool is_trained = train.strategy != "start" && train.artefact.empty() && train.versions.empty();
  return is_trained && model != models_.end() && model->second.update.trainer.webhook.has_value();
}

void Effects::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const auto actions = std::exchange(waiting_, {});
    busy_ = true;
    lock.unlock();
    perform_all(actions);
    lock.lock();
    busy_ = false;
    wake_.notify_all();
  }
}

void Effects::perform_all(const std::vector<engine::Action>& actions) {
  if (std::ranges::any_of(actions, engine::is_record, &engine::Action::body)) {
    if (auto written = rooms_.history.write(actions); !written) {
      history_failures_.fetch_add(1);
      spdlog::error("history: {}", written.error());
    }
    prune_history();
  }
  for (const auto& action : actions) perform(action);
}

void Effects::prune_history() {
  const auto at = std::chrono::steady_clock::now();
  if (at < next_prune_) return;
  next_prune_ = at + kPruneEvery;
  if (auto pruned = rooms_.history.prune(now() - keep_history_); !pruned) spdlog::error("history: {}", pruned.error());
}

void Effects::perform(const engine::Action& action) {
  if (const auto* compare = std::get_if<engine::Compare>(&action.body)) {
    comparer_.add(
        {.model = action.model, .settings = settings_of(action.model), .compare = *compare, .job = job_folder(action.model, compare->job)});
  } else if (const auto* install = std::get_if<engine::Install>(&action.body)) {
    perform(action.model, *install);
  } else if (const auto* serve = std::get_if<engine::Serve>(&action.body)) {
    perform(action.model, *serve);
  } else if (const auto* discard = std::get_if<engine::Discard>(&action.body)) {
    perform(action.model, *discard);
  } else if (const auto* update = std::get_if<engine::UpdateRecord>(&action.body)) {
    spdlog::info("{}: update {} ({}, because of {}) {}: {}", action.model, update->job, update->strategy, update->cause, update->outcome,
                 update->reason);
  } else if (const auto* told = std::get_if<engine::NotBegunRecord>(&action.body)) {
    spdlog::info("{}: no update because of {}: {}", action.model, told->cause, told->reason);
  } else if (const auto* signal = std::get_if<engine::SignalRecord>(&action.body)) {
    spdlog::info("{}: {} on {}: {} (statistic {:.4g}, threshold {:.4g})", action.model, signal->detector, signal->subject,
                 detectors::name_of(signal->signal.level), signal->signal.statistic, signal->signal.threshold);
  }
}

void Effects::perform(const std::string& model, const engine::Install& install) {
  const fs::path folder = job_folder(model, install.job);
  const auto result = training::read_result(folder);
  engine::Installed installed{.job = install.job, .version = install.version};
  if (!result) {
    installed.failure = result.error();
  } else if (const auto digest = registry::sha256_of_file(folder / "out" / result->file);
             !digest || digest->sha256 != install.artefact_hash) {
    installed.failure = "the artefact was changed after its training; it is not installed";
  } else {
    const registry::Manifest draft{.model = model,
                                   .version = install.version,
                                   .parent = install.parent,
                                   .strategy = install.strategy,
                                   .cause = install.cause,
                                   .job = install.job,
                                   .rows = install.rows,
                                   .created = install.time,
                                   .format = result->format,
                                   .main = result->file};
    if (const auto manifest = rooms_.registry.install(draft, folder / "out"); !manifest) installed.failure = manifest.error();
  }
  tell(model, std::move(installed));
}

void Effects::perform(const std::string& model, const engine::Serve& serve) {
  const auto slot = rooms_.slots.make(model);
  if (serve.version == 0) return slot->swap(nullptr);
  auto champion = served(model, serve.version);
  if (!champion) return;
  auto canary = serve.canary == 0 ? nullptr : served(model, serve.canary);
  slot->swap({.champion = std::move(champion), .canary = std::move(canary), .share = serve.share});
  publish(model, serve.version);
}

serving::ServedModelPointer Effects::served(const std::string& model, std::uint64_t number) {
  const auto loaded = versions_.get(model, number, settings_of(model).schema());
  if (loaded) return std::make_shared<const serving::ServedModel>(serving::ServedModel{.version = number, .model = *loaded});
  serve_failures_.fetch_add(1);
  spdlog::error("{}: version {} cannot be served, who answered before goes on: {}", model, number, loaded.error());
  return nullptr;
}

void Effects::publish(const std::string& model, std::uint64_t version) {
  if (settings_of(model).publish.empty()) return;
  const auto found = rooms_.registry.find(model, version);
  if (found) {
    rooms_.publisher.publish({.model = model, .number = version, .folder = found->folder});
  } else {
    spdlog::error("{}: version {} cannot be published: {}", model, version, found.error());
  }
}

void Effects::perform(const std::string& model, const engine::Discard& discard) {
  comparer_.forget(model, discard.job);
  std::error_code ignored;  // a folder that stays does no harm: sweep() finds it at the next start
  fs::remove_all(job_folder(model, discard.job), ignored);
}

engine::ModelSettings Effects::settings_of(const std::string& model) const {
  const std::lock_guard lock(mutex_);
  const auto found = models_.find(model);
  return found == models_.end() ? engine::ModelSettings{} : found->second;
}

void Effects::tell(const std::string& model, engine::EventBody body) {
  report_(Event{.model = model, .received = now(), .body = std::move(body)});
}

}  // namespace driftd::app
