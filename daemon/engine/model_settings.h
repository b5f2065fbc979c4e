#pragma once

// What an operator writes of one model. Each part is declared once; everything left out has a default that a stranger can live with.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "config/features.h"
#include "daemon/engine/decay_rules.h"
#include "daemon/engine/false_alarms.h"
#include "daemon/engine/online_rival.h"
#include "daemon/engine/publish_settings.h"
#include "daemon/engine/quality_settings.h"
#include "detectors/catalogue.h"
#include "updaters/catalogue.h"
#include "updaters/policy.h"

namespace driftd::engine {

using config::Duration;

/// The baseline: the first rows, which are also what the first model learns from.
struct ReferenceSettings {
  std::int64_t first = 1000;
  std::int64_t gaps = 0;  // of each number's reference that are told apart; 0: all
};

/// The current sample: `panes` equal panes that slide a pane at a time. One pane: windows that do not overlap, so that every test is about
/// fresh rows.
struct WindowSettings {
  std::int64_t events = 1000;
  std::int64_t panes = 1;
};

enum class DriftSubject : std::uint8_t { features, prediction };

/// Reference against window, on inputs or answers: column by column or, of the inputs, whole rows; or value by value.
struct DriftRule {
  config::Chosen<detectors::ComparisonPointer> comparison;       // either this
  config::Chosen<detectors::JointComparisonPointer> joint = {};  // or this
  config::Chosen<detectors::StreamDetectorPointer> stream = {};  // or this
  DriftSubject on = DriftSubject::features;
  std::vector<std::string> only;  // features and vectors; empty: all that the comparison can take
};

/// ks for numbers and chi_square for categories, on features and on the prediction.
std::vector<DriftRule> default_drift_rules();

/// How long a prediction waits for its label (or a label for its prediction), and how many may wait.
struct JoinSettings {
  Duration wait = std::chrono::hours(24 * 365);
  std::int64_t most = 1'000'000;
};

struct ModelSettings {
  std::string name;
  config::Task task = config::Task::binary;
  config::Features features;
  std::string start;  // path of the first champion's artefact; empty: it is trained on the first labelled rows
  ReferenceSettings reference;
  WindowSettings window;
  JoinSettings join;
  std::vector<DriftRule> drift = default_drift_rules();
  std::vector<DecayRule> decay = default_decay_rules();
  RivalSettings rival;
  std::vector<SegmentSettings> segments;
  std::optional<ListSettings> lists;  // none: rows are no lists
  std::vector<QualityRule> quality = default_quality_rules();
  WrongType wrong_type = WrongType::refuse;
  std::optional<FalseAlarmSettings> false_alarms;  // none: each check by its own parameters
  config::Chosen<updaters::LearnerPointer> model;  // none: the default, see learner()
  updaters::UpdateSettings update;
  std::vector<PublishTarget> publish;  // where a version goes once it answers here

  config::ModelSchema schema() const { return {.task = task, .features = features}; }
  /// The family that is trained: what `model` says, else the task's own.
  config::Chosen<updaters::LearnerPointer> learner() const;
};

const config::Declaration<ModelSettings>& model_declaration();

}  // namespace driftd::engine
