#include "daemon/engine/engine.h"

#include <algorithm>
#include <set>
#include <utility>

namespace driftd::engine {
namespace {

constexpr std::uint32_t kStateFormat = 7;
constexpr std::size_t kMostModels = 10'000;

struct Configuration {
  std::vector<ModelSettings> models;
};

/// Made once: it holds the schemas of every detector, and an engine is restored in less time than they are copied in.
const config::Declaration<Configuration>& configuration_declaration() {
  static const auto declaration = config::Declaration<Configuration>("the models")
                                      .required("models", &Configuration::models, models_shape(), "the models that driftd looks after");
  return declaration;
}

bool same_settings(const ModelSettings& a, const ModelSettings& b) {
  return model_declaration().write(a) == model_declaration().write(b);
}

}  // namespace

config::Shape<std::vector<ModelSettings>> models_shape() {
  auto shape = config::list(config::object(model_declaration()), 1, kMostModels);
  shape.read = [read = shape.read](std::vector<ModelSettings>& models, const config::Json& json, const std::string& path,
                                   config::Problems& problems) {
    read(models, json, path, problems);
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < models.size(); ++i) {
      if (!models[i].name.empty() && !names.insert(models[i].name).second) {
        problems.push_back({config::step_into(config::step_into(path, i), "name"),
                            "there is another model \"" + models[i].name + "\"; names must differ"});
      }
    }
  };
  return shape;
}

std::expected<std::vector<ModelSettings>, config::Problems> read_models(std::string_view text) {
  const auto json = config::parse_json(text);
  if (!json) return std::unexpected(json.error());
  Configuration configuration;
  config::Problems problems;
  configuration_declaration().read(configuration, *json, "", problems);
  if (!problems.empty()) return std::unexpected(std::move(problems));
  return std::move(configuration.models);
}

Engine::Step Engine::step(const Event& event) {
  actions_.clear();
  if (const auto* command = std::get_if<Command>(&event.body); command != nullptr && command->kind == Command::Kind::configure) {
    return {.receipt = configure(command->text), .actions = actions_};
  }
  if (std::holds_alternative<Tick>(event.body)) {
    for (const auto& [name, model] : models_) model->tick(event.received, emit_for(name));
    return {.receipt = Receipt::accepted, .actions = actions_};
  }
  const auto found = models_.find(event.model);
  if (found == models_.end()) return {.receipt = Receipt::unknown_model, .actions = {}};
  if (std::holds_alternative<Prediction>(event.body)) found->second->heard(event.received);
  const Receipt receipt = std::visit([&](const auto& body) { return found->second->on(body, emit_for(found->first)); }, event.body);
  return {.receipt = receipt, .actions = actions_};
}

std::span<const Action> Engine::resume() {
  actions_.clear();
  for (const auto& [name, model] : models_) model->resume(emit_for(name));
  return actions_;
}

UpdateCycle::Emit Engine::emit_for(std::string_view model) {
  return [this, model](ActionBody body) { actions_.push_back({.model = std::string(model), .body = std::move(body)}); };
}

/// A model whose settings did not change goes on as it was; one whose settings did keeps its events and versions; one that is not named any
/// more is let go. Settings that cannot be read change nothing.
Receipt Engine::configure(const std::string& text) {
  auto models = build(text);
  if (models.empty()) return Receipt::refused;
  for (auto& [name, model] : models) {
    const auto earlier = models_.find(name);
    if (earlier == models_.end()) {
      model->start(emit_for(name));
    } else if (same_settings(earlier->second->settings(), model->settings())) {
      model = std::move(earlier->second);
    } else {
      model->inherit(std::move(*earlier->second));
      model->resume(emit_for(name));
    }
  }
  models_ = std::move(models);
  configuration_ = text;
  return Receipt::accepted;
}

std::map<std::string, std::unique_ptr<ModelEngine>, std::less<>> Engine::build(const std::string& text) const {
  std::map<std::string, std::unique_ptr<ModelEngine>, std::less<>> models;
  if (auto settings = read_models(text)) {
    for (auto& model : *settings) {
      const std::string name = model.name;
      models.emplace(name, std::make_unique<ModelEngine>(std::move(model), rows_));
    }
  }
  return models;
}

std::vector<std::string> Engine::models() const {
  std::vector<std::string> names;
  for (const auto& [name, model] : models_) names.push_back(name);
  return names;
}

const ModelEngine* Engine::find(std::string_view model) const {
  const auto found = models_.find(model);
  return found == models_.end() ? nullptr : found->second.get();
}

std::vector<std::pair<std::string, std::uint64_t>> Engine::jobs_at_hand() const {
  std::vector<std::pair<std::string, std::uint64_t>> jobs;
  for (const auto& [name, model] : models_) {
    if (const auto job = model->job_at_hand(); job != 0) jobs.emplace_back(name, job);
  }
  return jobs;
}

Position Engine::oldest_needed(Position otherwise) const {
  Position oldest = otherwise;
  for (const auto& [name, model] : models_) oldest = std::min(oldest, model->oldest_needed(otherwise));
  return oldest;
}

std::string Engine::save() const {
  detectors::StateWriter state;
  state.put(kStateFormat);
  state.put(std::string_view(configuration_));
  for (const auto& [name, model] : models_) model->save(state);
  return state.take();
}

std::expected<void, std::string> Engine::restore(std::string_view bytes) {
  detectors::StateReader state(bytes);
  if (state.get<std::uint32_t>() != kStateFormat)
    return std::unexpected("the engine's state is of a format that this release does not know");
  std::string configuration;
  state.get(configuration);
  auto models = build(configuration);
  if (models.empty() && !configuration.empty())
    return std::unexpected("the settings in the engine's state are not accepted by this release");
  for (auto& [name, model] : models) model->load(state);
  if (state.failed() || !state.at_end()) return std::unexpected("the engine's state is damaged, or was written by another release");
  models_ = std::move(models);
  configuration_ = std::move(configuration);
  return {};
}

}  // namespace driftd::engine
