#include "daemon/engine/model_settings.h"

#include "config/suggestion.h"
#include "daemon/engine/rule_shape.h"
#include "daemon/engine/stream_rules.h"

namespace driftd::engine {
namespace {

using config::Declaration;
using config::integer;
using config::Json;
using config::number;
using config::object;
using config::one_of;
using config::Problems;
using config::Shape;
using config::step_into;

constexpr std::int64_t kMostReferenceRows = 1'000'000;
constexpr std::int64_t kFewestGaps = 16;
constexpr std::int64_t kMostWindowRows = 1'000'000;
constexpr std::int64_t kMostPanes = 100;
constexpr std::size_t kMostRules = 64;

Declaration<ReferenceSettings> reference_declaration() {
  return Declaration<ReferenceSettings>("the baseline that windows are compared with")
      .optional("first", &ReferenceSettings::first, integer({.min = 20, .max = kMostReferenceRows}),
                "rows: the first of them are the reference and, once labelled, the first training set")
      .optional("gaps", &ReferenceSettings::gaps, integer({.min = 0, .max = kMostReferenceRows}),
                "gaps between values of a number's reference that are told apart: 0 is all of them, exact; with 256, "
                "Kolmogorov and Smirnov's distance is too small by at most 1/256, never too large")
      .check([](const ReferenceSettings& reference, const std::string& path, Problems& problems) {
        if (reference.gaps > 0 && reference.gaps < kFewestGaps) {
          problems.push_back({config::step_into(path, "gaps"), "must be 0 (all) or at least 16"});
        }
      });
}

Declaration<WindowSettings> window_declaration() {
  return Declaration<WindowSettings>("the current sample")
      .optional("events", &WindowSettings::events, integer({.min = 20, .max = kMostWindowRows}), "rows in a window")
      .optional("panes", &WindowSettings::panes, integer({.min = 1, .max = kMostPanes}),
                "steps in which a window slides; 1: windows do not overlap")
      .check([](const WindowSettings& window, const std::string& path, Problems& problems) {
        if (window.events % window.panes != 0) problems.push_back({step_into(path, "panes"), "must divide \"events\" evenly"});
      });
}

Declaration<JoinSettings> join_declaration() {
  return Declaration<JoinSettings>("how predictions and labels find each other")
      .optional("wait", &JoinSettings::wait, config::duration(std::chrono::seconds(1), std::chrono::hours(24 * 3650)),
                "how long one waits for the other, by the events' times")
      .optional("most", &JoinSettings::most, integer({.min = 100, .max = 100'000'000}), "how many may wait; beyond that the oldest goes");
}

Declaration<DriftRule> drift_rest_declaration() {
  return Declaration<DriftRule>("what a comparison or a detector of streams looks at")
      .optional("on", &DriftRule::on,
                one_of<DriftSubject>({{"features", DriftSubject::features}, {"prediction", DriftSubject::prediction}}), "what is compared")
      .optional("only", &DriftRule::only, config::list(config::text({.min_length = 1, .max_length = 128}), 0, 4096),
                "names of features and vectors; none: all that the comparison can take");
}

Shape<DriftRule> drift_rule_shape() {
  const auto rest = drift_rest_declaration();
  Json alternatives = config::choice_schemas(detectors::comparisons(), "detector", rest.properties());
  for (auto& schema : config::choice_schemas(detectors::joint_comparisons(), "detector", rest.properties())) {
    alternatives.push_back(std::move(schema));
  }
  for (auto& schema : stream_rule_schemas(rest.properties())) alternatives.push_back(std::move(schema));
  auto names = detectors::comparisons().row_names();
  const std::size_t single = names.size();
  for (auto& name : detectors::joint_comparisons().row_names()) names.push_back(std::move(name));
  return {.read =
              [rest, names, single](DriftRule& rule, const Json& json, const std::string& path, Problems& problems) {
                if (names_stream_detector(json)) {
                  read_rule(rule, &DriftRule::stream, detectors::stream_detectors(), "detector", rest, looking_both_ways(json), path,
                            problems);
                  return;
                }
                const auto place = config::read_tag("detector", names, "detector", json, path, problems);
                if (!place) return;
                if (*place < single) {
                  read_rule(rule, &DriftRule::comparison, detectors::comparisons(), "detector", rest, json, path, problems);
                } else {
                  read_rule(rule, &DriftRule::joint, detectors::joint_comparisons(), "detector", rest, json, path, problems);
                }
              },
          .write =
              [rest](const DriftRule& rule) {
                if (rule.stream) return write_rule(rule, &DriftRule::stream, "detector", rest);
                return rule.joint ? write_rule(rule, &DriftRule::joint, "detector", rest)
                                  : write_rule(rule, &DriftRule::comparison, "detector", rest);
              },
          .schema = {{"oneOf", std::move(alternatives)}}};
}

void check_transfer(const ModelSettings& model, const std::string& path, Problems& problems) {
  const auto& strategy = model.update.strategy;
  if (strategy.name != "transfer" || strategy.parameters["from"]["model"] != model.name) return;
  problems.push_back({step_into(step_into(step_into(step_into(path, "update"), "strategy"), "from"), "model"),
                      "is this model itself; leave it out to start from one of its own versions"});
}

void check_rules(const ModelSettings& model, const std::string& path, Problems& problems) {
  for (std::size_t i = 0; i < model.drift.size(); ++i) {
    if (model.drift[i].stream) check_stream_rule(model.drift[i], model, step_into(step_into(path, "drift"), i), problems);
    for (std::size_t j = 0; j < model.drift[i].only.size(); ++j) {
      const auto& name = model.drift[i].only[j];
      if (config::columns_named(model.features, name).empty()) {
        problems.push_back({step_into(step_into(step_into(step_into(path, "drift"), i), "only"), j),
                            "there is no feature \"" + name + "\"" + config::did_you_mean(name, config::input_names(model.features))});
      }
    }
    if (model.drift[i].joint && model.drift[i].on != DriftSubject::features) {
      problems.push_back({step_into(step_into(step_into(path, "drift"), i), "on"),
                          "\"" + model.drift[i].joint.name + "\" compares whole rows of inputs: must be \"features\""});
    }
  }
  check_quality(model.quality, model.features, step_into(path, "quality"), problems);
  check_decay(model.decay, {.task = model.task, .features = model.features, .segments = model.segments, .lists = model.lists}, path,
              problems);
  check_transfer(model, path, problems);
  if (model.model && !model.model.make()->fits(model.task)) {
    problems.push_back({step_into(step_into(path, "model"), "kind"), "\"" + model.model.name + "\" does not fit a " +
                                                                         std::string(config::name_of(model.task)) + " model (\"" +
                                                                         updaters::default_family() + "\" does)"});
  }
}

}  // namespace

std::vector<DriftRule> default_drift_rules() {
  std::vector<DriftRule> rules;
  for (const auto subject : {DriftSubject::features, DriftSubject::prediction}) {
    for (const auto* name : {"ks", "chi_square"}) {
      rules.push_back({.comparison = detectors::comparisons().choose_default(name), .joint = {}, .on = subject, .only = {}});
    }
  }
  return rules;
}

config::Chosen<updaters::LearnerPointer> ModelSettings::learner() const {
  return model ? model : updaters::models().choose_default(updaters::default_family());
}

const Declaration<ModelSettings>& model_declaration() {
  static const auto declaration =
      Declaration<ModelSettings>("one model that driftd looks after")
          .required("name", &ModelSettings::name, config::text({.min_length = 1, .max_length = 128, .word = true}),
                    "its name in URLs and telemetry")
          .required("task", &ModelSettings::task, config::task_shape(),
                    "what it answers: binary (0 or 1), multiclass (a class by name) or regression (a number)")
          .required("features", &ModelSettings::features, config::features_shape(), "its inputs, in the order in which arrays bring them")
          .optional("start", &ModelSettings::start, config::text({.max_length = 4096}),
                    "path of the first champion's artefact; left out: trained on the first labelled rows")
          .optional("reference", &ModelSettings::reference, object(reference_declaration()), "the baseline")
          .optional("window", &ModelSettings::window, object(window_declaration()), "the current sample")
          .optional("join", &ModelSettings::join, object(join_declaration()), "how predictions and labels find each other")
          .optional("drift", &ModelSettings::drift, config::list(drift_rule_shape(), 0, kMostRules), "reference against window")
          .optional("decay", &ModelSettings::decay, config::list(decay_rule_shape(), 0, kMostRules), "quality over time")
          .optional("rival", &ModelSettings::rival, object(rival_declaration()),
                    "a linear model beside the champion that learns from every label, and tells whether standing still costs")
          .optional("segments", &ModelSettings::segments, segments_shape(),
                    "features whose every value has scores and, where a rule says \"by\", checks of its own")
          .optional("lists", &ModelSettings::lists, config::maybe(object(lists_declaration())),
                    "what makes rows a ranked list: ndcg, map, hit_rate and mrr are then shown, and may be held against a bound")
          .optional("quality", &ModelSettings::quality, quality_shape(), "whether the pipeline that brings the data is broken")
          .optional("wrong_type", &ModelSettings::wrong_type, wrong_type_shape(),
                    "a feature that is null, left out or of another type: refuse the line, or take the row with the value missing")
          .optional("false_alarms", &ModelSettings::false_alarms, config::maybe(object(false_alarms_declaration())),
                    "how often the model may cry wolf, over all checks that can keep to it; left out: each check by its own parameters")
          .optional("model", &ModelSettings::model, config::choice(updaters::models(), "kind"), "what is trained; left out: by the task")
          .optional("update", &ModelSettings::update, object(updaters::update_declaration()), "when and how the model is updated")
          .optional("publish", &ModelSettings::publish, publish_shape(), "where else a version goes once it answers here")
          .check(check_rules);
  return declaration;
}

}  // namespace driftd::engine
