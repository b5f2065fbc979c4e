#include "daemon/engine/decay_rules.h"

#include <algorithm>
#include <cmath>

#include "config/suggestion.h"
#include "daemon/engine/rule_shape.h"

namespace driftd::engine {

namespace {

using config::Declaration;
using config::Json;
using config::Problems;
using config::Shape;
using config::step_into;

constexpr std::int64_t kMostOutcomes = 1'000'000;
constexpr const char* kByDoc =
    "name of a feature of \"segments\": the rule is held for each of its segments on its own; left out: for all outcomes together";
constexpr const char* kSurelyDoc =
    "drift only where the score's whole 95 % interval is beyond the bound, and a warning where the score is; false: drift where the score "
    "is";

config::Shape<std::string> feature_name() {
  return config::text({.max_length = 128});
}

Declaration<DetectorRule> detector_rest_declaration() {
  return Declaration<DetectorRule>("what a stream detector looks at")
      .optional("on", &DetectorRule::on, config::one_of<DecaySubject>({{"error", DecaySubject::error}, {"loss", DecaySubject::loss}}),
                "error: 0 or 1 for classes, the absolute error squashed into 0..1 for numbers; loss: log-loss, or the squared error")
      .optional("by", &DetectorRule::by, feature_name(), kByDoc);
}

template <class Rule>
void add_bounds(Declaration<Rule>& declaration) {
  declaration.optional("below", &Rule::below, config::number(), "drift where the score is below this")
      .optional("above", &Rule::above, config::number(), "drift where the score is above this")
      .optional("surely", &Rule::surely, config::boolean(), kSurelyDoc)
      .check([](const Rule& rule, const std::string& path, Problems& problems) {
        if (std::isnan(rule.below) == std::isnan(rule.above)) problems.push_back({path, "needs either \"below\" or \"above\""});
      });
}

Declaration<ScoreRule> score_rest_declaration() {
  Declaration<ScoreRule> declaration("a bound on a score of the window");
  add_bounds(declaration);
  return declaration
      .optional("min_labels", &ScoreRule::min_labels, config::maybe(config::integer({.min = 10, .max = kMostOutcomes})),
                "labels that the window must hold before the score counts; left out: 300, and 30 of a segment")
      .optional("by", &ScoreRule::by, feature_name(), kByDoc);
}

Declaration<RankingRule> ranking_rest_declaration() {
  Declaration<RankingRule> declaration("a bound on a score of the window's ranked lists");
  add_bounds(declaration);
  return declaration.optional("min_lists", &RankingRule::min_lists, config::integer({.min = 10, .max = kMostOutcomes}),
                              "lists that the window must hold before the score counts");
}

template <class Made>
void add_score_schemas(Json& alternatives, const config::Catalogue<Made>& catalogue, const Json& shared) {
  for (auto& schema : config::choice_schemas(catalogue, "score", shared)) {
    schema["oneOf"] = {{{"required", {"below"}}}, {{"required", {"above"}}}};
    alternatives.push_back(std::move(schema));
  }
}

bool names_row(const Json& json, const auto& catalogue) {
  return json.is_string() && catalogue.find(json.get<std::string>()) != nullptr;
}

void read_score_rule(DecayRule& rule, const Json& json, const std::string& path, Problems& problems) {
  if (names_row(json.at("score"), detectors::ranking_scores())) {
    read_rule(rule.emplace<RankingRule>(), &RankingRule::score, detectors::ranking_scores(), "score", ranking_rest_declaration(), json,
              path, problems);
  } else if (names_row(json.at("score"), detectors::scores())) {
    read_rule(rule.emplace<ScoreRule>(), &ScoreRule::score, detectors::scores(), "score", score_rest_declaration(), json, path, problems);
  } else {
    auto names = detectors::scores().row_names();
    for (auto& name : detectors::ranking_scores().row_names()) names.push_back(std::move(name));
    config::read_tag("score", names, "score", json, path, problems);
  }
}

/// What a stream detector is fed with: errors of classes are 0 or 1, those of numbers are squashed into 0..1, losses are any number.
detectors::Domain domain_of(config::Task task, DecaySubject subject) {
  if (subject == DecaySubject::loss) return detectors::Domain::numbers;
  return task == config::Task::regression ? detectors::Domain::shares : detectors::Domain::errors;
}

std::vector<std::string> names_of(const config::Features& features) {
  std::vector<std::string> names;
  for (const auto& feature : features) names.push_back(feature.name);
  return names;
}

/// What is wrong with one rule, under its own path.
struct RuleCheck {
  const DecayContext& model;
  std::string path;
  Problems& problems;

  void operator()(const DetectorRule& rule) const {
    check_by(rule.by);
    if (!rule.detector) return;
    const auto values = domain_of(model.task, rule.on);
    const auto takes = rule.detector.make()->domain();
    if (values <= takes) return;
    const auto* what = takes == detectors::Domain::errors ? "errors of 0 or 1" : "values from 0 to 1";
    const auto* fed = values == detectors::Domain::shares ? "the error of a number is a share" : "a loss is any number";
    problems.push_back({step_into(path, "detector"), "\"" + rule.detector.name + "\" takes " + what + ", but " + fed +
                                                         "; choose one that takes it, such as \"adwin\" or \"e_sr\""});
  }

  void operator()(const ScoreRule& rule) const {
    check_by(rule.by);
    if (!rule.score || rule.score.make()->fits(model.task)) return;
    problems.push_back(
        {step_into(path, "score"), "\"" + rule.score.name + "\" is no score of a " + std::string(config::name_of(model.task)) + " model"});
  }

  void operator()(const RankingRule& rule) const {
    if (!rule.score || model.lists) return;
    problems.push_back(
        {step_into(path, "score"), "\"" + rule.score.name + "\" is of ranked lists; say under \"lists\" what makes rows a list"});
  }

  void check_by(const std::string& by) const {
    if (by.empty() || std::ranges::find(model.segments, by, &SegmentSettings::feature) != model.segments.end()) return;
    std::vector<std::string> names;
    for (const auto& segment : model.segments) names.push_back(segment.feature);
    problems.push_back({step_into(path, "by"), names.empty() ? "there are no segments; name the feature under \"segments\" first"
                                                             : "\"" + by + "\" is none of \"segments\"" + config::did_you_mean(by, names)});
  }
};

void check_segments(const DecayContext& model, const std::string& path, Problems& problems) {
  const auto names = names_of(model.features);
  for (std::size_t i = 0; i < model.segments.size(); ++i) {
    const auto& name = model.segments[i].feature;
    const auto here = step_into(step_into(path, "segments"), i);
    if (std::ranges::find(names, name) == names.end()) {
      problems.push_back({here, "there is no feature \"" + name + "\"" + config::did_you_mean(name, names)});
    }
    const auto is_text = [&](const config::Feature& feature) { return feature.name == name && feature.type == config::FeatureType::text; };
    if (std::ranges::any_of(model.features, is_text))
      problems.push_back({here, "\"" + name + "\" is a text; segments are of categories and numbers"});
    const auto same = std::ranges::find(model.segments, name, &SegmentSettings::feature);
    if (same != model.segments.begin() + static_cast<std::ptrdiff_t>(i)) problems.push_back({here, "\"" + name + "\" stands twice"});
  }
}

void check_lists(const DecayContext& model, const std::string& path, Problems& problems) {
  if (!model.lists) return;
  const auto names = names_of(model.features);
  const auto here = step_into(path, "lists");
  if (std::ranges::find(names, model.lists->by) == names.end()) {
    problems.push_back(
        {step_into(here, "by"), "there is no feature \"" + model.lists->by + "\"" + config::did_you_mean(model.lists->by, names)});
  }
  if (model.task == config::Task::multiclass) {
    problems.push_back({here, "the answers of a multiclass model give no order; ranked lists are of binary and regression models"});
  }
}

}  // namespace

ScoreBound bound_of(const ScoreRule& rule) {
  const std::int64_t least = rule.min_labels.value_or(rule.by.empty() ? kMinLabels : kMinLabelsOfSegment);
  return {.below = rule.below, .above = rule.above, .least = static_cast<std::uint64_t>(least), .surely = rule.surely};
}

ScoreBound bound_of(const RankingRule& rule) {
  return {.below = rule.below, .above = rule.above, .least = static_cast<std::uint64_t>(rule.min_lists), .surely = rule.surely};
}

std::vector<DecayRule> default_decay_rules() {
  return {DetectorRule{.detector = detectors::stream_detectors().choose_default("adwin")}};
}

Shape<DecayRule> decay_rule_shape() {
  const auto detector_rest = detector_rest_declaration();
  Json alternatives = config::choice_schemas(detectors::stream_detectors(), "detector", detector_rest.properties());
  add_score_schemas(alternatives, detectors::scores(), score_rest_declaration().properties());
  add_score_schemas(alternatives, detectors::ranking_scores(), ranking_rest_declaration().properties());
  return {.read =
              [detector_rest](DecayRule& rule, const Json& json, const std::string& path, Problems& problems) {
                if (json.is_object() && json.contains("score")) {
                  read_score_rule(rule, json, path, problems);
                } else if (json.is_object() && !json.contains("detector")) {
                  problems.push_back({path, "needs either \"detector\" or \"score\""});
                } else {
                  read_rule(rule.emplace<DetectorRule>(), &DetectorRule::detector, detectors::stream_detectors(), "detector", detector_rest,
                            json, path, problems);
                }
              },
          .write =
              [detector_rest](const DecayRule& rule) {
                if (const auto* score = std::get_if<ScoreRule>(&rule))
                  return write_rule(*score, &ScoreRule::score, "score", score_rest_declaration());
                if (const auto* score = std::get_if<RankingRule>(&rule))
                  return write_rule(*score, &RankingRule::score, "score", ranking_rest_declaration());
                return write_rule(std::get<DetectorRule>(rule), &DetectorRule::detector, "detector", detector_rest);
              },
          .schema = {{"oneOf", alternatives}}};
}

void check_decay(const std::vector<DecayRule>& rules, const DecayContext& model, const std::string& path, Problems& problems) {
  check_segments(model, path, problems);
  check_lists(model, path, problems);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    std::visit(RuleCheck{.model = model, .path = step_into(step_into(path, "decay"), i), .problems = problems}, rules[i]);
  }
}

}  // namespace driftd::engine
