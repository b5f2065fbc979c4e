// What an update leads to that came to nothing, or that lost its reason while it waited for a trainer.

#include <fmt/format.h>

#include "daemon/engine/check_name.h"
#include "daemon/engine/model_engine.h"

namespace driftd::engine {

using detectors::Level;

void ModelEngine::failed(const UpdateCycle::Emit& emit) {
  updaters::Failure failure = cycle_.failure();
  failure.now = now_;
  failure.rows = samples_.end();
  const auto owed = policy_.owed();
  policy_.failed(failure);
  tell_circuit(emit);
  if (policy_.owed()) return;
  if (owed) record_not_begun(*owed, fmt::format("given up: {} attempts came to nothing", settings_.update.attempts), emit);
  monitors_.reset_alarms();
  rival_.reset_alarms();
}

/// An open circuit is an alarm like any other: it stands among the signals, and when it came and went in the history.
void ModelEngine::tell_circuit(const UpdateCycle::Emit& emit) {
  const bool open = policy_.ladder().open();
  if (open == circuit_told_) return;
  circuit_told_ = open;
  emit(SignalRecord{.number = ++signal_number_,
                    .row = newest_row(),
                    .time = now_,
                    .detector = std::string(kCircuitDetector),
                    .subject = std::string(kCircuitSubject),
                    .signal = circuit_signal(),
                    .kind = updaters::Cause::Kind::decay});
}

/// The statistic is the labelled rows that are wanted to close it, at the threshold of none.
detectors::Signal ModelEngine::circuit_signal() const {
  const auto wanted = policy_.ladder().rows_to_close(samples_.end());
  return {.level = wanted > 0 ? Level::drift : Level::stable, .statistic = static_cast<double>(wanted), .threshold = 0};
}

/// The check that caused the update takes its alarm back before the update has begun.
void ModelEngine::drop_if_calm(const Finding& finding, const UpdateCycle::Emit& emit) {
  if (!finding.changed || finding.signal.level > Level::stable || !cycle_.waits_to_train()) return;
  const auto& cause = cycle_.cause();
  if (cause.check.empty() || cause.check != check_of(finding)) return;
  drop("its cause is gone: " + cause.check + " is stable again", emit);
}

void ModelEngine::drop(const std::string& why, const UpdateCycle::Emit& emit) {
  cycle_.drop(why, tallied(emit));
  policy_.dropped();
}

}  // namespace driftd::engine
