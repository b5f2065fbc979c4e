#include "daemon/engine/model_settings.h"

#include "config/suggestion.h"

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
  return Declaration<DriftRule>("what a comparison looks at")
      .optional("on", &DriftRule::on,
                one_of<DriftSubject>({{"features", DriftSubject::features}, {"prediction", DriftSubject::prediction}}), "what is compared")
      .optional("only", &DriftRule::only, config::list(config::text({.min_length = 1, .max_length = 128}), 0, 4096),
                "names of features; none: all that the comparison can take");
}

Declaration<DetectorRule> detector_rest_declaration() {
  return Declaration<DetectorRule>("what a stream detector looks at")
      .optional("on", &DetectorRule::on, one_of<DecaySubject>({{"error", DecaySubject::error}, {"loss", DecaySubject::loss}}),
                "error: 0 or 1 for classes, the absolute error squashed into 0..1 for numbers; loss: log-loss, or the squared error");
}

Declaration<ScoreRule> score_rest_declaration() {
  return Declaration<ScoreRule>("a bound on a score of the window")
      .optional("below", &ScoreRule::below, number(), "drift where the score is below this")
      .optional("above", &ScoreRule::above, number(), "drift where the score is above this")
      .optional("min_labels", &ScoreRule::min_labels, integer({.min = 10, .max = kMostWindowRows}),
                "labels that the window must hold before the score counts")
      .check([](const ScoreRule& rule, const std::string& path, Problems& problems) {
        if (std::isnan(rule.below) == std::isnan(rule.above)) problems.push_back({path, "needs either \"below\" or \"above\""});
      });
}

/// A rule = a row of a catalogue chosen under `tag` + keys that every choice shares.
template <class Rule, class Made>
void read_rule(Rule& rule, config::Chosen<Made> Rule::* chosen, const config::Catalogue<Made>& catalogue, const std::string& tag,
               const Declaration<Rule>& rest, const Json& json, const std::string& path, Problems& problems) {
  config::read_choice(rule.*chosen, catalogue, tag, json, path, problems, rest.names());
  if (!json.is_object()) return;
  Json shared = Json::object();
  for (const auto& name : rest.names()) {
    if (const auto found = json.find(name); found != json.end()) shared[name] = *found;
  }
  rest.read(rule, shared, path, problems);
}

template <class Rule, class Made>
Json write_rule(const Rule& rule, const config::Chosen<Made> Rule::* chosen, const std::string& tag, const Declaration<Rule>& rest) {
  Json json = config::write_choice(rule.*chosen, tag);
  json.update(rest.write(rule));
  return json;
}

Shape<DriftRule> drift_rule_shape() {
  const auto rest = drift_rest_declaration();
  return {.read =
              [rest](DriftRule& rule, const Json& json, const std::string& path, Problems& problems) {
                read_rule(rule, &DriftRule::comparison, detectors::comparisons(), "detector", rest, json, path, problems);
              },
          .write = [rest](const DriftRule& rule) { return write_rule(rule, &DriftRule::comparison, "detector", rest); },
          .schema = {{"oneOf", config::choice_schemas(detectors::comparisons(), "detector", rest.properties())}}};
}

Shape<DecayRule> decay_rule_shape() {
  const auto detector_rest = detector_rest_declaration();
  const auto score_rest = score_rest_declaration();
  Json alternatives = config::choice_schemas(detectors::stream_detectors(), "detector", detector_rest.properties());
  for (auto& schema : config::choice_schemas(detectors::scores(), "score", score_rest.properties())) {
    schema["oneOf"] = {{{"required", {"below"}}}, {{"required", {"above"}}}};
    alternatives.push_back(std::move(schema));
  }
  return {.read =
              [detector_rest, score_rest](DecayRule& rule, const Json& json, const std::string& path, Problems& problems) {
                if (json.is_object() && json.contains("score")) {
                  read_rule(rule.emplace<ScoreRule>(), &ScoreRule::score, detectors::scores(), "score", score_rest, json, path, problems);
                } else if (json.is_object() && !json.contains("detector")) {
                  problems.push_back({path, "needs either \"detector\" or \"score\""});
                } else {
                  read_rule(rule.emplace<DetectorRule>(), &DetectorRule::detector, detectors::stream_detectors(), "detector", detector_rest,
                            json, path, problems);
                }
              },
          .write =
              [detector_rest, score_rest](const DecayRule& rule) {
                if (const auto* score = std::get_if<ScoreRule>(&rule)) return write_rule(*score, &ScoreRule::score, "score", score_rest);
                return write_rule(std::get<DetectorRule>(rule), &DetectorRule::detector, "detector", detector_rest);
              },
          .schema = {{"oneOf", alternatives}}};
}

/// What a stream detector is fed with: errors of classes are 0 or 1, those of numbers are squashed into 0..1, losses are any number.
detectors::Domain domain_of(config::Task task, DecaySubject subject) {
  if (subject == DecaySubject::loss) return detectors::Domain::numbers;
  return task == config::Task::regression ? detectors::Domain::shares : detectors::Domain::errors;
}

void check_domain(const DetectorRule& rule, config::Task task, const std::string& path, Problems& problems) {
  const auto values = domain_of(task, rule.on);
  const auto takes = rule.detector.make()->domain();
  if (values <= takes) return;
  const auto* what = takes == detectors::Domain::errors ? "errors of 0 or 1" : "values from 0 to 1";
  const auto* fed = values == detectors::Domain::shares ? "the error of a number is a share" : "a loss is any number";
  problems.push_back({step_into(path, "detector"), "\"" + rule.detector.name + "\" takes " + what + ", but " + fed +
                                                       "; choose one that takes it, such as \"adwin\" or \"e_sr\""});
}

void check_rules(const ModelSettings& model, const std::string& path, Problems& problems) {
  for (std::size_t i = 0; i < model.drift.size(); ++i) {
    for (std::size_t j = 0; j < model.drift[i].only.size(); ++j) {
      const auto& name = model.drift[i].only[j];
      std::vector<std::string> names;
      for (const auto& feature : model.features) names.push_back(feature.name);
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        problems.push_back({step_into(step_into(step_into(step_into(path, "drift"), i), "only"), j),
                            "there is no feature \"" + name + "\"" + config::did_you_mean(name, names)});
      }
    }
  }
  for (std::size_t i = 0; i < model.decay.size(); ++i) {
    const auto* detector = std::get_if<DetectorRule>(&model.decay[i]);
    if (detector != nullptr && detector->detector) check_domain(*detector, model.task, step_into(step_into(path, "decay"), i), problems);
    const auto* rule = std::get_if<ScoreRule>(&model.decay[i]);
    if (rule != nullptr && rule->score && !rule->score.make()->fits(model.task)) {
      problems.push_back({step_into(step_into(step_into(path, "decay"), i), "score"),
                          "\"" + rule->score.name + "\" is no score of a " + std::string(config::name_of(model.task)) + " model"});
    }
  }
  if (model.model && !model.model.make()->fits(model.task)) {
    problems.push_back({step_into(step_into(path, "model"), "kind"), "\"" + model.model.name + "\" does not fit a " +
                                                                         std::string(config::name_of(model.task)) + " model (\"" +
                                                                         updaters::default_family(model.task) + "\" does)"});
  }
}

}  // namespace

std::vector<DriftRule> default_drift_rules() {
  std::vector<DriftRule> rules;
  for (const auto subject : {DriftSubject::features, DriftSubject::prediction}) {
    for (const auto* name : {"ks", "chi_square"}) {
      rules.push_back({.comparison = detectors::comparisons().choose_default(name), .on = subject, .only = {}});
    }
  }
  return rules;
}

std::vector<DecayRule> default_decay_rules() {
  return {DetectorRule{.detector = detectors::stream_detectors().choose_default("adwin"), .on = DecaySubject::error}};
}

config::Chosen<updaters::LearnerPointer> ModelSettings::learner() const {
  return model ? model : updaters::models().choose_default(updaters::default_family(task));
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
          .optional("false_alarms", &ModelSettings::false_alarms, config::maybe(object(false_alarms_declaration())),
                    "how often the model may cry wolf, over all checks that can keep to it; left out: each check by its own parameters")
          .optional("model", &ModelSettings::model, config::choice(updaters::models(), "kind"), "what is trained; left out: by the task")
          .optional("update", &ModelSettings::update, object(updaters::update_declaration()), "when and how the model is updated")
          .check(check_rules);
  return declaration;
}

}  // namespace driftd::engine
