#include "daemon/engine/stream_rules.h"

#include <algorithm>

namespace driftd::engine {

using config::FeatureType;
using config::Json;
using config::step_into;
using detectors::Domain;

namespace {

constexpr const char* kTag = "detector";
constexpr const char* kSide = "side";

/// Places of the features that the rule names, itself or by their vector.
std::vector<std::size_t> places_of(const DriftRule& rule, const config::Features& features) {
  std::vector<std::size_t> places;
  for (const auto& name : rule.only.empty() ? config::input_names(features) : rule.only) {
    const auto named = config::columns_named(features, name);
    places.insert(places.end(), named.begin(), named.end());
  }
  std::ranges::sort(places);
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

std::vector<StreamMonitor::Column> columns_of(const DriftRule& rule, const ModelSettings& settings) {
  if (rule.on == DriftSubject::prediction) {
    if (settings.task == config::Task::multiclass) return {};
    return {{.name = "prediction", .place = 0}};
  }
  std::vector<StreamMonitor::Column> columns;
  for (const std::size_t place : places_of(rule, settings.features)) {
    const auto& feature = settings.features[place];
    if (config::is_number(feature.type)) columns.push_back({.name = feature.name, .place = place});
  }
  return columns;
}

}  // namespace

bool names_stream_detector(const Json& rule) {
  if (!rule.is_object()) return false;
  const auto name = rule.find(kTag);
  return name != rule.end() && name->is_string() && detectors::stream_detectors().find(name->get_ref<const std::string&>()) != nullptr;
}

Json looking_both_ways(Json rule) {
  const auto* row = detectors::stream_detectors().find(rule[kTag].get_ref<const std::string&>());
  if (row->properties.contains(kSide) && !rule.contains(kSide)) rule[kSide] = "both";
  return rule;
}

Json stream_rule_schemas(const Json& shared) {
  Json schemas = Json::array();
  for (const auto& row : detectors::stream_detectors().rows()) {
    if (detectors::stream_detectors().choose_default(row.facts.name).make()->domain() != Domain::numbers) continue;
    Json schema = config::choice_schema(row, kTag, shared);
    if (row.properties.contains(kSide)) schema["properties"][kSide]["default"] = "both";
    schemas.push_back(std::move(schema));
  }
  return schemas;
}

void check_stream_rule(const DriftRule& rule, const ModelSettings& model, const std::string& path, config::Problems& problems) {
  if (rule.stream.make()->domain() != Domain::numbers) {
    problems.push_back({step_into(path, kTag), "\"" + rule.stream.name +
                                                   "\" counts errors or shares, but a feature or an answer is any number; choose one that "
                                                   "takes it, such as \"e_sr\" or \"kswin\""});
  }
  if (rule.on == DriftSubject::prediction && model.task == config::Task::multiclass) {
    problems.push_back({step_into(path, "on"), "the answers of a multiclass model are categories, which \"" + rule.stream.name +
                                                   "\" cannot follow; compare them by \"chi_square\""});
  }
  for (std::size_t i = 0; i < rule.only.size(); ++i) {
    const auto feature = std::ranges::find(model.features, rule.only[i], &config::Feature::name);
    if (feature == model.features.end() || config::is_number(feature->type)) continue;
    const std::string what = feature->type == FeatureType::text ? "a text" : "categorical";
    const std::string instead = feature->type == FeatureType::text ? "\"mmd_rff\"" : "\"chi_square\"";
    problems.push_back({step_into(step_into(path, "only"), i), "\"" + feature->name + "\" is " + what + ", which \"" + rule.stream.name +
                                                                   "\" cannot follow; compare it by " + instead});
  }
}

StreamMonitor make_stream_monitor(const ModelSettings& settings, DriftSubject subject) {
  std::vector<StreamMonitor::Rule> rules;
  for (const DriftRule& rule : settings.drift) {
    if (!rule.stream || rule.on != subject) continue;
    auto columns = columns_of(rule, settings);
    if (!columns.empty()) rules.push_back({.name = rule.stream.name, .make = rule.stream.make, .columns = std::move(columns)});
  }
  return {std::move(rules), static_cast<std::size_t>(settings.window.events)};
}

}  // namespace driftd::engine
