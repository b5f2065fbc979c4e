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

bool is_named(const DriftRule& rule, const std::string& feature) {
  return rule.only.empty() || std::ranges::find(rule.only, feature) != rule.only.end();
}

std::vector<StreamMonitor::Column> columns_of(const DriftRule& rule, const ModelSettings& settings) {
  if (rule.on == DriftSubject::prediction) {
    if (settings.task == config::Task::multiclass) return {};
    return {{.name = "prediction", .place = 0}};
  }
  std::vector<StreamMonitor::Column> columns;
  for (std::size_t i = 0; i < settings.features.size(); ++i) {
    const auto& feature = settings.features[i];
    if (feature.type == FeatureType::numeric && is_named(rule, feature.name)) columns.push_back({.name = feature.name, .place = i});
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
    if (feature == model.features.end() || feature->type == FeatureType::numeric) continue;
    problems.push_back({step_into(step_into(path, "only"), i), "\"" + feature->name + "\" is categorical, which \"" + rule.stream.name +
                                                                   "\" cannot follow; compare it by \"chi_square\""});
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
