// The rival, as a model's engine keeps it: it begins with the rows that the first version learnt from and takes every labelled row.

#include <algorithm>
#include <string>
#include <vector>

#include "daemon/engine/learning_rows.h"
#include "daemon/engine/model_engine.h"
#include "updaters/catalogue.h"
#include "updaters/models/automatic/chosen_model.h"

namespace driftd::engine {

using updaters::Cause;
using Emit = UpdateCycle::Emit;

/// Anew where there is none yet, or where a class has come that it does not know.
void ModelEngine::begin_rival() {
  const auto most = static_cast<std::uint64_t>(settings_.rival.rows);
  const auto rows = samples_.range(samples_.end() - std::min(samples_.end(), most), samples_.end());
  std::vector<updaters::ClassName> classes;
  for (const auto& [code, name] : class_names_) classes.push_back({.code = code, .name = name});
  rival_.begin(gather(*rows_, rows, settings_.schema(), classes), newest_position_);
  rival_classes_ = class_names_.size();
}

/// Versions that the rival publishes one after the other are one line.
void ModelEngine::rival_in_force() {
  const bool its_own = cycle_.record().version == cycle_.champion() && cycle_.record().strategy == "online";
  if (!its_own) line_since_ = cycle_.champion();
  rival_.version_changed(its_own);
}

void ModelEngine::show_to_rival(const Prediction& prediction, double label, std::uint64_t version, const Emit& emit) {
  if (!settings_.rival.watch || cycle_.champion() == 0 || policy_.held()) return;  // of broken data nothing is learnt
  const bool is_due = samples_.end() >= static_cast<std::uint64_t>(settings_.reference.first);
  if (is_due && (!rival_.begun() ? samples_.end() % kRivalTriedEvery == 0 : rival_classes_ != class_names_.size())) return begin_rival();
  if (!rival_.begun()) return;
  std::vector<std::string> texts;
  append_texts(prediction.categories, settings_.features, texts);
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  rival_.add({.row = {prediction.features, views},
              .position = prediction.position,
              .newest = newest_position_,
              .label = label,
              .answer = version >= line_since_ && version <= cycle_.champion() ? prediction.value : kNoValue,
              .scores = prediction.scores});
  tell_of_rival(std::string(kStalenessDetector), rival_.signal_of_staleness(), rival_.stale_now(), emit);
  tell_of_rival(std::string(kRivalDetector), rival_.signal_of_lead(), rival_.ahead_now(), emit);
}

void ModelEngine::tell_of_rival(const std::string& detector, const detectors::Signal& signal, bool raised, const Emit& emit) {
  if (signal.level != detectors::Level::drift) return;
  on_finding({.kind = Cause::Kind::decay,
              .detector = detector,
              .subject = "model",
              .signal = signal,
              .changed = raised,
              .alarm = raised ? Finding::Alarm::raised : Finding::Alarm::stands,
              .since_change = signal.since_change},
             emit);
}

/// An artefact of the family that is trained here, so that it can be continued.
bool ModelEngine::rival_may_take_over() const {
  return rival_.lead().raised() && (family_ == updaters::default_family() || family_ == updaters::linear_family(settings_.task));
}

ProvenChallenger ModelEngine::rival_as_challenger() const {
  updaters::ModelPointer model = rival_.snapshot();
  if (model == nullptr) return {};
  const auto verdict = rival_.verdict();
  if (family_ == updaters::default_family()) {
    model = std::make_shared<updaters::ChosenModel>(updaters::Choice{.family = "one_pass", .reason = "learnt online, from every label"},
                                                    std::move(model));
  }
  return {.artefact = model->write(), .verdict = verdict};
}

}  // namespace driftd::engine
