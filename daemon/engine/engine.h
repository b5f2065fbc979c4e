#pragma once

// The engine: a deterministic state machine over all models, step(event) -> actions. It does no I/O and knows no clock and no thread; what
// it decides is a function of the events alone (the settings are one of them), so that restart, audit, back-test and replay are one
// thing: run the events again.

#include <expected>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/engine/model_engine.h"

namespace driftd::engine {

class Engine {
 public:
  struct Step {
    Receipt receipt = Receipt::accepted;
    std::span<const Action> actions;  // valid until the next step
  };

  explicit Engine(const Rows& rows) : rows_(rows) {}

  /// One event. A `configure` command carries {"models": [...]} as text, every other event needs its model to be configured before it.
  Step step(const Event& event);
  /// After a restart: asks once more for what the events do not answer.
  std::span<const Action> resume();

  std::vector<std::string> models() const;
  const ModelEngine* find(std::string_view model) const;
  /// The settings in force, as the last `configure` brought them; "" before the first.
  const std::string& configuration() const { return configuration_; }
  /// The job of each model whose artefact is still wanted.
  std::vector<std::pair<std::string, std::uint64_t>> jobs_at_hand() const;
  /// The smallest position that may still be read, or `otherwise`.
  Position oldest_needed(Position otherwise) const;

  /// The whole state, versioned. restore() answers what is wrong with bytes that it cannot take; the engine is then as newly made.
  std::string save() const;
  std::expected<void, std::string> restore(std::string_view bytes);

 private:
  Receipt configure(const std::string& text);
  std::map<std::string, std::unique_ptr<ModelEngine>, std::less<>> build(const std::string& text) const;
  UpdateCycle::Emit emit_for(std::string_view model);

  const Rows& rows_;
  std::string configuration_;
  std::map<std::string, std::unique_ptr<ModelEngine>, std::less<>> models_;
  Actions actions_;
};

/// Reads {"models": [...]}: every problem by its path.
std::expected<std::vector<ModelSettings>, config::Problems> read_models(std::string_view text);
/// The shape of the models' list, names unique.
config::Shape<std::vector<ModelSettings>> models_shape();

}  // namespace driftd::engine
